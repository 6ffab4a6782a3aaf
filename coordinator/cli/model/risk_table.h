// Scored patients as a file.
#ifndef OSTEON_COORDINATOR_CLI_MODEL_RISK_TABLE_H_
#define OSTEON_COORDINATOR_CLI_MODEL_RISK_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "coordinator/cli/model/score_table.h"
#include "coordinator/model_file/model_file.h"

namespace osteon {

// id, linear_predictor, risk, positive (1 or 0; empty without a threshold), imputed (columns, with ";"
// between), intercept, contribution_PREDICTOR for each predictor and with `detail` also
// contribution_MODEL__TERM for the terms of a predictor that is a model, points_total where the model has a
// nomogram, error. Numbers have 17 significant digits; all but id and error are empty where there is one.
std::string RiskCsv(const ScoringModel& model, const std::vector<ScoredPatient>& patients, bool detail);

// {"study", "study_sha256", "model_json_sha256", "model", "threshold", "harmonised", "patients": [{the same
// names; "imputed" a list, "contributions" an object, null for what is empty above}]}. kInternal: errors of
// JsonText.
absl::StatusOr<std::string> RiskJson(const ModelFile& file, const ScoringModel& model,
                                     const std::vector<ScoredPatient>& patients, bool detail);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_MODEL_RISK_TABLE_H_
