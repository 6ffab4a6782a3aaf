#include "models/pipeline/learn_counts.h"

#include <utility>

#include "common/status/status_macros.h"
#include "models/pipeline/admission.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {

absl::Status LearnCounts(Federation& federation, const Study& study) {
  if (!IsMasked(study, study.development)) return absl::OkStatus();
  const Round round{"pooled counts", "", study.development};
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather(round, CountsRequest{}));
  ConfirmCountsRequest confirm;
  OSTEON_ASSIGN_OR_RETURN(confirm.shares, RecordsOf<SealedCounts>(std::move(answers)));
  confirm.sites = static_cast<int>(round.sites.size());
  return federation.Sum(round, confirm).status();
}

}  // namespace osteon::models
