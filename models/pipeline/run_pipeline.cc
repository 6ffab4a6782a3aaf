#include "models/pipeline/run_pipeline.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/scoped_federation.h"
#include "models/pipeline/describe_models.h"
#include "models/pipeline/fit_model.h"
#include "models/pipeline/learn_preparation.h"
#include "models/pipeline/table_preparation.h"
#include "models/screening/screen.h"

namespace osteon::models {
namespace {

absl::Status ScreenFeatures(const Study& study, const PipelineScope& scope, TablePreparation& tables,
                            const std::vector<std::string>& features, PipelineResult& result) {
  result.features = features;
  if (study.screen.empty() || features.empty()) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(PreparedFederation federation, tables.Seen(tables.base()));
  OSTEON_ASSIGN_OR_RETURN(ScreeningResult screened, Screen(federation, "screening", study.screen, features,
                                                           scope.sites, scope.most_block_columns));
  if (study.second_reader && !study.second_reader->same_readers) {
    for (StepLog& log : screened.log) {
      if (log.step == "icc") absl::StrAppend(&log.rule, "; the readers are not the same everywhere");
    }
  }
  result.features = std::move(screened.columns);
  for (StepLog& log : screened.log) result.screening.push_back(std::move(log));
  return absl::OkStatus();
}

}  // namespace

bool IsAboutData(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kNotFound:
      return true;
    default:
      return false;
  }
}

std::string SiteEffectName(const std::string& site) {
  return absl::StrCat("site", site);
}

std::vector<LinearTerm> TermsAtDevelopment(const FittedModel& model) {
  std::vector<LinearTerm> terms;
  for (const ModelTerm& term : model.terms) terms.push_back({term.name, term.coefficient});
  if (!model.offset.empty()) terms.push_back({model.offset, 1});
  return terms;
}

std::vector<LinearTerm> TermsAtNewSite(const FittedModel& model) {
  std::vector<LinearTerm> terms = TermsAtDevelopment(model);
  if (!model.new_site_intercept) return terms;
  std::erase_if(terms, [&](const LinearTerm& term) {
    return std::find(model.site_effects.begin(), model.site_effects.end(), term.name) !=
           model.site_effects.end();
  });
  terms.front().coefficient = *model.new_site_intercept;
  return terms;
}

absl::StatusOr<PipelineResult> RunPipeline(Federation& federation, const Study& study,
                                           const std::vector<std::string>& features,
                                           const PipelineScope& scope, const PipelineResult* keep) {
  ScopedFederation scoped(federation, scope.name, scope.purpose);
  TablePreparation tables(scoped, scope);
  PipelineResult result;
  std::vector<std::string> candidates = features;
  if (keep != nullptr) {
    // Only coefficients are fitted anew.
    tables.base() = keep->preparation;
    tables.base().derived.clear();
    tables.base().site_columns.clear();
    result.features = keep->features;
  } else {
    OSTEON_RETURN_IF_ERROR(LearnImputation(study, scope, tables, candidates, result));
    OSTEON_RETURN_IF_ERROR(LearnHarmonisation(study, scope, tables, candidates));
    OSTEON_RETURN_IF_ERROR(ScreenFeatures(study, scope, tables, candidates, result));
  }
  for (const Model& model : study.models) {
    const absl::Status fitted = FitModel(study, model, scope, tables, keep, result);
    // In a rerun one model's failure is not the others'.
    if (!scope.name.empty() && IsAboutData(fitted)) {
      result.failed[model.name] = std::string(fitted.message());
    } else if (!fitted.ok()) {
      return fitted;
    }
  }
  result.preparation = DeployedPreparation(study, scope, tables, result);
  OSTEON_ASSIGN_OR_RETURN(result.preparation_name, tables.NameOf(result.preparation));
  if (scope.with_thresholds) {
    OSTEON_ASSIGN_OR_RETURN(PreparedFederation seen, tables.Seen(result.preparation));
    OSTEON_RETURN_IF_ERROR(ChooseThresholds(seen, study, scope.sites, result));
    if (scope.name.empty()) OSTEON_RETURN_IF_ERROR(AddNomograms(seen, study, scope.sites, result));
  }
  return result;
}

}  // namespace osteon::models
