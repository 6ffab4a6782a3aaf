// The patients of a table, scored with one model.
#ifndef OSTEON_COORDINATOR_CLI_MODEL_SCORE_TABLE_H_
#define OSTEON_COORDINATOR_CLI_MODEL_SCORE_TABLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/csv/csv.h"
#include "coordinator/model_file/score.h"
#include "coordinator/model_file/scoring_model.h"

namespace osteon {

struct ScoredPatient {
  std::string id;
  std::optional<Score> score;        // nullopt: `error` says why
  std::vector<std::string> imputed;  // columns whose value was missing and filled with the study's
  std::string error;
};

// In the order of the rows. `id_column` empty: the first column. A cell is missing, a number or a level as at
// a site of a study (site_agent/cohort/coding.h). A missing value is filled with the study's own where it has
// one, and is the patient's error otherwise.
//
// kInvalidArgument, every problem with file, line and column in one message: no such id column, a model's
// column that is not there (with the nearest name), an id that is empty or stands twice, a cell that is no
// number, out of range or no level of the dictionary.
absl::StatusOr<std::vector<ScoredPatient>> ScoreTable(const ScoringModel& model, const CsvTable& table,
                                                      const std::string& id_column);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_MODEL_SCORE_TABLE_H_
