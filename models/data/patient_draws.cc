#include "models/data/patient_draws.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace osteon::models {
namespace {

// floor(2^64 P(X <= k)) for X Poisson of mean 1, k = 0, 1, ...: 2^64 e^-1 sum_{j <= k} 1 / j!.
constexpr std::array<std::uint64_t, 10> kPoissonQuantiles = {
    6786177901268885274U,  13572355802537770549U, 16965444753172213186U, 18096474403383694065U,
    18379231815936564285U, 18435783298447138329U, 18445208545532234003U, 18446555009401533385U,
    18446723317385195808U, 18446742018272269410U};

}  // namespace

std::vector<int> DealFolds(const AnalysisTable& table, int folds, const std::string& purpose,
                           const PatientDraws& draws) {
  std::vector<int> fold(table.holdout.size(), -1);
  const std::vector<std::size_t> train = RowsOf(table, RowSet::kTrain);
  const int used = std::clamp(static_cast<int>(train.size() / kLeastFoldPatients), 1, std::max(folds, 1));
  std::optional<int> first;
  int dealt = 0;
  for (const double outcome : {1.0, 0.0}) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    for (const std::size_t row : train) {
      if (table.outcome[static_cast<Eigen::Index>(row)] == outcome) {
        order.emplace_back(draws.Draw(purpose, row), row);
      }
    }
    std::sort(order.begin(), order.end());
    // Where to begin is drawn as well: many small sites would otherwise all fill the first folds.
    if (!first && !order.empty()) {
      first = static_cast<int>(order.front().first % static_cast<std::uint64_t>(folds));
    }
    for (const auto& [draw, row] : order) fold[row] = (*first + dealt++ % used) % folds;
  }
  return fold;
}

std::vector<int> BootstrapCounts(const AnalysisTable& table, const std::string& purpose,
                                 const PatientDraws& draws) {
  std::vector<int> counts(table.holdout.size(), 1);
  for (const std::size_t row : RowsOf(table, RowSet::kTrain)) {
    const std::uint64_t draw = draws.Draw(purpose, row);
    counts[row] =
        static_cast<int>(std::upper_bound(kPoissonQuantiles.begin(), kPoissonQuantiles.end(), draw) -
                         kPoissonQuantiles.begin());
  }
  return counts;
}

}  // namespace osteon::models
