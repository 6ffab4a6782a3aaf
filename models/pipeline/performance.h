// How finished models do on the training patients of several sites together.
#ifndef OSTEON_MODELS_PIPELINE_PERFORMANCE_H_
#define OSTEON_MODELS_PIPELINE_PERFORMANCE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/run_pipeline.h"

namespace osteon::models {

struct ModelPerformance {
  // Within sites: concordant pairs over all pairs of an event and a non-event of one site. Absent where no
  // site has both.
  std::optional<double> auc;
  double brier = 0;
  // Of the logistic recalibration y ~ linear predictor; absent where that has no estimate: the linear
  // predictor does not vary, or separates the outcome.
  std::optional<double> intercept, slope;
  double lp_mean = 0, lp_sd = 0;   // of the linear predictor, with the slope
  std::string no_recalibration{};  // "suppressed: RULE" where a disclosure rule kept intercept and slope back
};

// Of each fitted model of `pipeline`, by name, on the training rows of scope.sites: as often as replicate
// `scope.replicate` says in the first map, each patient once in the second (the same where there is no
// replicate). `name` begins what is remembered.
//
struct Performances {
  std::map<std::string, ModelPerformance> in_replicate, in_original;
};
absl::StatusOr<Performances> MeasurePerformance(Federation& federation, const std::string& name,
                                                const PipelineScope& scope, const PipelineResult& pipeline);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_PERFORMANCE_H_
