#include "models/screening/select_k_best.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<StepOutcome> SelectKBest(Evidence& evidence, const SelectKBestStep& step,
                                        const Candidates& candidates) {
  StepOutcome outcome;
  outcome.log.step = "select_k_best";
  outcome.log.rule = absl::StrCat("the ", step.k, " of largest F by outcome");
  outcome.log.measures = {"f"};
  OSTEON_RETURN_IF_ERROR(evidence.LearnF(candidates));
  for (const std::size_t column : candidates) {
    outcome.log.values[evidence.Name(column)] = {evidence.Of(column).f};
    if (evidence.Of(column).constant) {
      outcome.log.dropped[evidence.Name(column)] = "constant over all training patients";
    }
  }
  const std::vector<std::size_t> order = ByDescendingF(evidence, candidates);
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    if (rank < step.k) {
      outcome.kept.push_back(order[rank]);
    } else {
      outcome.log.dropped[evidence.Name(order[rank])] =
          absl::StrFormat("F %.6g is number %d of %d", *evidence.Of(order[rank]).f, rank + 1, order.size());
    }
  }
  return outcome;
}

}  // namespace osteon::models
