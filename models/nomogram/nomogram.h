// A logistic model as a nomogram: points for each value of each predictor, and what a total of points means.
#ifndef OSTEON_MODELS_NOMOGRAM_NOMOGRAM_H_
#define OSTEON_MODELS_NOMOGRAM_NOMOGRAM_H_

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon::models {

struct NumericPredictor {
  double coefficient = 0;      // log-odds per unit of the raw scale
  double low = 0, high = 0;    // what the axis covers; it is rounded outward to Pretty's ticks
  std::vector<double> values;  // the only values there are (stage 1 to 4), increasing; else empty
};

struct CategoricalPredictor {
  std::vector<std::string> levels;   // the first is the reference level
  std::vector<double> coefficients;  // log-odds against it, one for each other level
};

struct NomogramPredictor {
  std::string name;
  std::variant<NumericPredictor, CategoricalPredictor> kind;
};

struct NomogramAxis {
  std::string name;
  std::vector<double> values;       // of a numeric predictor: the ticks, increasing; else empty
  std::vector<std::string> levels;  // of a categorical predictor, in its order; else empty
  std::vector<double> points;       // of each of them, the least 0
  // What the axis adds to the linear predictor at 0 points: a patient whom it adds x to has
  // points_per_unit_lp (x - least_contribution) points, below 0 where the value is off the axis.
  double least_contribution;
};

struct NomogramScale {
  std::vector<double> values;        // increasing
  std::vector<double> total_points;  // where each stands below the axis of total points
};

struct Nomogram {
  std::vector<NomogramAxis> axes;  // in the order of the predictors; the widest spans 0 to 100 points
  double points_per_unit_lp;
  double lp_at_zero_points;
  double largest_total;              // every axis at its most points
  std::vector<double> total_points;  // ticks, from 0
  NomogramScale linear_predictor;
  NomogramScale risk;  // at 0.05, 0.1, 0.2, ..., 0.9, 0.95; finer towards 0 and 1 where few of these can be
};

// Points axes as rms::nomogram(maxscale = 100, nint = 10) computes them (Harrell, Regression Modeling
// Strategies, 2nd ed., section 11.9): with R_j the range of what predictor j adds to the linear predictor
// over its axis, points_j(x) = sc (b_j x - min R_j), sc = 100 / max_j |R_j|, and total points = sc (lp -
// lp_at_zero_points), lp_at_zero_points = intercept + sum_j min R_j.
//
// `lp_range`: the linear predictors that the lower scales are for (rms takes those of the patients of the
// fit, which disclosure rules forbid); ticks are Pretty's over it. Without it, all that the axes can give.
// Values that no total of points reaches are left out.
//
// kInvalidArgument: no predictor, a name twice, a range reversed or a number that is not finite, values not
// increasing, a level too many or too few, every axis of no width, named.
absl::StatusOr<Nomogram> BuildNomogram(
    double intercept, const std::vector<NomogramPredictor>& predictors,
    const std::optional<std::pair<double, double>>& lp_range = std::nullopt);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_NOMOGRAM_NOMOGRAM_H_
