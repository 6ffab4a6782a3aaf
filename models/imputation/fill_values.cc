#include "models/imputation/fill_values.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

constexpr double kMuchMissing = 0.40;

absl::Status LearnMissing(Federation& federation, const Round& round, std::vector<FillValue>& fill) {
  MissingRequest request{{}, RowSet::kTrain, static_cast<int>(round.sites.size())};
  for (const FillValue& value : fill) request.columns.push_back(value.column);
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum(round, request));
  const std::vector<double> counts = sums.DecodeBlock(0);
  const std::vector<double> no_event = sums.DecodeBlock(1);
  const std::vector<double> event = sums.DecodeBlock(2);
  std::vector<std::string> nobodys;
  for (std::size_t j = 0; j < fill.size(); ++j) {
    FillValue& value = fill[j];
    value.patients = static_cast<std::uint64_t>(counts[0]);
    value.events = static_cast<std::uint64_t>(counts[1]);
    value.missing_events = static_cast<std::uint64_t>(event[j]);
    value.missing = value.missing_events + static_cast<std::uint64_t>(no_event[j]);
    if (value.missing == value.patients) nobodys.push_back(value.column);
    const double share = static_cast<double>(value.missing) / counts[0];
    if (share > kMuchMissing) {
      value.warning = absl::StrFormat(
          "%s: no value in %d of %d patients (%.0f %%); a model with it rests on what was filled in",
          value.column, value.missing, value.patients, 100 * share);
    }
  }
  if (nobodys.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("no training patient has a value of ", absl::StrJoin(nobodys, ", "),
                   ", so nothing can be filled in; leave out what nobody has"));
}

absl::Status LearnMeans(Federation& federation, const Round& round, std::uint64_t min_cell,
                        std::vector<FillValue>& fill) {
  PresentMomentsRequest request{{}, RowSet::kTrain, static_cast<int>(round.sites.size())};
  for (const FillValue& value : fill) {
    if (value.patients - value.missing < min_cell) {
      return absl::FailedPreconditionError(
          absl::StrCat("column ", value.column, ": ", value.patients - value.missing,
                       " training patients have a value; a mean needs ", min_cell));
    }
    request.columns.push_back(value.column);
  }
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum(round, request));
  const std::vector<double> counts = sums.DecodeBlock(0);
  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> means;
    for (std::size_t j = 0; j < fill.size(); ++j) {
      means.push_back(
          ExactMeanAndVariance(sums.Number(1, j), sums.Number(2, j), static_cast<std::uint64_t>(counts[j]))
              .mean);
    }
    return means;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> means,
                          federation.Remember(absl::StrCat(round.purpose, ": means"), compute));
  for (std::size_t j = 0; j < fill.size(); ++j) fill[j].value = means[j];
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<FillValue>> LearnFillValues(Federation& federation, const std::string& name,
                                                       FillMethod method,
                                                       const std::vector<std::string>& columns,
                                                       const std::vector<std::string>& sites,
                                                       std::uint64_t min_cell) {
  const std::set<std::string> roster(sites.begin(), sites.end());
  if (roster.empty()) return absl::InvalidArgumentError("imputation: no site");
  if (min_cell == 0) return absl::InvalidArgumentError("imputation: min_cell is at least 1");
  if (std::set<std::string>(columns.begin(), columns.end()).size() != columns.size()) {
    return absl::InvalidArgumentError("imputation: a column is named twice");
  }
  std::vector<FillValue> fill;
  for (const std::string& column : columns) fill.push_back({column, 0, std::nullopt, 0, 0, 0, 0, ""});
  if (fill.empty()) return fill;
  const Round round{name, "", {roster.begin(), roster.end()}};
  OSTEON_RETURN_IF_ERROR(LearnMissing(federation, round, fill));
  if (method == FillMethod::kMean) {
    OSTEON_RETURN_IF_ERROR(LearnMeans(federation, round, min_cell, fill));
    return fill;
  }
  std::vector<QuantileTarget> targets;
  for (const std::string& column : columns) targets.push_back({column, 0.5});
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Quantile> medians,
                          FindQuantiles(federation, name, targets, round.sites, min_cell));
  for (std::size_t j = 0; j < fill.size(); ++j) {
    fill[j].value = medians[j].value;
    fill[j].median = medians[j];
  }
  return fill;
}

}  // namespace osteon::models
