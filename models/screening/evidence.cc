#include "models/screening/evidence.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/screening/class_tests.h"

namespace osteon::models {
namespace {

constexpr double kSmallestRelativeScale = 1e-11;  // as in the fits: less is rounding of a constant
constexpr double kUndefined = -1;                 // among remembered F and p, which are never negative
constexpr std::size_t kRemembered = 8;            // numbers a column

void PushTest(const std::optional<FTest>& test, std::vector<double>& values) {
  values.push_back(test ? test->f : kUndefined);
  values.push_back(test ? UpperTail(*test) : kUndefined);
}

std::optional<double> Defined(double value) {
  return value == kUndefined ? std::nullopt : std::optional(value);
}

}  // namespace

Evidence::Evidence(Federation& federation, std::string name, std::vector<std::string> columns,
                   std::vector<std::string> sites, double most_leading)
    : federation_(federation),
      name_(std::move(name)),
      columns_(std::move(columns)),
      round_{name_, "", std::move(sites)},
      most_leading_(most_leading),
      univariate_(columns_.size()),
      correlations_(columns_.size()) {}

std::vector<std::string> Evidence::Names(const std::vector<std::size_t>& columns) const {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const std::size_t column : columns) names.push_back(columns_[column]);
  return names;
}

absl::Status Evidence::LearnUnivariate(const Candidates& candidates) {
  if (std::all_of(candidates.begin(), candidates.end(),
                  [&](std::size_t column) { return univariate_[column].has_value(); })) {
    return absl::OkStatus();
  }
  OSTEON_ASSIGN_OR_RETURN(
      const RingVector sums,
      Sum(ClassMomentsRequest{Names(candidates), RowSet::kTrain, static_cast<int>(round_.sites.size())}));
  const std::vector<double> counts = sums.DecodeBlock(0);
  patients_ = static_cast<std::uint64_t>(counts[0]);
  events_ = static_cast<std::uint64_t>(counts[1]);
  if (patients_ == 0) return absl::FailedPreconditionError("screening: no site has a training patient");

  const auto compute = [&]() -> absl::StatusOr<std::vector<double>> {
    std::vector<double> values;
    values.reserve(kRemembered * candidates.size());
    for (std::size_t j = 0; j < candidates.size(); ++j) {
      const auto exact = [&](std::size_t block, std::size_t at) { return ReadExact(sums.Number(block, at)); };
      const ClassSums column{patients_,   events_,     static_cast<std::uint64_t>(counts[2]),
                             exact(1, 0), exact(2, j), exact(3, j),
                             exact(4, j), exact(5, j), exact(6, j)};
      const MeanAndVariance moments = ColumnMoments(column);
      values.push_back(moments.mean);
      values.push_back(std::sqrt(moments.variance));
      PushTest(TestOutcome(column), values);
      PushTest(TestOutcomeWithinSites(column), values);
      PushTest(TestSite(column), values);
    }
    return values;
  };
  OSTEON_ASSIGN_OR_RETURN(const std::vector<double> values,
                          federation_.Remember(absl::StrCat(name_, ": moments and F"), compute));
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    const double* of = values.data() + kRemembered * j;
    Univariate column;
    column.mean = of[0];
    column.scale = of[1];
    column.constant = !(column.scale > kSmallestRelativeScale * std::fabs(column.mean));
    if (!column.constant) {
      column.f = Defined(of[2]);
      column.p = Defined(of[3]);
      column.f_within_sites = Defined(of[4]);
      column.p_within_sites = Defined(of[5]);
      column.f_site = Defined(of[6]);
      column.p_site = Defined(of[7]);
    }
    univariate_[candidates[j]] = column;
  }
  return absl::OkStatus();
}

absl::Status Evidence::LearnF(const Candidates& candidates) {
  OSTEON_RETURN_IF_ERROR(LearnUnivariate(candidates));
  if (candidates.empty()) return absl::OkStatus();
  if (events_ == 0 || events_ == patients_) {
    return absl::FailedPreconditionError(absl::StrCat(
        "screening: all ", patients_, " training patients have the same outcome (",
        events_ == 0 ? "no event" : "no non-event", "), so no feature can differ between outcomes"));
  }
  if (patients_ < 3) {
    return absl::FailedPreconditionError(
        absl::StrCat("screening: ", patients_, " training patients are too few to compare outcomes"));
  }
  return absl::OkStatus();
}

absl::Status Evidence::Correlate(const std::vector<std::size_t>& columns, std::size_t leading) {
  CorrelationRequest request;
  for (const std::size_t column : columns) {
    request.columns.push_back({columns_[column], Of(column).mean, Of(column).scale});
  }
  request.leading = leading;
  request.patients = patients_;
  request.sites = static_cast<int>(round_.sites.size());
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, Sum(request));
  if (static_cast<std::uint64_t>(sums.DecodeBlock(0)[0]) != patients_) {
    return absl::InternalError("the number of patients changed within the screening");
  }
  correlations_.Add(columns, leading, sums.DecodeBlock(1), patients_);
  return absl::OkStatus();
}

std::size_t Evidence::MostLeading(std::size_t columns, std::size_t wanted) const {
  const auto third =
      static_cast<std::size_t>(std::min(static_cast<double>(patients_ / 3), std::max(most_leading_, 0.0)));
  std::size_t leading = std::min({wanted, columns - 1, third});
  while (leading > 1 && CorrelationCount(columns, leading) > kMostProducts) --leading;
  return std::max<std::size_t>(leading, 1);
}

std::vector<std::size_t> ByDescendingF(const Evidence& evidence, const Candidates& candidates) {
  std::vector<std::size_t> order;
  for (const std::size_t column : candidates) {
    if (!evidence.Of(column).constant) order.push_back(column);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return *evidence.Of(a).f > *evidence.Of(b).f; });
  return order;
}

}  // namespace osteon::models
