#include "models/lasso/block_columns.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/fit_view.h"

namespace osteon::models {
namespace {

constexpr double kBlockShare = 0.9;  // of the penalty: columns nearer to it join a new block of all rows,
constexpr double kFoldBlockShare = 0.95;  // or of a fold
constexpr int kNearPenalties = 12;        // penalties from a block at which fits may need its columns

// The size of a block, in patients, is that of the data set.
int MostColumns(const PathState& state, int set) {
  if (set == 0 || state.settings.df_max_none) return state.most;
  return static_cast<int>((state.most + 1) * state.Set(set).patients / state.Set(0).patients) - 1;
}

}  // namespace

std::vector<int> BlockColumns(const PathState& state, int set, int l, const SparseBeta& beta,
                              const std::vector<double>& gradient) {
  const std::vector<double> dense = Dense(beta, state.columns);
  std::vector<std::pair<double, int>> ranked;
  for (int j = 0; j < state.columns; ++j) {
    const double limit = Absolute(state, set, l, j);
    const double nearness = dense[At(j)] != 0 || limit == 0 ? 2 : std::fabs(gradient[At(j)]) / limit;
    const double least = set == 0 ? kBlockShare : kFoldBlockShare;
    if (nearness >= least) ranked.emplace_back(-nearness, j);
  }
  std::sort(ranked.begin(), ranked.end());
  const int most = MostColumns(state, set);
  if (static_cast<int>(ranked.size()) > most) ranked.resize(At(most));
  std::vector<int> columns;
  for (const auto& [rank, j] : ranked) columns.push_back(j);
  std::sort(columns.begin(), columns.end());
  return columns;
}

void FitBorders(const PathState& state, std::vector<BorderAsk>& borders) {
  for (BorderAsk& border : borders) {
    const Block& block = state.Set(border.set).blocks[At(border.block)];
    const int most = MostColumns(state, border.set);
    const int size = static_cast<int>(block.columns.size() + border.columns.size());
    if (size <= most) continue;
    std::vector<int> holders(At(state.columns), 0);
    const int end = border.set > 0 ? border.set + 1 : static_cast<int>(state.sets.size());
    for (int set = border.set; set < end; ++set) {
      for (int l = std::max(0, block.lambda - kNearPenalties);
           l < std::min(state.penalties(), block.lambda + kNearPenalties + 1); ++l) {
        const Fit& fit = state.At(set, l);
        if (fit.status != FitStatus::kActive || fit.history.empty()) continue;
        for (const int j : fit.history.back().beta.columns) ++holders[At(j)];
      }
    }
    const std::vector<double> gradient = InterpolateGradient(state, border.set, block.lambda).gradient;
    std::vector<std::pair<double, int>> ranked;
    for (const int j : block.columns) {
      const double limit = Absolute(state, border.set, block.lambda, j);
      if (holders[At(j)] == 0 && limit > 0) ranked.emplace_back(std::fabs(gradient[At(j)]) / limit, j);
    }
    std::sort(ranked.begin(), ranked.end());
    const int over = std::min(size - most, static_cast<int>(ranked.size()));
    for (int i = 0; i < over; ++i) border.dropped.push_back(ranked[At(i)].second);
    std::sort(border.dropped.begin(), border.dropped.end());
    const int room = most - static_cast<int>(block.columns.size()) + over;
    if (static_cast<int>(border.columns.size()) > room) border.columns.resize(At(std::max(room, 0)));
  }
  std::erase_if(borders, [](const BorderAsk& border) { return border.columns.empty(); });
}

}  // namespace osteon::models
