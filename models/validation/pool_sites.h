// Performance over several sites.
#ifndef OSTEON_MODELS_VALIDATION_POOL_SITES_H_
#define OSTEON_MODELS_VALIDATION_POOL_SITES_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "models/validation/metrics.h"
#include "models/validation/pooled_metric.h"

namespace osteon::models {

struct PooledPerformance {
  PooledMetric auc;  // of logit AUC, se / (auc (1 - auc))
  PooledMetric calibration_in_the_large, calibration_slope;
  PooledMetric log_oe;  // of log O/E
  friend bool operator==(const PooledPerformance&, const PooledPerformance&) = default;
};

// Of external sites, or of the sites left out of a fit: never of development sites.
//
// Left out of every measure: a site with a class below kLeastOfAClass. Left out of one measure: a site where
// it is unavailable, with the site's own reason; of the AUC also one where it is 0 or 1 (no logit), or has
// variance 0; and those of `left_out`, which are not in `sites`. Source: Debray et al., BMJ 356 (2017) i6460
// (scales); Snell, Ensor, Debray, Moons & Riley, Statistical Methods in Medical Research 27 (2018) 3505-3522.
//
// kInternal: REML did not converge.
absl::StatusOr<PooledPerformance> PoolSites(const std::map<std::string, ValidationMetrics>& sites,
                                            const SitesLeftOut& left_out = {});

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_POOL_SITES_H_
