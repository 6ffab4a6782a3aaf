// One model of a model.json in the formats of other programs.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_EXPORT_MODEL_H_
#define OSTEON_COORDINATOR_MODEL_FILE_EXPORT_MODEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "coordinator/model_file/model_file.h"
#include "coordinator/model_file/scoring_model.h"

namespace osteon {

// Terms as a table: model, term, column, level (of a categorical column), coefficient, standard_error, lower,
// upper, odds_ratio, p, p_note, coefficient_standardised, mean, scale, imputed_value. Those of the models it
// is made of come first, under their own names. Numbers with 17 significant digits; empty where there is
// none. With site effects the sites' terms are left out and the intercept, that of a new site, has no
// interval.
std::string ExportCsv(const ModelFile& file, const ScoringModel& model);

// {"study", "study_sha256", "model_json_sha256", "model", "outcome", "inputs": [{"column", "type", "unit",
// "min", "max", "levels", "design": {name: level or null}, "imputed": {design name: value}}], "derived":
// [{"name", "terms": {}}], "terms": {}, "threshold", "harmonised"}: all that scoring needs. A derived column
// is the sum of its terms; risk = 1 / (1 + exp(-sum of terms)). kInternal: errors of JsonText.
absl::StatusOr<std::string> ExportJson(const ModelFile& file, const ScoringModel& model);

// An R function `predict_NAME(data)` of base R: a data frame with the columns of the dictionary in, one with
// linear_predictor, risk and, with a threshold, positive out. It stops on a column that is not there, a value
// out of range or a level that the dictionary has not; a missing value is filled where the study did so, and
// gives NA otherwise.
std::string ExportR(const ModelFile& file, const ScoringModel& model);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_EXPORT_MODEL_H_
