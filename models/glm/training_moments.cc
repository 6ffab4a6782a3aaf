#include "models/glm/training_moments.h"

#include <cmath>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr double kSmallestRelativeScale = 1e-11;

}  // namespace

Round FitRound(const std::string& model, const std::vector<std::string>& sites) {
  return {absl::StrCat("fit ", model), model, sites};
}

bool IsConstant(const StandardisedColumn& column) {
  return !(column.scale > kSmallestRelativeScale * std::fabs(column.mean));
}

absl::StatusOr<TrainingMoments> AskTrainingMoments(Federation& federation, const std::string& model,
                                                   const std::string& name,
                                                   const std::vector<std::string>& columns,
                                                   const std::vector<std::string>& sites) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  const std::set<std::string> distinct(columns.begin(), columns.end());
  if (roster.empty()) return absl::InvalidArgumentError("no site to fit on");
  if (distinct.size() != columns.size()) {
    return absl::InvalidArgumentError("a column is named twice");
  }
  TrainingMoments moments{{roster.begin(), roster.end()}, 0, 0, {}};
  const MomentsRequest request{columns, RowSet::kTrain, static_cast<int>(roster.size())};
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum(FitRound(model, moments.sites), request));
  const std::vector<double> counts = sums.DecodeBlock(0);
  moments.n = static_cast<std::uint64_t>(counts[0]);
  moments.events = static_cast<std::uint64_t>(counts[1]);
  if (moments.n == 0) return absl::FailedPreconditionError("no site has a training patient");
  if (moments.events == 0 || moments.events == moments.n) {
    return absl::FailedPreconditionError(
        absl::StrCat("all ", moments.n, " training patients have the same outcome (",
                     moments.events == 0 ? "no event" : "no non-event", "), so there is nothing to fit"));
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> means_and_scales;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const MeanAndVariance of_column = ExactMeanAndVariance(sums.Number(1, j), sums.Number(2, j), moments.n);
      means_and_scales.push_back(of_column.mean);
      means_and_scales.push_back(std::sqrt(of_column.variance));
    }
    return means_and_scales;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values,
                          federation.Remember(absl::StrCat(name, ": standardisation"), compute));
  for (std::size_t j = 0; j < columns.size(); ++j) {
    moments.columns.push_back({columns[j], values[2 * j], values[2 * j + 1]});
  }
  return moments;
}

}  // namespace osteon::models
