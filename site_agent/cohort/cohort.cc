#include "site_agent/cohort/cohort.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/hash/sha256.h"
#include "common/text/number.h"

namespace osteon {
namespace {

const std::vector<std::string> kLeadingColumns = {"#pseudonym", "#outcome", "#holdout"};

constexpr char kBatchColumn[] = "#batch";
constexpr char kFoldPrefix[] = "#fold:";

Eigen::Index Index(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

// "0" or "1" and nothing else.
std::optional<bool> ReadFlag(const std::string& cell) {
  if (cell == "0") return false;
  if (cell == "1") return true;
  return std::nullopt;
}

}  // namespace

std::string CohortText(const models::AnalysisTable& table, const std::vector<std::string>& pseudonyms) {
  std::vector<std::string> cells = kLeadingColumns;
  if (!table.batch.empty()) cells.push_back(kBatchColumn);
  for (const auto& [name, folds] : table.fold_columns) cells.push_back(absl::StrCat(kFoldPrefix, name));
  cells.insert(cells.end(), table.columns.begin(), table.columns.end());
  std::string text = CsvLine(cells);
  for (std::size_t row = 0; row < pseudonyms.size(); ++row) {
    cells.clear();
    cells.push_back(pseudonyms[row]);
    cells.push_back(table.outcome[Index(row)] == 1.0 ? "1" : "0");
    cells.push_back(table.holdout[row] ? "1" : "0");
    if (!table.batch.empty()) cells.push_back(absl::StrCat(table.batch[row]));
    for (const auto& [name, folds] : table.fold_columns) cells.push_back(absl::StrCat(folds[row]));
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const double value = table.values(Index(row), Index(column));
      cells.push_back(std::isnan(value) ? "" : FormatNumber(value));
    }
    absl::StrAppend(&text, CsvLine(cells));
  }
  return text;
}

absl::StatusOr<Cohort> ParseCohortText(const std::string& text, const std::string& file) {
  const auto bad = [&](const std::string& what) {
    return absl::DataLossError(absl::StrCat(file, ": not a frozen dataset: ", what));
  };
  const absl::StatusOr<CsvTable> csv = ParseCsv(text, file);
  if (!csv.ok()) return bad(std::string(csv.status().message()));
  std::size_t leading = kLeadingColumns.size();
  if (csv->header.size() < leading ||
      !std::equal(kLeadingColumns.begin(), kLeadingColumns.end(), csv->header.begin())) {
    return bad("other columns");
  }
  Cohort cohort;
  const bool has_batch = csv->header.size() > leading && csv->header[leading] == kBatchColumn;
  if (has_batch) ++leading;
  const std::size_t first_fold = leading;
  while (leading < csv->header.size() && absl::StartsWith(csv->header[leading], kFoldPrefix)) ++leading;
  const std::size_t n = csv->rows.size();
  const std::size_t p = csv->header.size() - leading;
  cohort.table.columns.assign(csv->header.begin() + static_cast<std::ptrdiff_t>(leading), csv->header.end());
  cohort.table.values.resize(Index(n), Index(p));
  cohort.table.outcome.resize(Index(n));
  for (std::size_t row = 0; row < n; ++row) {
    const std::vector<std::string>& cells = csv->rows[row];
    const std::optional<bool> outcome = ReadFlag(cells[1]), holdout = ReadFlag(cells[2]);
    if (!outcome || !holdout) return bad(absl::StrCat("line ", csv->lines[row]));
    if (row > 0 && cells[0] <= cohort.pseudonyms.back()) return bad("rows are not in order");
    cohort.pseudonyms.push_back(cells[0]);
    cohort.table.outcome[Index(row)] = *outcome ? 1.0 : 0.0;
    cohort.table.holdout.push_back(*holdout);
    for (std::size_t column = kLeadingColumns.size(); column < leading; ++column) {
      int number = 0;
      if (!absl::SimpleAtoi(cells[column], &number)) return bad(csv->Place(row, column));
      if (column < first_fold) {
        cohort.table.batch.push_back(number);
      } else {
        cohort.table.fold_columns[csv->header[column].substr(sizeof(kFoldPrefix) - 1)].push_back(number);
      }
    }
    for (std::size_t column = 0; column < p; ++column) {
      const std::string& cell = cells[leading + column];
      const std::optional<double> value =
          cell.empty() ? std::numeric_limits<double>::quiet_NaN() : ParseNumber(cell);
      if (!value) return bad(csv->Place(row, leading + column));
      cohort.table.values(Index(row), Index(column)) = *value;
    }
  }
  CountAnalysed(cohort);
  return cohort;
}

void CountAnalysed(Cohort& cohort) {
  models::Admission& admission = cohort.admission;
  admission.dataset_sha256 = Sha256Hex(CohortText(cohort.table, cohort.pseudonyms));
  admission.train_patients = admission.train_events = 0;
  admission.holdout_patients = admission.holdout_events = 0;
  for (std::size_t row = 0; row < cohort.pseudonyms.size(); ++row) {
    const bool holdout = cohort.table.holdout[row];
    ++(holdout ? admission.holdout_patients : admission.train_patients);
    if (cohort.table.outcome[Index(row)] == 1.0) {
      ++(holdout ? admission.holdout_events : admission.train_events);
    }
  }
}

}  // namespace osteon
