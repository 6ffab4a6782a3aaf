// Performance over several sites: META of validation.json.
#ifndef OSTEON_MODELS_VALIDATION_POOL_SITES_H_
#define OSTEON_MODELS_VALIDATION_POOL_SITES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/validation/meta_analysis.h"
#include "models/validation/metrics.h"

namespace osteon::models {

// A site with fewer events or fewer non-events than this is listed and not pooled.
inline constexpr std::uint64_t kLeastOfAClass = 5;

// One measure over the sites that have it.
struct PooledMetric {
  std::string scale;  // "logit" for the AUC, "log" for O/E, "identity": that of the numbers in reml and dl
  std::vector<std::string> sites_used;                // sorted
  std::map<std::string, std::string> sites_left_out;  // site -> why
  // META's estimate, se (Hartung-Knapp), lower, upper (Hartung-Knapp, k - 1), tau2, i2 and prediction
  // interval (prediction_hk, t with k - 2) are reml's; dl stands beside it. Absent with fewer than two sites.
  std::optional<MetaAnalysis> reml, dl;
  std::string unavailable;  // set when they are absent: "one site: nothing to pool"
  friend bool operator==(const PooledMetric&, const PooledMetric&) = default;
};

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
// variance 0. Source: Debray et al., BMJ 356 (2017) i6460 (scales); Snell, Ensor, Debray, Moons & Riley,
// Statistical Methods in Medical Research 27 (2018) 3505-3522.
//
// kInternal: REML did not converge.
absl::StatusOr<PooledPerformance> PoolSites(const std::map<std::string, ValidationMetrics>& sites);

// From the measure's scale to the reader's: 1 / (1 + exp(-x)) for "logit", exp(x) for "log", x otherwise.
double BackTransformed(const std::string& scale, double value);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_POOL_SITES_H_
