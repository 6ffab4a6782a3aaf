#include "models/validation/pool_sites.h"

#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

std::string TooFew(const ValidationMetrics& metrics) {
  if (!metrics.suppressed.empty()) return "";  // each measure says so itself
  return TooFewOfAClass(metrics.n, metrics.events);
}

Contribution AsItIs(const Estimate& estimate) {
  return {estimate.estimate, estimate.se * estimate.se, ""};
}

Contribution LogitAuc(const Estimate& auc) {
  if (!(auc.estimate > 0 && auc.estimate < 1)) return {0, 0, absl::StrCat("its AUC is ", auc.estimate)};
  const double se = auc.se / (auc.estimate * (1 - auc.estimate));
  return {std::log(auc.estimate / (1 - auc.estimate)), se * se, ""};
}

// `se` of O/E is O/E times that of its logarithm.
Contribution LogOe(const Estimate& oe) {
  const double se = oe.se / oe.estimate;
  return {std::log(oe.estimate), se * se, ""};
}

absl::StatusOr<PooledMetric> PoolMetric(const std::map<std::string, ValidationMetrics>& sites,
                                        const SitesLeftOut& left_out,
                                        MaybeEstimate ValidationMetrics::*member, std::string scale,
                                        const std::function<Contribution(const Estimate&)>& contribution) {
  std::map<std::string, Contribution> contributions;
  for (const auto& [site, why] : left_out) contributions[site] = {0, 0, why};
  for (const auto& [site, metrics] : sites) {
    const MaybeEstimate& maybe = metrics.*member;
    if (std::string few = TooFew(metrics); !few.empty()) {
      contributions[site] = {0, 0, std::move(few)};
    } else {
      contributions[site] = maybe.value ? contribution(*maybe.value) : Contribution{0, 0, maybe.unavailable};
    }
  }
  return PoolContributions(contributions, std::move(scale));
}

}  // namespace

absl::StatusOr<PooledPerformance> PoolSites(const std::map<std::string, ValidationMetrics>& sites,
                                            const SitesLeftOut& left_out) {
  PooledPerformance pooled;
  OSTEON_ASSIGN_OR_RETURN(pooled.auc,
                          PoolMetric(sites, left_out, &ValidationMetrics::auc, "logit", LogitAuc));
  OSTEON_ASSIGN_OR_RETURN(
      pooled.calibration_in_the_large,
      PoolMetric(sites, left_out, &ValidationMetrics::calibration_in_the_large, "identity", AsItIs));
  OSTEON_ASSIGN_OR_RETURN(
      pooled.calibration_slope,
      PoolMetric(sites, left_out, &ValidationMetrics::calibration_slope, "identity", AsItIs));
  OSTEON_ASSIGN_OR_RETURN(pooled.log_oe, PoolMetric(sites, left_out, &ValidationMetrics::oe, "log", LogOe));
  return pooled;
}

}  // namespace osteon::models
