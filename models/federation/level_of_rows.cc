#include "models/federation/level_of_rows.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<std::vector<int>> LevelOfRows(const std::vector<std::string>& columns,
                                             const AnalysisTable& table,
                                             const std::vector<std::size_t>& rows) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> places, ColumnsOf(table, columns));
  std::vector<int> levels;
  levels.reserve(rows.size());
  for (const std::size_t row : rows) {
    const auto cell = [&](std::size_t place) {
      return table.values(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(place));
    };
    if (std::any_of(places.begin(), places.end(),
                    [&](std::size_t place) { return std::isnan(cell(place)); })) {
      levels.push_back(-1);
      continue;
    }
    const auto level =
        std::find_if(places.begin(), places.end(), [&](std::size_t place) { return cell(place) != 0; });
    levels.push_back(level == places.end() ? 0 : static_cast<int>(std::distance(places.begin(), level)) + 1);
  }
  return levels;
}

}  // namespace osteon::models
