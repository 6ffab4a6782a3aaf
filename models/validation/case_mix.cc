#include "models/validation/case_mix.h"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "models/validation/suppressed.h"

namespace osteon::models {
namespace {

bool IsSmall(std::uint64_t count, const SummaryFloors& floors) {
  return count > 0 && count < floors.min_cell;
}

void Count(double outcome, OutcomeCounts& counts) {
  ++(outcome == 1 ? counts.events : counts.non_events);
}

// Who has a value and who has none, as far as both may be told.
void TellMissing(const OutcomeCounts& measured, const OutcomeCounts& missing, const SummaryFloors& floors,
                 Maybe<std::uint64_t>& told_measured, Maybe<OutcomeCounts>& told_missing) {
  if (IsSmall(missing.patients(), floors) || IsSmall(measured.patients(), floors)) {
    told_measured.unavailable = Suppressed("min_cell");
  } else {
    told_measured.value = measured.patients();
  }
  const bool small = IsSmall(missing.events, floors) || IsSmall(missing.non_events, floors) ||
                     IsSmall(measured.events, floors) || IsSmall(measured.non_events, floors);
  if (small) {
    told_missing.unavailable = Suppressed("min_cell");
  } else {
    told_missing.value = missing;
  }
}

// Patients who do not have the most common value.
std::uint64_t Unlike(const std::vector<double>& values) {
  std::map<double, std::uint64_t> counts;
  std::uint64_t most = 0;
  for (const double value : values) most = std::max(most, ++counts[value]);
  return values.size() - most;
}

}  // namespace

std::string RuleAgainstRecord(std::uint64_t n, std::uint64_t events, const SummaryFloors& floors) {
  if (n > 0 && n < floors.min_patients) return "min_patients";
  return IsSmall(events, floors) || IsSmall(n - events, floors) ? "min_cell" : "";
}

NumericCaseMix SummariseVariable(const std::string& variable, const Eigen::Ref<const Eigen::VectorXd>& values,
                                 const Eigen::Ref<const Eigen::VectorXd>& outcome,
                                 const SummaryFloors& floors) {
  OutcomeCounts measured, missing;
  std::vector<double> present;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    Count(outcome[i], std::isnan(values[i]) ? missing : measured);
    if (!std::isnan(values[i])) present.push_back(values[i]);
  }
  NumericCaseMix told;
  told.variable = variable;
  TellMissing(measured, missing, floors, told.measured, told.missing);
  if (present.size() < floors.min_patients) {
    told.moments.unavailable = Suppressed("min_patients");
  } else if (IsSmall(Unlike(present), floors)) {
    told.moments.unavailable = Suppressed("min_cell");
  } else {
    told.moments = MeanAndSdOf(
        Eigen::Map<const Eigen::VectorXd>(present.data(), static_cast<Eigen::Index>(present.size())));
  }
  return told;
}

CategoricalCaseMix SummariseVariable(const std::string& variable, const std::vector<int>& level,
                                     const Eigen::Ref<const Eigen::VectorXd>& outcome, std::size_t levels,
                                     const SummaryFloors& floors) {
  OutcomeCounts measured, missing;
  std::vector<OutcomeCounts> counts(levels);
  for (std::size_t i = 0; i < level.size(); ++i) {
    const double y = outcome[static_cast<Eigen::Index>(i)];
    Count(y, level[i] < 0 ? missing : measured);
    if (level[i] >= 0) Count(y, counts[static_cast<std::size_t>(level[i])]);
  }
  CategoricalCaseMix told;
  told.variable = variable;
  TellMissing(measured, missing, floors, told.measured, told.missing);
  // The cells of all levels together are the measured of each outcome.
  const bool small = !told.measured.value || !told.missing.value ||
                     std::any_of(counts.begin(), counts.end(), [&](const OutcomeCounts& cells) {
                       return IsSmall(cells.events, floors) || IsSmall(cells.non_events, floors);
                     });
  if (measured.patients() < floors.min_patients) {
    told.levels.unavailable = Suppressed("min_patients");
  } else if (small) {
    told.levels.unavailable = Suppressed("min_cell");
  } else {
    told.levels.value = std::move(counts);
  }
  return told;
}

Maybe<double> StandardisedDifference(const MeanAndSd& site, const MeanAndSd& reference) {
  const double sd = std::sqrt((site.sd * site.sd + reference.sd * reference.sd) / 2);
  if (!(sd > 0) || !std::isfinite(sd)) return {std::nullopt, "it varies neither here nor in development"};
  return {(site.mean - reference.mean) / sd, ""};
}

Maybe<double> StandardisedDifference(const std::vector<double>& site, const std::vector<double>& reference) {
  std::vector<std::size_t> used;
  for (std::size_t level = 0; level < site.size(); ++level) {
    if (site[level] > 0 || reference[level] > 0) used.push_back(level);
  }
  if (used.size() < 2) return {std::nullopt, "it varies neither here nor in development"};
  const auto size = static_cast<Eigen::Index>(used.size()) - 1;
  Eigen::VectorXd difference(size);
  Eigen::MatrixXd covariance(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t a = used[static_cast<std::size_t>(i) + 1];
    difference[i] = site[a] - reference[a];
    for (Eigen::Index j = 0; j < size; ++j) {
      const std::size_t b = used[static_cast<std::size_t>(j) + 1];
      const double own = i == j ? site[a] : 0;
      const double other = i == j ? reference[a] : 0;
      covariance(i, j) = (own - site[a] * site[b] + other - reference[a] * reference[b]) / 2;
    }
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(covariance);
  if (qr.rank() < size) return {std::nullopt, "its levels do not overlap with development's"};
  return {std::sqrt(difference.dot(qr.solve(difference))), ""};
}

}  // namespace osteon::models
