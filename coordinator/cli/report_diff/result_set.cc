#include "coordinator/cli/report_diff/result_set.h"

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/json/parse_json.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 28;

absl::StatusOr<Json> ReadJson(const std::string& path, const std::vector<const char*>& objects) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxBytes));
  absl::StatusOr<Json> parsed = ParseJson(text);
  if (!parsed.ok()) {
    return absl::DataLossError(
        absl::StrCat(path, ": is no JSON, ", parsed.status().message(), "; was it written to the end?"));
  }
  Json json = *std::move(parsed);
  bool known = json.is_object() && json.value("study", Json()).is_string() &&
               json.value("study_sha256", Json()).is_string();
  for (const char* key : objects) known = known && json.value(key, Json()).is_object();
  if (!known) {
    return absl::DataLossError(
        absl::StrCat(path, ": is JSON and not a file of Osteon's results: study, study_sha256 and ",
                     objects.front(), " are needed"));
  }
  return json;
}

}  // namespace

absl::StatusOr<ResultSet> ReadResultSet(const std::string& path) {
  std::error_code ignored;
  ResultSet set;
  set.path = path;
  const std::filesystem::path given(path);
  const bool folder = std::filesystem::is_directory(given, ignored);
  const std::string validation = folder ? (given / "validation.json").string() : path;
  if (!std::filesystem::exists(validation, ignored)) {
    return absl::NotFoundError(
        folder ? absl::StrCat(path,
                              ": has no validation.json; a folder of results is what osteon simulate, study "
                              "submit --out and report write")
               : absl::StrCat(path, ": is not there; needed is a folder of results or a validation.json"));
  }
  OSTEON_ASSIGN_OR_RETURN(set.validation, ReadJson(validation, {"sites"}));
  const std::string model = (given / "model.json").string();
  if (folder && std::filesystem::exists(model, ignored)) {
    OSTEON_ASSIGN_OR_RETURN(set.model, ReadJson(model, {"models"}));
  }
  return set;
}

}  // namespace osteon
