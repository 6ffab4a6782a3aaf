#include "site_agent/cohort/site_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "site_agent/cohort/coding.h"
#include "site_agent/cohort/problem_list.h"

namespace osteon {
namespace {

absl::Status CheckShape(const SiteTable& table) {
  if (table.rows.size() != table.lines.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(table.file, ": ", table.rows.size(), " rows and ", table.lines.size(), " line numbers"));
  }
  ProblemList problems;
  std::map<std::string, std::size_t> seen;
  for (const std::string& column : table.columns) {
    if (++seen[column] == 2) problems.Add(absl::StrCat(table.file, ": two columns are named ", column));
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row].size() == table.columns.size()) continue;
    problems.Add(absl::StrCat(table.file, ":", table.lines[row], ": ", table.rows[row].size(),
                              " cells; there are ", table.columns.size(), " columns"));
  }
  return problems.ToStatus();
}

}  // namespace

absl::StatusOr<SiteTable> SiteTable::Create(std::string file, std::vector<std::string> header,
                                            std::vector<std::vector<std::string>> rows,
                                            std::vector<std::size_t> lines, const PseudonymKey& key,
                                            const std::string& id_column) {
  SiteTable table;
  table.file = std::move(file);
  table.columns = std::move(header);
  table.rows = std::move(rows);
  table.lines = std::move(lines);
  OSTEON_RETURN_IF_ERROR(CheckShape(table));
  const std::optional<std::size_t> id = table.Column(id_column);
  if (!id) {
    const std::optional<std::string> nearest = NearestName(id_column, table.columns);
    return absl::InvalidArgumentError(
        absl::StrCat(table.file, ": no column ", id_column, ", which holds the patients",
                     nearest ? absl::StrCat("; did you mean ", *nearest, "?") : ""));
  }
  table.id_column = *id;
  ProblemList problems;
  std::map<std::string, std::size_t> first_line;  // of each pseudonym
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (std::string& cell : table.rows[row]) absl::StripAsciiWhitespace(&cell);
    std::string& cell = table.rows[row][*id];
    if (IsMissing(cell)) {
      problems.Add(absl::StrCat(table.file, ":", table.lines[row], ", column ", id_column, " (", *id + 1,
                                "): the patient's id is empty"));
      continue;
    }
    cell = osteon::Pseudonym(key, cell);
    const auto [other, is_first] = first_line.emplace(cell, table.lines[row]);
    if (is_first) continue;
    problems.Add(absl::StrCat(table.file, ":", table.lines[row], ", column ", id_column, " (", *id + 1,
                              "): the same patient (", cell, ") stands on line ", other->second,
                              "; a table has one row per patient"));
  }
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  return table;
}

std::optional<std::size_t> SiteTable::Column(absl::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string SiteTable::Place(std::size_t row, std::size_t column) const {
  const auto local = local_names.find(column);
  return absl::StrCat(file, ":", lines[row], ", column ", columns[column], " (", column + 1,
                      local == local_names.end() ? "" : absl::StrCat(", ", local->second, " in the file"),
                      "), patient ", Pseudonym(row));
}

absl::StatusOr<SiteTable> ReadSiteTable(const std::string& path, const PseudonymKey& key,
                                        const std::string& id_column) {
  OSTEON_ASSIGN_OR_RETURN(SourceText source, ReadSource(path));
  OSTEON_ASSIGN_OR_RETURN(CsvTable csv, ParseCsv(source.text, path));
  OSTEON_ASSIGN_OR_RETURN(SiteTable table, SiteTable::Create(path, std::move(csv.header), std::move(csv.rows),
                                                             std::move(csv.lines), key, id_column));
  table.sources.push_back(std::move(source.source));
  return table;
}

}  // namespace osteon
