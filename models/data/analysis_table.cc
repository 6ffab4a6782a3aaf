#include "models/data/analysis_table.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "absl/strings/str_cat.h"

namespace osteon::models {

std::optional<std::size_t> AnalysisTable::Column(absl::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [name](const std::string& column) {
    return absl::string_view(column) == name;
  });
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::string SecondReaderColumn(absl::string_view name) {
  return absl::StrCat(name, "__r2");
}

std::vector<std::size_t> RowsOf(const AnalysisTable& table, RowSet set) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.holdout.size(); ++row) {
    if (set == RowSet::kAll || table.holdout[row] == (set == RowSet::kHoldout)) rows.push_back(row);
  }
  return rows;
}

std::map<int, std::vector<std::size_t>> BatchesOf(const AnalysisTable& table,
                                                  const std::vector<std::size_t>& rows) {
  std::map<int, std::vector<std::size_t>> batches;
  for (const std::size_t row : rows) batches[table.batch.empty() ? 0 : table.batch[row]].push_back(row);
  return batches;
}

absl::StatusOr<std::vector<std::size_t>> ColumnsOf(const AnalysisTable& table,
                                                   const std::vector<std::string>& names) {
  std::unordered_map<std::string_view, std::size_t> index_of;  // only looked up, never walked
  index_of.reserve(table.columns.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i) index_of.emplace(table.columns[i], i);
  std::vector<std::size_t> indices;
  indices.reserve(names.size());
  for (const std::string& name : names) {
    const auto found = index_of.find(name);
    if (found == index_of.end()) {
      return absl::NotFoundError(absl::StrCat("column ", name, " is not in the site's analysis table"));
    }
    indices.push_back(found->second);
  }
  return indices;
}

}  // namespace osteon::models
