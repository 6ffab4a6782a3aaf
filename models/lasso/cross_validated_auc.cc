#include "models/lasso/cross_validated_auc.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>

#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr std::size_t kMostPoints = kMostHeldOutScores / (2 * kAucBins);  // in one request

struct FoldFit {
  int set;
  int l;
};

HeldOutScoresRequest RequestFor(const PathState& state, const std::vector<StandardisedColumn>& columns,
                                int sites, const std::vector<FoldFit>& fits) {
  HeldOutScoresRequest request;
  request.folds = state.settings.folds;
  request.bins = kAucBins;
  request.sites = sites;
  std::vector<int> local(columns.size(), -1);
  const auto beta = [&](const FoldFit& fit) -> const SparseBeta& {
    return state.At(fit.set, fit.l).history.back().beta;
  };
  for (const FoldFit& fit : fits) {
    for (const int j : beta(fit).columns) local[static_cast<std::size_t>(j)] = 0;
  }
  for (std::size_t j = 0; j < local.size(); ++j) {
    if (local[j] < 0) continue;
    local[j] = static_cast<int>(request.columns.size());
    request.columns.push_back(columns[j]);
  }
  for (const FoldFit& fit : fits) {
    BatchPoint point{fit.set, beta(fit).intercept, {}, beta(fit).values};
    for (const int j : beta(fit).columns) point.columns.push_back(local[static_cast<std::size_t>(j)]);
    request.points.push_back(std::move(point));
  }
  return request;
}

// The next 2 * kAucBins counts; nothing when a class is empty.
std::optional<BoundedAuc> ReadAuc(const double*& counts) {
  const std::vector<double> without(counts, counts + kAucBins);
  const std::vector<double> with(counts + kAucBins, counts + 2 * kAucBins);
  counts += 2 * kAucBins;
  const auto total = [](const std::vector<double>& bins) {
    return std::accumulate(bins.begin(), bins.end(), 0.0);
  };
  if (total(without) == 0 || total(with) == 0) return std::nullopt;
  return AucOfHistogram(without, with);
}

}  // namespace

BoundedAuc AucOfHistogram(const std::vector<double>& without, const std::vector<double>& with) {
  double below = 0;  // patients without the event in lower bins
  double events = 0;
  double ordered = 0;
  double undecided = 0;
  for (std::size_t b = 0; b < with.size(); ++b) {
    ordered += with[b] * below;
    undecided += with[b] * without[b];
    below += without[b];
    events += with[b];
  }
  const double pairs = below * events;
  return {(ordered + undecided / 2) / pairs, ordered / pairs, (ordered + undecided) / pairs};
}

absl::StatusOr<AucCurve> CrossValidateAuc(Federation& federation, const Round& round,
                                          const std::vector<StandardisedColumn>& columns,
                                          const PathState& state, int begin, int end, int& rounds) {
  const int penalties = end - begin;
  const int folds = state.settings.folds;
  std::vector<FoldFit> fits;
  for (int l = 0; l < penalties; ++l) {
    for (int set = 1; set <= folds; ++set) fits.push_back({set, begin + l});
  }
  std::vector<std::optional<BoundedAuc>> areas;
  for (std::size_t first = 0; first < fits.size(); first += kMostPoints) {
    const std::vector<FoldFit> part(
        fits.begin() + static_cast<std::ptrdiff_t>(first),
        fits.begin() + static_cast<std::ptrdiff_t>(std::min(first + kMostPoints, fits.size())));
    const HeldOutScoresRequest request =
        RequestFor(state, columns, static_cast<int>(round.sites.size()), part);
    OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum(round, request));
    ++rounds;
    const std::vector<double> counts = sums.DecodeBlock(0);
    const double* next = counts.data();
    for (std::size_t i = 0; i < part.size(); ++i) areas.push_back(ReadAuc(next));
  }
  std::vector<HeldOutFold> middles;
  AucCurve curve;
  curve.lower.assign(static_cast<std::size_t>(penalties), 0.0);
  curve.upper.assign(static_cast<std::size_t>(penalties), 0.0);
  double patients = 0;
  for (int set = 1; set <= folds; ++set) {
    HeldOutFold fold;
    fold.patients = state.Set(0).patients - state.Set(set).patients;
    bool both_classes = true;
    for (int l = 0; l < penalties; ++l) {
      const std::optional<BoundedAuc>& area = areas[static_cast<std::size_t>(l * folds + set - 1)];
      both_classes = both_classes && area.has_value();
      if (!area) continue;
      fold.loss.push_back(fold.patients * area->middle);
      curve.lower[static_cast<std::size_t>(l)] += fold.patients * area->lower;
      curve.upper[static_cast<std::size_t>(l)] += fold.patients * area->upper;
    }
    if (!both_classes) continue;
    patients += fold.patients;
    middles.push_back(std::move(fold));
  }
  if (middles.size() < 2) return AucCurve();
  curve.auc = CrossValidationCurve(middles);
  for (double& bound : curve.lower) bound /= patients;
  for (double& bound : curve.upper) bound /= patients;
  return curve;
}

}  // namespace osteon::models
