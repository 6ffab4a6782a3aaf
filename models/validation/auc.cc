#include "models/validation/auc.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace osteon::models {
namespace {

// (n) ranks from 1; equal values share the mean of their ranks.
std::vector<double> Midranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double rank = 1 + 0.5 * static_cast<double>(first + last);
    for (; first <= last; ++first) ranks[order[first]] = rank;
  }
  return ranks;
}

}  // namespace

double SampleVariance(const Eigen::VectorXd& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / (n - 1);
}

std::optional<Placements> ComputePlacements(const Eigen::Ref<const Eigen::VectorXd>& score,
                                            const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  std::vector<double> all;  // events first
  for (const double wanted : {1.0, 0.0}) {
    for (Eigen::Index i = 0; i < score.size(); ++i) {
      if (outcome[i] == wanted) all.push_back(score[i]);
    }
  }
  const auto events = static_cast<std::size_t>((outcome.array() == 1).count());
  const std::size_t nonevents = all.size() - events;
  if (events == 0 || nonevents == 0) return std::nullopt;

  const auto split = all.begin() + static_cast<std::ptrdiff_t>(events);
  const std::vector<double> rank = Midranks(all);
  const std::vector<double> rank_in_events = Midranks({all.begin(), split});
  const std::vector<double> rank_in_nonevents = Midranks({split, all.end()});

  Placements placements{0, Eigen::VectorXd(static_cast<Eigen::Index>(events)),
                        Eigen::VectorXd(static_cast<Eigen::Index>(nonevents))};
  double wins = 0;
  for (std::size_t i = 0; i < events; ++i) {
    const double below = rank[i] - rank_in_events[i];
    wins += below;
    placements.event[static_cast<Eigen::Index>(i)] = below / static_cast<double>(nonevents);
  }
  for (std::size_t j = 0; j < nonevents; ++j) {
    const double below = rank[events + j] - rank_in_nonevents[j];
    placements.nonevent[static_cast<Eigen::Index>(j)] = 1 - below / static_cast<double>(events);
  }
  placements.auc = wins / (static_cast<double>(events) * static_cast<double>(nonevents));
  return placements;
}

std::optional<AucStatistics> ComputeAuc(const Eigen::Ref<const Eigen::VectorXd>& score,
                                        const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  const std::optional<Placements> placements = ComputePlacements(score, outcome);
  if (!placements) return std::nullopt;
  AucStatistics statistics;
  statistics.events = static_cast<std::uint64_t>(placements->event.size());
  statistics.nonevents = static_cast<std::uint64_t>(placements->nonevent.size());
  statistics.auc = placements->auc;
  if (statistics.events >= 2 && statistics.nonevents >= 2) {
    statistics.variance = SampleVariance(placements->event) / static_cast<double>(statistics.events) +
                          SampleVariance(placements->nonevent) / static_cast<double>(statistics.nonevents);
  }
  return statistics;
}

MaybeEstimate Auc(const Eigen::Ref<const Eigen::VectorXd>& score,
                  const Eigen::Ref<const Eigen::VectorXd>& outcome) {
  if (score.size() == 0) return Unavailable("no patients");
  const std::optional<AucStatistics> statistics = ComputeAuc(score, outcome);
  if (!statistics) return Unavailable((outcome.array() == 1).any() ? "no non-events" : "no events");
  if (!statistics->variance) {
    return Unavailable(statistics->events < 2 ? "only one event: no variance"
                                              : "only one non-event: no variance");
  }
  MaybeEstimate auc =
      Wald(statistics->auc, std::sqrt(*statistics->variance),
           *statistics->variance > 0 ? "DeLong" : "DeLong, variance 0: the interval has no width");
  auc.value->lower = std::max(auc.value->lower, 0.0);
  auc.value->upper = std::min(auc.value->upper, 1.0);
  return auc;
}

MaybeEstimate WithLogitInterval(const MaybeEstimate& auc) {
  if (!auc.value) return auc;
  const double estimate = auc.value->estimate;
  if (estimate <= 0 || estimate >= 1) return Unavailable("an AUC of 0 or 1 has no logit");
  const double logit = std::log(estimate / (1 - estimate));
  const double half = kNormal975 * auc.value->se / (estimate * (1 - estimate));
  const auto probability = [](double x) { return 1 / (1 + std::exp(-x)); };
  return {Estimate{estimate, auc.value->se, probability(logit - half), probability(logit + half),
                   "DeLong, logit"},
          ""};
}

}  // namespace osteon::models
