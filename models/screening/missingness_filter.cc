#include "models/screening/missingness_filter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/status_macros.h"

namespace osteon::models {

absl::StatusOr<StepOutcome> FilterByMissingness(Evidence& evidence, const MissingnessStep& step,
                                                const Candidates& candidates) {
  StepOutcome outcome;
  outcome.log.step = "missingness";
  outcome.log.rule = absl::StrCat("missing in a share of the patients not above ", step.max_share);
  outcome.log.measures = {"missing_share"};
  if (candidates.empty()) return outcome;
  OSTEON_ASSIGN_OR_RETURN(
      const RingVector sums,
      evidence.Sum(MissingRequest{evidence.Names(candidates), RowSet::kTrain, evidence.sites()}));
  const double patients = sums.DecodeBlock(0)[0];
  std::vector<double> missing = sums.DecodeBlock(1);
  const std::vector<double> of_events = sums.DecodeBlock(2);
  if (patients == 0) return absl::FailedPreconditionError("missingness: no site has a training patient");
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    const std::string& name = evidence.Name(candidates[j]);
    missing[j] += of_events[j];
    const double share = missing[j] / patients;
    outcome.log.values[name] = {share};
    if (missing[j] == patients) {
      outcome.log.dropped[name] = absl::StrFormat("no value in any of %.0f patients", patients);
    } else if (share > step.max_share) {
      outcome.log.dropped[name] =
          absl::StrCat(absl::StrFormat("missing in %.0f of %.0f patients: ", missing[j], patients),
                       Against(share, "is above", step.max_share));
    } else {
      outcome.kept.push_back(candidates[j]);
    }
  }
  return outcome;
}

}  // namespace osteon::models
