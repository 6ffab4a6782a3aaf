#include "models/validation/histogram.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace osteon::models {
namespace {

// The smallest of 1, 2 and 5 times a power of ten that is not below `value`, as mantissa and exponent.
struct RoundStep {
  int mantissa;
  int exponent;
  // In one rounding, so that 3 steps of 0.1 are 0.3.
  double Times(double count) const {
    const double whole = count * mantissa;
    return exponent < 0 ? whole / std::pow(10.0, -exponent) : whole * std::pow(10.0, exponent);
  }
};

RoundStep RoundedUp(double value) {
  RoundStep step{1, static_cast<int>(std::floor(std::log10(value)))};
  while (step.Times(1) < value) {
    if (step.mantissa == 5) {
      step = {1, step.exponent + 1};
    } else {
      step.mantissa = step.mantissa == 1 ? 2 : 5;
    }
  }
  return step;
}

std::vector<double> EdgesFrom(double first, const RoundStep& step) {
  std::vector<double> edges;
  for (std::size_t i = 0; i <= kMostBins; ++i) edges.push_back(step.Times(first + static_cast<double>(i)));
  return edges;
}

}  // namespace

std::vector<double> RiskEdges() {
  return EdgesFrom(0, {1, -1});
}

std::vector<double> ScoreEdges(double mean, double sd) {
  constexpr double kSpread = 2.5;
  // One bin is for rounding outward.
  const RoundStep step = RoundedUp(2 * kSpread * sd / static_cast<double>(kMostBins - 1));
  return EdgesFrom(std::floor((mean - kSpread * sd) / step.Times(1)), step);
}

std::vector<double> DefaultScoreEdges() {
  return EdgesFrom(-5, {1, 0});
}

bool AreScoreEdges(const std::vector<double>& edges) {
  if (edges.size() != kMostBins + 1) return false;
  const double step = (edges.back() - edges.front()) / static_cast<double>(kMostBins);
  if (!(step > 0) || !std::isfinite(step)) return false;
  // Steps that are all but lost in the edges' rounding are none.
  const double rounding = 4e-16 * std::max(std::fabs(edges.front()), std::fabs(edges.back()));
  if (rounding > 1e-6 * step) return false;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (!(std::fabs(edges[i] - (edges.front() + static_cast<double>(i) * step)) <=
          1e-9 * step + 2 * rounding))
      return false;
  }
  return true;
}

Histogram HistogramOf(const Eigen::Ref<const Eigen::VectorXd>& values,
                      const Eigen::Ref<const Eigen::VectorXd>& outcome, const std::vector<double>& edges) {
  const std::size_t bins = edges.size() - 1;
  Histogram histogram{edges, std::vector<std::uint64_t>(bins), std::vector<std::uint64_t>(bins)};
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const auto inner = std::upper_bound(std::next(edges.begin()), std::prev(edges.end()), values[i]);
    const auto bin = static_cast<std::size_t>(std::distance(std::next(edges.begin()), inner));
    ++(outcome[i] == 1 ? histogram.events : histogram.non_events)[bin];
  }
  return histogram;
}

}  // namespace osteon::models
