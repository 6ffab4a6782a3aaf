#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/validation_kernels.h"

namespace osteon::models {
namespace {

// Twice the pairs in which the event is above the non-event, and once the ties. Sorted: n log n.
std::uint64_t TwiceConcordant(std::vector<double> events, std::vector<double> non_events) {
  std::sort(events.begin(), events.end());
  std::sort(non_events.begin(), non_events.end());
  std::uint64_t twice = 0;
  auto below = non_events.begin(), not_above = non_events.begin();
  for (const double event : events) {
    while (below != non_events.end() && *below < event) ++below;
    while (not_above != non_events.end() && *not_above <= event) ++not_above;
    twice += static_cast<std::uint64_t>((below - non_events.begin()) + (not_above - non_events.begin()));
  }
  return twice;
}

}  // namespace

RingLayout Layout(const PerformanceRequest& request) {
  return {{"counts", 2, kCountFormat},
          {"pairs", 1, kCountFormat},
          {"concordant", request.columns.size(), kCountFormat},
          {"squared error", request.columns.size(), kExactFormat}};
}

std::string Kind(const PerformanceRequest& /*request*/) {
  return "performance";
}

absl::StatusOr<KernelOutput> ComputePerformance(const PerformanceRequest& request,
                                                const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("performance: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  std::size_t with_event = 0;
  for (const std::size_t row : output.rows) {
    with_event += table.outcome[static_cast<Eigen::Index>(row)] == 1 ? 1U : 0U;
  }
  std::vector<double> concordant;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    std::vector<double> events, non_events;
    std::uint64_t* squares = output.summand.MutableNumber(3, j);
    for (const std::size_t row : output.rows) {
      const auto i = static_cast<Eigen::Index>(row);
      const double x = table.values(i, static_cast<Eigen::Index>(columns[j]));
      if (!std::isfinite(x)) {
        return absl::OutOfRangeError(
            absl::StrCat("performance: column ", request.columns[j], " has a missing value"));
      }
      const bool event = table.outcome[i] == 1;
      (event ? events : non_events).push_back(x);
      const double small = std::exp(-std::fabs(x));
      const double risk = x >= 0 ? 1 / (1 + small) : small / (1 + small);
      AddSquareExactly(event ? 1 - risk : risk, squares);
    }
    concordant.push_back(static_cast<double>(TwiceConcordant(std::move(events), std::move(non_events))));
  }
  const double patients = static_cast<double>(output.rows.size());
  const double events = static_cast<double>(with_event);
  OSTEON_RETURN_IF_ERROR(
      output.summand.EncodeBlock(0, {patients, events}, request.sites, {"patients", "events"}));
  OSTEON_RETURN_IF_ERROR(
      output.summand.EncodeBlock(1, {events * (patients - events)}, request.sites, {"pairs"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(2, concordant, request.sites, request.columns));
  output.statistics.push_back({"performance", std::vector<double>(output.rows.size(), 1.0)});
  return output;
}

}  // namespace osteon::models
