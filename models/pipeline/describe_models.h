// What is said of finished models: thresholds and nomograms.
#ifndef OSTEON_MODELS_PIPELINE_DESCRIBE_MODELS_H_
#define OSTEON_MODELS_PIPELINE_DESCRIBE_MODELS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/federation/federation.h"
#include "models/pipeline/pipeline_result.h"
#include "models/study/study.h"

namespace osteon::models {

// Each model's threshold: the study's value, or Youden's on the training rows of `sites`; a frozen model
// keeps its own. `federation` sees the tables as the models do.
absl::Status ChooseThresholds(Federation& federation, const Study& study,
                              const std::vector<std::string>& sites, PipelineResult& result);

// Of every logistic model. Axes go from the dictionary's minimum to its maximum where it has them, otherwise
// over 5-95 % quantiles of the training rows; where those cannot be had, details say why there is none.
absl::Status AddNomograms(Federation& federation, const Study& study, const std::vector<std::string>& sites,
                          PipelineResult& result);

// Terms of an ordinary model, or the score column, as score counts take it.
ScoredModel Scored(const FittedModel& model, const std::vector<LinearTerm>& terms);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_DESCRIBE_MODELS_H_
