import assert from "node:assert/strict";
import {test} from "node:test";

import {mirroredBars, readHistogram} from "../histogram.js";
import {calibrated, splineBasis} from "../spline.js";

// By hand, from the formula in models/validation/flexible_calibration.h with knots 0, 1, 2.
test("the spline term is 0 below the first knot, cubic between and linear beyond the last", () => {
  const term = (x) => splineBasis(x, [0, 1, 2])[2];
  assert.deepEqual([term(-1), term(0), term(1)], [0, 0, 0.25]);
  assert.deepEqual([term(3), term(4), term(5)], [3, 4.5, 6]);
});

test("intercept 0 and slope 1 are the diagonal", () => {
  for (const p of [0.1, 0.5, 0.9]) {
    assert.ok(Math.abs(calibrated(p, {knots: [-1, 0, 1], coefficients: [0, 1, 0]}).observed - p) < 1e-12);
  }
});

test("the band is that of the linear predictor's variance", () => {
  const covariance = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const {lower, upper} = calibrated(0.5, {knots: [0, 1, 2], coefficients: [0, 1, 0], covariance});
  assert.ok(Math.abs(upper - 1 / (1 + Math.exp(-1.959963984540054))) < 1e-12);
  assert.ok(Math.abs(lower + upper - 1) < 1e-12);
});

test("bars of unequal bins have the area of their share", () => {
  const bars = mirroredBars({edges: [0, 1, 3], events: [1, 4], others: [5, 0]}, 0, 1);
  assert.deepEqual(
    bars.map(({x1, x2, y2}) => [x1, x2, y2]),
    [
      [0, 1, 0.2],
      [0, 1, -1],
      [1, 3, 0.4],
    ],
  );
});

test("a histogram of which anything is kept back is none", () => {
  assert.equal(readHistogram({edges: [0, 1], events: [{suppressed: "min_cell"}], non_events: [3]}), null);
  assert.equal(readHistogram({suppressed: "min_cell"}), null);
  assert.equal(readHistogram({edges: [0, 1, 2], events: [1], non_events: [3]}), null);
});
