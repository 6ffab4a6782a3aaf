#include "models/validation/pool_comparisons.h"

#include <cstdint>
#include <functional>
#include <set>
#include <utility>

#include "common/status/status_macros.h"
#include "models/validation/suppressed.h"

namespace osteon::models {
namespace {

using Sites = std::map<std::string, ModelComparison>;

std::string TooFew(const ModelComparison& comparison) {
  if (!comparison.suppressed.empty()) return "";  // each measure says so itself
  return TooFewOfAClass(comparison.n, comparison.events);
}

absl::StatusOr<PooledMetric> PoolDifference(
    const Sites& sites, const SitesLeftOut& left_out,
    const std::function<MaybeEstimate(const ModelComparison&)>& difference) {
  std::map<std::string, Contribution> contributions;
  for (const auto& [site, why] : left_out) contributions[site].left_out = why;
  for (const auto& [site, comparison] : sites) {
    Contribution& contribution = contributions[site];
    contribution.left_out = TooFew(comparison);
    if (!contribution.left_out.empty()) continue;
    const MaybeEstimate maybe = difference(comparison);
    if (maybe.value) {
      contribution = {maybe.value->estimate, maybe.value->se * maybe.value->se, ""};
    } else {
      contribution.left_out = maybe.unavailable;
    }
  }
  return PoolContributions(contributions, "identity");
}

MaybeEstimate NetBenefitAt(const ModelComparison& comparison, double threshold) {
  for (const NetBenefitDifference& point : comparison.net_benefit) {
    if (point.threshold == threshold) return point.difference;
  }
  return Unavailable(comparison.suppressed.empty() ? "not asked for here"
                                                   : Suppressed(comparison.suppressed));
}

SummedMcNemar SumDiscordant(const Sites& sites, const SitesLeftOut& left_out,
                            Maybe<McNemar> ModelComparison::*member) {
  SummedMcNemar sum;
  sum.sites_left_out = left_out;
  std::uint64_t b = 0;
  std::uint64_t c = 0;
  for (const auto& [site, comparison] : sites) {
    const Maybe<McNemar>& test = comparison.*member;
    if (!test.value && test.unavailable != kNoDiscordant) {
      sum.sites_left_out[site] = test.unavailable;
      continue;
    }
    sum.sites_used.push_back(site);
    if (!test.value) continue;
    b += test.value->b;
    c += test.value->c;
  }
  if (sum.sites_used.empty()) {
    sum.test.unavailable = "no site tells its counts";
  } else {
    sum.test = TestDiscordant(b, c);
  }
  return sum;
}

}  // namespace

absl::StatusOr<PooledComparison> PoolComparisons(const Sites& sites, const SitesLeftOut& left_out) {
  PooledComparison pooled;
  OSTEON_ASSIGN_OR_RETURN(pooled.auc, PoolDifference(sites, left_out, [](const ModelComparison& comparison) {
                            return comparison.auc.value ? MaybeEstimate{comparison.auc.value->difference, ""}
                                                        : Unavailable(comparison.auc.unavailable);
                          }));
  OSTEON_ASSIGN_OR_RETURN(
      pooled.brier,
      PoolDifference(sites, left_out, [](const ModelComparison& comparison) { return comparison.brier; }));
  std::set<double> thresholds;
  for (const auto& [site, comparison] : sites) {
    for (const NetBenefitDifference& point : comparison.net_benefit) thresholds.insert(point.threshold);
  }
  for (const double threshold : thresholds) {
    PooledNetBenefitDifference& at = pooled.net_benefit.emplace_back();
    at.threshold = threshold;
    OSTEON_ASSIGN_OR_RETURN(at.difference,
                            PoolDifference(sites, left_out, [&](const ModelComparison& comparison) {
                              return NetBenefitAt(comparison, threshold);
                            }));
  }
  pooled.accuracy = SumDiscordant(sites, left_out, &ModelComparison::accuracy);
  pooled.sensitivity = SumDiscordant(sites, left_out, &ModelComparison::sensitivity);
  pooled.specificity = SumDiscordant(sites, left_out, &ModelComparison::specificity);
  return pooled;
}

}  // namespace osteon::models
