#include "models/lasso/watched_columns.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>

#include "models/lasso/fit_view.h"

namespace osteon::models {

std::vector<int> WatchedColumns(const PathState& state, int set, int l, const SparseBeta& beta,
                                const std::vector<double>& gradient, double share) {
  const std::vector<double> dense = Dense(beta, state.columns);
  std::vector<int> watched;
  for (int j = 0; j < state.columns; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (dense[at] != 0 || std::fabs(gradient[at]) >= share * Absolute(state, set, l, j)) watched.push_back(j);
  }
  return watched;
}

void Join(const std::vector<int>& more, std::vector<int>& columns) {
  std::vector<int> both;
  std::set_union(columns.begin(), columns.end(), more.begin(), more.end(), std::back_inserter(both));
  columns = std::move(both);
}

std::vector<int> EveryColumn(int columns) {
  std::vector<int> every(static_cast<std::size_t>(columns));
  std::iota(every.begin(), every.end(), 0);
  return every;
}

}  // namespace osteon::models
