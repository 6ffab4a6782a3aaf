// The folder that a study ends in: model.json, validation.json, ledger.json, report.html and tables/*.csv.
// Pure functions from values to text; docs/reading-the-report.md is the reader's description of the files.
#ifndef OSTEON_COORDINATOR_REPORT_RESULT_FILES_H_
#define OSTEON_COORDINATOR_REPORT_RESULT_FILES_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "coordinator/report/report_input.h"

namespace osteon::report {

using ResultFiles = std::map<std::string, std::string>;  // relative name, "tables/sites.csv" -> text

// Every file, whatever the study asked for. Equal input gives equal bytes.
//
// kInternal: a number of the input is not finite, a text is not UTF-8 (the message names file and place), two
// validations are of the same site in the same role, or a model's name stands twice.
absl::StatusOr<ResultFiles> MakeResultFiles(const ReportInput& input);

// Makes `folder` with its subfolders and writes each file atomically. Other files of the folder stay.
// kInvalidArgument: a name that is absolute or leaves the folder. Otherwise the errors of common/files.
absl::Status WriteResultFiles(const std::string& folder, const ResultFiles& files);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_RESULT_FILES_H_
