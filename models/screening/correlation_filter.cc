#include "models/screening/correlation_filter.h"

#include <cmath>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

// Asks for the rows of the next features in `rest`, the first of which is undecided, unless they are known.
absl::Status LearnRow(Evidence& evidence, const std::vector<std::size_t>& rest) {
  bool known = true;
  for (const std::size_t column : rest) {
    known = known && evidence.correlations().Between(rest.front(), column).has_value();
  }
  if (known) return absl::OkStatus();
  std::vector<std::size_t> columns;
  for (const std::size_t column : rest) {
    if (!evidence.correlations().Led(column)) columns.push_back(column);
  }
  return evidence.Correlate(columns, evidence.MostLeading(columns.size(), columns.size() - 1));
}

}  // namespace

absl::StatusOr<StepOutcome> FilterByCorrelation(Evidence& evidence, const CorrelationStep& step,
                                                const Candidates& candidates) {
  StepOutcome outcome;
  outcome.log.step = "correlation";
  outcome.log.rule =
      absl::StrCat("|r| not above ", step.max_abs, " with a feature of larger F by outcome that is kept");
  outcome.log.measures = {"f"};
  OSTEON_RETURN_IF_ERROR(evidence.LearnF(candidates));
  for (const std::size_t column : candidates) {
    outcome.log.values[evidence.Name(column)] = {evidence.Of(column).f};
    if (evidence.Of(column).constant) {
      outcome.log.dropped[evidence.Name(column)] = "constant over all training patients";
    }
  }
  const double max_abs = RoundedCorrelation(step.max_abs);
  std::vector<std::size_t> rest = ByDescendingF(evidence, candidates);
  while (!rest.empty()) {
    OSTEON_RETURN_IF_ERROR(LearnRow(evidence, rest));
    const std::size_t kept = rest.front();
    outcome.kept.push_back(kept);
    std::vector<std::size_t> undropped;
    for (std::size_t i = 1; i < rest.size(); ++i) {
      const double size = std::fabs(*evidence.correlations().Between(kept, rest[i]));
      if (size > max_abs) {
        outcome.log.dropped[evidence.Name(rest[i])] =
            absl::StrCat("|r| with ", evidence.Name(kept), " ", Against(size, "is above", step.max_abs));
      } else {
        undropped.push_back(rest[i]);
      }
    }
    rest = std::move(undropped);
  }
  return outcome;
}

}  // namespace osteon::models
