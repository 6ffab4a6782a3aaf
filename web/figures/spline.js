// Restricted cubic splines of logit p, as models/validation/flexible_calibration.h: Harrell, Regression Modeling
// Strategies, 2nd ed., section 2.4.5.
const expit = (x) => 1 / (1 + Math.exp(-x));
export const logit = (p) => Math.log(p / (1 - p));

// 1, x and one term for each knot but the last two.
export function splineBasis(x, knots) {
  const last = knots.at(-1),
    before = knots.at(-2),
    square = (last - knots[0]) ** 2;
  const cubed = (value) => (value > 0 ? value ** 3 : 0);
  return [
    1,
    x,
    ...knots
      .slice(0, -2)
      .map(
        (knot) =>
          (cubed(x - knot) -
            (cubed(x - before) * (last - knot)) / (last - before) +
            (cubed(x - last) * (before - knot)) / (last - before)) /
          square,
      ),
  ];
}

// The observed risk at predicted risk p, with a 95 % band where the covariance of the coefficients is told.
export function calibrated(p, {knots, coefficients, covariance}) {
  const basis = splineBasis(logit(p), knots);
  const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const middle = dot(basis, coefficients);
  if (!covariance) return {p, observed: expit(middle)};
  const variance = dot(
    basis,
    covariance.map((row) => dot(row, basis)),
  );
  const half = 1.959963984540054 * Math.sqrt(Math.max(variance, 0));
  return {p, observed: expit(middle), lower: expit(middle - half), upper: expit(middle + half)};
}
