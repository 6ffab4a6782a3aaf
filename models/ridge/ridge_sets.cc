#include "models/ridge/ridge_sets.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr std::size_t kPatientsPerCoefficient = 3;
constexpr double kVaries = 1e-11;  // variance of a standardised column; less is the ring's rounding

}  // namespace

absl::StatusOr<std::vector<RidgeSet>> DescribeRidgeSets(Federation& federation, const Round& round,
                                                        const std::string& name,
                                                        const RidgeSettings& settings,
                                                        const std::vector<StandardisedColumn>& columns,
                                                        const std::vector<double>& factors,
                                                        std::uint64_t patients) {
  const std::size_t p = columns.size();
  const auto folds = static_cast<std::size_t>(std::max(settings.folds, 1));
  const FoldMomentsRequest request{columns, static_cast<int>(folds), RowSet::kTrain, patients,
                                   static_cast<int>(round.sites.size())};
  OSTEON_ASSIGN_OR_RETURN(const RingVector answer, federation.Sum(round, request));
  const std::vector<double> counts = answer.DecodeBlock(0);
  const std::vector<double> sum = answer.DecodeBlock(1);
  const std::vector<double> square = answer.DecodeBlock(2);
  const std::vector<double> outcome = answer.DecodeBlock(3);

  std::vector<RidgeSet> sets;
  for (std::size_t set = 0; set <= static_cast<std::size_t>(settings.folds); ++set) {
    RidgeSet data;
    std::vector<double> sums(p, 0.0);
    std::vector<double> squares(p, 0.0);
    std::vector<double> outcomes(p, 0.0);
    for (std::size_t fold = 0; fold < folds; ++fold) {
      if (set > 0 && fold == set - 1) continue;
      data.patients += counts[2 * fold];
      data.events += counts[2 * fold + 1];
      for (std::size_t j = 0; j < p; ++j) {
        sums[j] += sum[fold * p + j];
        squares[j] += square[fold * p + j];
        outcomes[j] += outcome[fold * p + j];
      }
    }
    if (set > 0 && counts[2 * (set - 1)] == 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("cross-validation fold ", set, " has no patient; use fewer folds"));
    }
    if (data.events == 0 || data.events == data.patients) {
      return absl::FailedPreconditionError(
          absl::StrCat("without fold ", set, " all patients have the same outcome; use fewer folds"));
    }
    const double probability = settings.intercept ? data.events / data.patients : 0.5;
    data.null_intercept = settings.intercept ? std::log(probability / (1 - probability)) : 0;
    for (std::size_t j = 0; j < p; ++j) {
      const double mean = sums[j] / data.patients;
      const double variance = squares[j] / data.patients - mean * mean;
      if (variance > kVaries) data.moving.push_back(static_cast<int>(j));
      const double size = settings.standardise ? variance : 1 / (columns[j].scale * columns[j].scale);
      data.weight.push_back(factors[j] * size);
      data.gradient.push_back(outcomes[j] / data.patients - probability * mean);
    }
    sets.push_back(std::move(data));
  }
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    values.reserve(sets.size());
    for (const RidgeSet& data : sets) values.push_back(data.null_intercept);
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> intercepts,
                          federation.Remember(absl::StrCat(name, ": null intercepts"), compute));
  for (std::size_t set = 0; set < sets.size(); ++set) sets[set].null_intercept = intercepts[set];
  return sets;
}

absl::Status CheckRidgeSize(const std::vector<RidgeSet>& sets, std::size_t columns, bool intercept) {
  const auto smallest = std::min_element(
      sets.begin(), sets.end(), [](const RidgeSet& a, const RidgeSet& b) { return a.patients < b.patients; });
  const std::size_t needed = kPatientsPerCoefficient * (columns + (intercept ? 1 : 0));
  if (static_cast<double>(needed) <= smallest->patients) return absl::OkStatus();
  const auto fold = smallest - sets.begin();
  return absl::FailedPreconditionError(absl::StrCat(
      "ridge regression on ", columns, " columns", intercept ? " and an intercept" : "", " needs ", needed,
      " training patients, ", kPatientsPerCoefficient, " for each coefficient, and there are ",
      smallest->patients, fold > 0 ? absl::StrCat(" without fold ", fold) : "", "; screen columns first"));
}

}  // namespace osteon::models
