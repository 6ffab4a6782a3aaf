#include "models/pipeline/restart.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "models/disclosure/limits.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {

absl::StatusOr<Study> RestartWithout(Study study, const std::string& study_sha256, const std::string& without,
                                     const std::string& name) {
  const std::vector<std::string> sites = study.AllSites();
  const bool masked = IsMasked(study, study.development);
  const Restart restart{study.name, study_sha256, without};
  if (std::erase(study.development, without) + std::erase(study.external, without) == 0) {
    return absl::InvalidArgumentError(absl::StrCat("study ", study.name, " has no site ", without,
                                                   "; its sites are ", absl::StrJoin(sites, ", ")));
  }
  const std::size_t left = study.development.size();
  if (masked && !IsMasked(study, study.development)) {
    return absl::FailedPreconditionError(
        absl::StrCat("without ", without, " ", left, " development sites are left; sums are masked from ",
                     kLeastMaskedSites,
                     " on, and the coordinator would see each site's own. Find another site, or write a new "
                     "study file that says "
                     "secure_aggregation: off"));
  }
  if (study.validation.internal_external && left < kLeastSitesToLeaveOneOut) {
    return absl::FailedPreconditionError(absl::StrCat(
        "without ", without, " ", left, " development sites are left; leaving one out at a time needs ",
        kLeastSitesToLeaveOneOut, ". Write a new study file without internal_external"));
  }
  if (study.external.empty() && !study.development.empty()) study.validation.external = false;
  study.name = name.empty() ? absl::StrCat(restart.study, "-without-", without) : name;
  if (study.name == restart.study) {
    return absl::InvalidArgumentError("a restart needs another name than the earlier study: --name NEW");
  }
  study.restart = restart;
  OSTEON_RETURN_IF_ERROR(Validate(study));
  return study;
}

}  // namespace osteon::models
