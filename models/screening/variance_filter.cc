#include "models/screening/variance_filter.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<StepOutcome> FilterByVariance(Evidence& evidence, const VarianceStep& step,
                                             const Candidates& candidates) {
  StepOutcome outcome;
  outcome.log.step = "variance";
  outcome.log.rule = absl::StrCat("standard deviation above ", step.min_relative, " of the mean's size");
  outcome.log.measures = {"mean", "standard_deviation"};
  OSTEON_RETURN_IF_ERROR(evidence.LearnUnivariate(candidates));
  for (const std::size_t column : candidates) {
    const std::string& name = evidence.Name(column);
    const Univariate& of = evidence.Of(column);
    outcome.log.values[name] = {of.mean, of.scale};
    if (of.constant) {
      outcome.log.dropped[name] = "constant over all training patients";
    } else if (of.scale > step.min_relative * std::fabs(of.mean)) {
      outcome.kept.push_back(column);
    } else {
      outcome.log.dropped[name] = absl::StrFormat(
          "standard deviation %.6g is not above %.6g of the mean %.6g", of.scale, step.min_relative, of.mean);
    }
  }
  return outcome;
}

}  // namespace osteon::models
