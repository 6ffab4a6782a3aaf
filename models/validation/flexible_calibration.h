// Calibration as a smooth curve: a restricted cubic spline of logit p, and how far the risks are from it.
#ifndef OSTEON_MODELS_VALIDATION_FLEXIBLE_CALIBRATION_H_
#define OSTEON_MODELS_VALIDATION_FLEXIBLE_CALIBRATION_H_

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "models/validation/estimate.h"

namespace osteon::models {

// From this many patients on the curve has five knots, below it three.
inline constexpr std::uint64_t kPatientsForFiveKnots = 100;
// E50 and E90 are quantiles over patients: below this many they would be about single ones.
inline constexpr std::uint64_t kPatientsForQuantiles = 40;

// logit P(y = 1) = c_1 + c_2 x + sum_j c_{j+2} s_j(x), x = logit p, with K knots t and for j = 1 ... K - 2
//   s_j(x) = ((x - t_j)+^3 - (x - t_{K-1})+^3 (t_K - t_j) / (t_K - t_{K-1})
//             + (x - t_K)+^3 (t_{K-1} - t_j) / (t_K - t_{K-1})) / (t_K - t_1)^2:
// linear beyond the outer knots.
struct CalibrationCurve {
  std::vector<double> knots;         // (K) ascending
  std::vector<double> coefficients;  // (K) intercept, slope, spline terms
  // (K (K + 1) / 2) of the coefficients, inverse Fisher information: the lower triangle row by row. Empty
  // where it was not computed.
  std::vector<double> covariance{};
  friend bool operator==(const CalibrationCurve&, const CalibrationCurve&) = default;
};

struct FlexibleCalibration {
  // With its knots at the nearest tenths, so that none is at a patient's own predicted risk.
  Maybe<CalibrationCurve> curve;
  // Mean, median and 90th percentile (type 7) over patients of |p - curve at p|, of the curve with its knots
  // where they belong. The largest is never computed: it is one patient's.
  Maybe<double> ici, e50, e90;
  friend bool operator==(const FlexibleCalibration&, const FlexibleCalibration&) = default;
};

//   risk     (n)  in [0, 1]
//   outcome  (n)  0 or 1
//   knots    3 or 5, HarrellKnots of logit p
//
// Sources: Harrell, Regression Modeling Strategies, 2nd ed., section 2.4.5; Austin & Steyerberg, Statistics
// in Medicine 38 (2019) 4051-4065 (ICI, E50, E90).
//
// Unavailable, with the reason, where FitCurve has no curve; E50 and E90 also below kPatientsForQuantiles.
FlexibleCalibration CalibrateFlexibly(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                      const Eigen::Ref<const Eigen::VectorXd>& outcome, int knots);

// Maximum likelihood by Newton's method to machine precision.
//
// Unavailable, with the reason, where there is no finite curve: no patients, one class only, a risk of
// exactly 0 or 1, fewer than three knots or equal ones (ties), a curve that can separate events from
// non-events.
Maybe<CalibrationCurve> FitCurve(const Eigen::Ref<const Eigen::VectorXd>& risk,
                                 const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                 const std::vector<double>& knots);

// Where Harrell puts `count` (3 or 5) knots, as rcspline.eval of R's Hmisc: evenly between the 10 and 90 %,
// or 5 and 95 % quantiles (type 7); with fewer than 100 values the outer ones at the fifth smallest and fifth
// largest value. Where the smallest value is that of 5 % of the patients or more, and no inner one is, the
// next larger is the first knot and the others are spread over the values above it; likewise at the top.
// Fewer knots, or none, come back where the values have too many ties for `count`.
std::vector<double> HarrellKnots(const Eigen::Ref<const Eigen::VectorXd>& values, int count);

// The curve at risks in (0, 1): the probability that it gives to them.
Eigen::VectorXd CurveAt(const CalibrationCurve& curve, const Eigen::Ref<const Eigen::VectorXd>& risk);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_FLEXIBLE_CALIBRATION_H_
