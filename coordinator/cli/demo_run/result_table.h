// The performance of a finished study as a few lines for a terminal.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_RUN_RESULT_TABLE_H_
#define OSTEON_COORDINATOR_CLI_DEMO_RUN_RESULT_TABLE_H_

#include <string>

#include "absl/status/statusor.h"

namespace osteon {

// From the text of validation.json: one line per site, role and model. kDataLoss: not such a text.
absl::StatusOr<std::string> ResultTable(const std::string& validation_json);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_DEMO_RUN_RESULT_TABLE_H_
