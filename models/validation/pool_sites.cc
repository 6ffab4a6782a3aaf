#include "models/validation/pool_sites.h"

#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

// A site's contribution to one measure, or why it has none.
struct Contribution {
  double estimate = 0, variance = 0;
  std::string left_out;
};

std::string TooFewOfAClass(const ValidationMetrics& metrics) {
  if (!metrics.suppressed.empty()) return "";  // each measure says so itself
  const std::uint64_t nonevents = metrics.n - metrics.events;
  if (metrics.events < kLeastOfAClass) return absl::StrCat("fewer than ", kLeastOfAClass, " events");
  if (nonevents < kLeastOfAClass) return absl::StrCat("fewer than ", kLeastOfAClass, " non-events");
  return "";
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
                                        MaybeEstimate ValidationMetrics::*member, std::string scale,
                                        const std::function<Contribution(const Estimate&)>& contribution) {
  PooledMetric pooled;
  pooled.scale = std::move(scale);
  std::vector<double> estimates;
  std::vector<double> variances;
  for (const auto& [site, metrics] : sites) {
    Contribution added;
    added.left_out = TooFewOfAClass(metrics);
    if (added.left_out.empty()) {
      const MaybeEstimate& maybe = metrics.*member;
      added = maybe.value ? contribution(*maybe.value) : Contribution{0, 0, maybe.unavailable};
    }
    if (added.left_out.empty() && !(added.variance > 0)) added.left_out = "its variance is 0";
    if (!added.left_out.empty()) {
      pooled.sites_left_out[site] = added.left_out;
      continue;
    }
    pooled.sites_used.push_back(site);
    estimates.push_back(added.estimate);
    variances.push_back(added.variance);
  }
  if (estimates.size() < 2) {
    pooled.unavailable = estimates.empty() ? "no site to pool" : "one site: nothing to pool";
    return pooled;
  }
  OSTEON_ASSIGN_OR_RETURN(pooled.reml, Pool(estimates, variances, BetweenSites::kReml));
  OSTEON_ASSIGN_OR_RETURN(pooled.dl, Pool(estimates, variances, BetweenSites::kDerSimonianLaird));
  return pooled;
}

}  // namespace

absl::StatusOr<PooledPerformance> PoolSites(const std::map<std::string, ValidationMetrics>& sites) {
  PooledPerformance pooled;
  OSTEON_ASSIGN_OR_RETURN(pooled.auc, PoolMetric(sites, &ValidationMetrics::auc, "logit", LogitAuc));
  OSTEON_ASSIGN_OR_RETURN(
      pooled.calibration_in_the_large,
      PoolMetric(sites, &ValidationMetrics::calibration_in_the_large, "identity", AsItIs));
  OSTEON_ASSIGN_OR_RETURN(pooled.calibration_slope,
                          PoolMetric(sites, &ValidationMetrics::calibration_slope, "identity", AsItIs));
  OSTEON_ASSIGN_OR_RETURN(pooled.log_oe, PoolMetric(sites, &ValidationMetrics::oe, "log", LogOe));
  return pooled;
}

double BackTransformed(const std::string& scale, double value) {
  if (scale == "logit") return 1 / (1 + std::exp(-value));
  if (scale == "log") return std::exp(value);
  return value;
}

}  // namespace osteon::models
