#include "models/nomogram/nomogram.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/nomogram/pretty.h"

namespace osteon::models {
namespace {

constexpr double kMostPoints = 100;
constexpr int kIntervals = 10;   // rms: nint
constexpr double kTiny = 1e-9;   // of a point: rounding only
constexpr std::size_t kFew = 3;  // ticks of a scale of risk

absl::Status Wrong(const std::string& name, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("nomogram: predictor ", name, ": ", what));
}

bool AllFinite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

absl::Status Check(const std::string& name, const NumericPredictor& predictor) {
  if (!std::isfinite(predictor.coefficient)) return Wrong(name, "its coefficient is not a finite number");
  if (!predictor.values.empty()) {
    if (!AllFinite(predictor.values)) return Wrong(name, "a value is not a finite number");
    if (std::adjacent_find(predictor.values.begin(), predictor.values.end(), std::greater_equal<>()) !=
        predictor.values.end()) {
      return Wrong(name, "its values do not increase");
    }
    return absl::OkStatus();
  }
  if (!std::isfinite(predictor.low) || !std::isfinite(predictor.high) || predictor.low > predictor.high) {
    return Wrong(name, absl::StrCat("its axis cannot go from ", predictor.low, " to ", predictor.high));
  }
  return absl::OkStatus();
}

absl::Status Check(const std::string& name, const CategoricalPredictor& predictor) {
  if (predictor.levels.size() != predictor.coefficients.size() + 1) {
    return Wrong(name, absl::StrCat(predictor.levels.size(), " levels and ", predictor.coefficients.size(),
                                    " coefficients; each level but the first has one"));
  }
  if (!AllFinite(predictor.coefficients)) return Wrong(name, "a coefficient is not a finite number");
  return absl::OkStatus();
}

absl::Status Check(const std::vector<NomogramPredictor>& predictors) {
  if (predictors.empty()) return absl::InvalidArgumentError("nomogram: no predictor");
  std::set<std::string> names;
  for (const NomogramPredictor& predictor : predictors) {
    if (!names.insert(predictor.name).second) return Wrong(predictor.name, "it is there twice");
    OSTEON_RETURN_IF_ERROR(
        std::visit([&](const auto& kind) { return Check(predictor.name, kind); }, predictor.kind));
  }
  return absl::OkStatus();
}

// An axis whose points are still contributions to the linear predictor.
NomogramAxis Contributions(const NomogramPredictor& predictor) {
  NomogramAxis axis{predictor.name, {}, {}, {}, 0};
  if (const auto* numeric = std::get_if<NumericPredictor>(&predictor.kind)) {
    axis.values = numeric->values.empty() ? Pretty(numeric->low, numeric->high, kIntervals) : numeric->values;
    for (const double value : axis.values) axis.points.push_back(numeric->coefficient * value);
  } else {
    const auto& categorical = std::get<CategoricalPredictor>(predictor.kind);
    axis.levels = categorical.levels;
    axis.points = {0};
    axis.points.insert(axis.points.end(), categorical.coefficients.begin(), categorical.coefficients.end());
  }
  return axis;
}

// Those of the values that stand at a total of `totals`, and where.
NomogramScale ScaleOf(const Nomogram& nomogram, const std::vector<double>& values,
                      const std::pair<double, double>& totals,
                      const std::function<double(double)>& linear_predictor) {
  NomogramScale scale;
  for (const double value : values) {
    const double total = nomogram.points_per_unit_lp * (linear_predictor(value) - nomogram.lp_at_zero_points);
    if (total < totals.first - kTiny || total > totals.second + kTiny) continue;
    scale.values.push_back(value);
    scale.total_points.push_back(std::max(total, 0.0));
  }
  return scale;
}

double Logit(double risk) {
  return std::log(risk / (1 - risk));
}

}  // namespace

absl::StatusOr<Nomogram> BuildNomogram(double intercept, const std::vector<NomogramPredictor>& predictors,
                                       const std::optional<std::pair<double, double>>& lp_range) {
  OSTEON_RETURN_IF_ERROR(Check(predictors));
  if (!std::isfinite(intercept)) {
    return absl::InvalidArgumentError("nomogram: the intercept is not a finite number");
  }
  if (lp_range && !(std::isfinite(lp_range->first) && std::isfinite(lp_range->second) &&
                    lp_range->first <= lp_range->second)) {
    return absl::InvalidArgumentError(absl::StrCat("nomogram: linear predictors cannot go from ",
                                                   lp_range->first, " to ", lp_range->second));
  }
  Nomogram nomogram{};
  nomogram.lp_at_zero_points = intercept;
  double widest = 0;
  double sum_of_widths = 0;
  for (const NomogramPredictor& predictor : predictors) {
    NomogramAxis axis = Contributions(predictor);
    const auto [least, most] = std::minmax_element(axis.points.begin(), axis.points.end());
    axis.least_contribution = *least;
    widest = std::max(widest, *most - *least);
    sum_of_widths += *most - *least;
    nomogram.lp_at_zero_points += axis.least_contribution;
    nomogram.axes.push_back(std::move(axis));
  }
  if (!(widest > 0) || !std::isfinite(kMostPoints / widest) || !std::isfinite(sum_of_widths)) {
    return absl::InvalidArgumentError(
        absl::StrCat("nomogram: the widest axis changes the linear predictor by ", widest,
                     "; there is no scale of points for that"));
  }
  const double points_per_unit = kMostPoints / widest;
  nomogram.points_per_unit_lp = points_per_unit;
  nomogram.largest_total = points_per_unit * sum_of_widths;
  for (NomogramAxis& axis : nomogram.axes) {
    for (double& points : axis.points) points = points_per_unit * (points - axis.least_contribution);
  }

  const double lp_at_zero = nomogram.lp_at_zero_points;
  const auto [low, high] = lp_range.value_or(std::pair(lp_at_zero, lp_at_zero + sum_of_widths));
  const std::vector<double> lp_ticks = Pretty(low, high, kIntervals);
  std::pair<double, double> totals{0, nomogram.largest_total};
  if (lp_range) {
    totals = {std::max(0.0, points_per_unit * (lp_ticks.front() - lp_at_zero)),
              points_per_unit * (lp_ticks.back() - lp_at_zero)};
  }
  nomogram.linear_predictor = ScaleOf(nomogram, lp_ticks, totals, [](double value) { return value; });
  nomogram.total_points = Pretty(0, std::max(kMostPoints, totals.second), kIntervals);

  std::vector<double> risks = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
  nomogram.risk = ScaleOf(nomogram, risks, totals, Logit);
  if (nomogram.risk.values.size() < kFew) {
    risks.insert(risks.begin(), {0.001, 0.002, 0.005, 0.01, 0.02});
    risks.insert(risks.end(), {0.98, 0.99, 0.995, 0.998, 0.999});
    nomogram.risk = ScaleOf(nomogram, risks, totals, Logit);
  }
  return nomogram;
}

}  // namespace osteon::models
