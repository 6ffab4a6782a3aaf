#include "models/pipeline/internal_external.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/side_by_side.h"
#include "models/pipeline/site_limits.h"
#include "models/pipeline/validate_models.h"

namespace osteon::models {
namespace {

constexpr char kInternalExternal[] = "internal_external";

struct LeftOut {
  std::string site;
  PipelineScope scope;
  PipelineResult pipeline;
  SiteValidation validation;
};

absl::Status RunWithout(Federation& federation, const Study& study, const std::vector<std::string>& features,
                        LeftOut& run) {
  OSTEON_ASSIGN_OR_RETURN(run.pipeline, RunPipeline(federation, study, features, run.scope));
  const ValidationGroup group{SiteRole::kExternal, RowSet::kTrain, {run.site}};
  OSTEON_ASSIGN_OR_RETURN(std::vector<SiteValidation> validations,
                          ValidateGroup(federation, study, run.pipeline, group, kInternalExternal));
  run.validation = std::move(validations.front());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<InternalExternal> RunInternalExternal(Federation& federation, const Study& study,
                                                     const std::vector<std::string>& features,
                                                     const Admissions& admissions) {
  std::vector<LeftOut> runs(study.development.size());
  std::vector<Procedure> procedures;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].site = study.development[i];
    runs[i].scope.name = absl::StrCat("without ", runs[i].site);
    runs[i].scope.purpose = kInternalExternal;
    runs[i].scope.prepared_at = study.development;
    runs[i].scope.with_thresholds = true;
    for (const std::string& site : study.development) {
      if (site != runs[i].site) runs[i].scope.sites.push_back(site);
    }
    runs[i].scope.most_block_columns = MostBlockColumns(study, admissions, runs[i].scope.sites, false);
    procedures.push_back([&, i](Federation& lane) { return RunWithout(lane, study, features, runs[i]); });
  }
  const std::vector<absl::Status> results = RunSideBySide(federation, procedures);
  InternalExternal result;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (results[i].ok()) {
      result.sites.push_back(std::move(runs[i].validation));
      result.without.emplace(runs[i].site, std::move(runs[i].pipeline));
    } else if (IsAboutData(results[i])) {
      result.failed[runs[i].site] = std::string(results[i].message());
    } else {
      return results[i];
    }
  }
  OSTEON_ASSIGN_OR_RETURN(result.pooled, PoolValidations(result.sites));
  return result;
}

}  // namespace osteon::models
