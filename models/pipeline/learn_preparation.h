// Imputation and harmonisation of a study: what is learned before features are screened.
#ifndef OSTEON_MODELS_PIPELINE_LEARN_PREPARATION_H_
#define OSTEON_MODELS_PIPELINE_LEARN_PREPARATION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/table_preparation.h"
#include "models/study/study.h"

namespace osteon::models {

// Means or medians of every clinical column and feature, as the study says, into result.fills and the base
// preparation. A categorical column's missing cells get its most frequent level. Features that no training
// patient has a value of are taken out of `features` and named in result.screening.
absl::Status LearnImputation(const Study& study, const PipelineScope& scope, TablePreparation& tables,
                             std::vector<std::string>& features, PipelineResult& result);

// ComBat of `features` into the base preparation.
absl::Status LearnHarmonisation(const Study& study, const PipelineScope& scope, TablePreparation& tables,
                                const std::vector<std::string>& features);

// Of the study's own limits; 5 where it has none.
std::uint64_t LeastCell(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_LEARN_PREPARATION_H_
