// Two models compared over several sites.
#ifndef OSTEON_MODELS_VALIDATION_POOL_COMPARISONS_H_
#define OSTEON_MODELS_VALIDATION_POOL_COMPARISONS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/validation/comparison.h"
#include "models/validation/pooled_metric.h"

namespace osteon::models {

// McNemar's test on the discordant patients of the sites together.
struct SummedMcNemar {
  Maybe<McNemar> test;
  std::vector<std::string> sites_used;                // sorted
  std::map<std::string, std::string> sites_left_out;  // site -> why: "suppressed: min_cell"
};

struct PooledNetBenefitDifference {
  double threshold = 0;
  PooledMetric difference;
};

// Every difference is of the first model less the second, on its own scale ("identity").
struct PooledComparison {
  PooledMetric auc;
  PooledMetric brier;                                   // no p-value
  std::vector<PooledNetBenefitDifference> net_benefit;  // no p-value; thresholds ascend
  SummedMcNemar accuracy, sensitivity, specificity;
};

// Random-effects meta-analysis of the sites' own paired differences (PooledMetric), so that patients are
// compared with patients of their own site only. Left out of it: a site with a class below kLeastOfAClass,
// one where the difference is unavailable or suppressed, one whose difference has variance 0. McNemar's
// counts are added; a site without discordant patients adds none and is used, one whose counts are suppressed
// is left out and named, as are those of `left_out`, which are not in `sites`.
//
// kInternal: REML did not converge.
absl::StatusOr<PooledComparison> PoolComparisons(const std::map<std::string, ModelComparison>& sites,
                                                 const SitesLeftOut& left_out = {});

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_POOL_COMPARISONS_H_
