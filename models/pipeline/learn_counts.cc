#include "models/pipeline/learn_counts.h"

#include <utility>

#include "common/status/status_macros.h"
#include "models/pipeline/admission.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {

namespace {

absl::Status LearnOver(Federation& federation, const std::vector<std::string>& sites) {
  const Round round{"pooled counts", "", sites};
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather(round, CountsRequest{}));
  ConfirmCountsRequest confirm;
  OSTEON_ASSIGN_OR_RETURN(confirm.shares, RecordsOf<SealedCounts>(std::move(answers)));
  confirm.sites = static_cast<int>(round.sites.size());
  return federation.Sum(round, confirm).status();
}

}  // namespace

absl::Status LearnCounts(Federation& federation, const Study& study) {
  if (IsMasked(study, study.development)) OSTEON_RETURN_IF_ERROR(LearnOver(federation, study.development));
  return StacksExternal(study) ? LearnOver(federation, study.external) : absl::OkStatus();
}

}  // namespace osteon::models
