// What one study ended with, read back to be compared.
#ifndef OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_SET_H_
#define OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_SET_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/json/json_text.h"

namespace osteon {

struct ResultSet {
  std::string path;  // as it was given
  Json validation;
  std::optional<Json> model;  // model.json, where a folder was given
};

// `path`: a folder of results (validation.json and model.json), or a validation.json alone.
//
// kNotFound: neither is there. kDataLoss: a file that is no JSON, or not of a study's results; file and place
// are named.
absl::StatusOr<ResultSet> ReadResultSet(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_REPORT_DIFF_RESULT_SET_H_
