#include "models/pipeline/run_study.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/federation/metered_federation.h"
#include "models/pipeline/admission.h"
#include "models/pipeline/bootstrap.h"
#include "models/pipeline/case_mix.h"
#include "models/pipeline/internal_external.h"
#include "models/pipeline/learn_counts.h"
#include "models/pipeline/membership.h"
#include "models/pipeline/run_pipeline.h"
#include "models/pipeline/sample_sizes.h"
#include "models/pipeline/site_limits.h"
#include "models/pipeline/stack_external.h"
#include "models/pipeline/units.h"
#include "models/pipeline/validate_models.h"

namespace osteon::models {
namespace {

// Tells every site how to prepare its table for each frozen model.
absl::Status PrepareFrozen(Federation& federation, const Study& study) {
  const std::vector<std::string> sites = study.AllSites();
  for (const Model& model : study.models) {
    const auto* given = std::get_if<GivenModel>(&model.kind);
    if (given == nullptr || !given->frozen || given->frozen->preparation == Preparation()) continue;
    OSTEON_RETURN_IF_ERROR(
        federation
            .Sum({"preparation", model.name, sites},
                 PrepareRequest{FrozenPreparationName(model.name), given->frozen->preparation,
                                static_cast<int>(sites.size())})
            .status());
  }
  return absl::OkStatus();
}

// What the study has asked of a development site, by kind of request.
using Scalars = std::map<std::string, std::uint64_t>;

// A replicate asks for the pipeline again, but for histograms: no thresholds, axes or cross-validated AUC.
std::uint64_t ScalarsOfReplicate(const Scalars& before, const Scalars& after) {
  std::uint64_t scalars = 0;
  for (const auto& [kind, count] : after) {
    if (kind == "held_out_scores" || kind == "score_counts" || kind == "cut_counts") continue;
    const auto earlier = before.find(kind);
    scalars += count - (earlier == before.end() ? 0 : earlier->second);
  }
  return scalars;
}

// The rule for whose sake a bootstrap is not begun, so that what is left stays for other studies; empty:
// none.
std::string RuleAgainstBootstrap(const Study& study, const Admissions& admissions, std::uint64_t of_replicate,
                                 const Scalars& asked) {
  if (!study.validation.bootstrap->of_pipeline) return "";
  std::uint64_t total = of_replicate * static_cast<std::uint64_t>(study.validation.bootstrap->replicates);
  for (const auto& [kind, count] : asked) total += count;
  return total > ScalarsLeft(admissions, study.development) ? "max_scalars_ratio" : "";
}

// One that a site's disclosure rule does not allow is suppressed, and the study goes on without.
absl::StatusOr<std::map<std::string, OptimismCorrected>> Bootstrapped(
    Federation& federation, const Study& study, const std::vector<std::string>& features,
    const StudyResult& result, std::string rule) {
  if (rule.empty()) {
    auto corrected =
        RunBootstrap(federation, study, features, result.pipeline, result.apparent, result.admissions);
    if (corrected.ok()) return corrected;
    const std::optional<std::string> named = RuleNamedIn(corrected.status().message());
    if (!absl::IsFailedPrecondition(corrected.status()) || !named) return corrected.status();
    rule = *named;
  }
  std::map<std::string, OptimismCorrected> suppressed;
  for (const auto& [model, performance] : result.apparent) {
    suppressed[model].selection_included = study.validation.bootstrap->of_pipeline;
    suppressed[model].unavailable = Suppressed(rule);
  }
  return suppressed;
}

// Of each model's histograms, from its linear predictor in development where that is known.
std::map<std::string, std::vector<double>> ScoreEdgesOf(const StudyResult& result) {
  std::map<std::string, std::vector<double>> edges;
  for (const FittedModel& model : result.pipeline.models) {
    const auto apparent = result.apparent.find(model.name);
    const bool known = apparent != result.apparent.end() && apparent->second.lp_sd > 0;
    std::vector<double>& of_model = edges[model.name];
    if (known) of_model = ScoreEdges(apparent->second.lp_mean, apparent->second.lp_sd);
    if (!AreScoreEdges(of_model)) of_model = DefaultScoreEdges();
  }
  return edges;
}

void AddShifts(const Study& study, const StudyResult& result, const DevelopmentReference& reference,
               const MembershipReference& membership, std::vector<SiteValidation>& validations) {
  for (SiteValidation& validation : validations) {
    for (const auto& [name, metrics] : validation.models) {
      const auto apparent = result.apparent.find(name);
      const ModelPerformance* development = apparent == result.apparent.end() ? nullptr : &apparent->second;
      const auto model = std::find_if(result.pipeline.models.begin(), result.pipeline.models.end(),
                                      [&name = name](const FittedModel& of) { return of.name == name; });
      validation.shifts[name] = ShiftOf(metrics, development, model->n);
      validation.shifts[name].membership = MembershipAt(study, validation, name, membership, reference);
    }
    for (const auto& [name, why] : validation.left_out) {
      validation.shifts[name] = {{std::nullopt, why}, {std::nullopt, why}, {std::nullopt, why}};
    }
  }
}

}  // namespace

absl::StatusOr<StudyResult> RunStudy(Federation& sites, const Study& study) {
  MeteredFederation federation(sites);
  const std::vector<ValidationGroup> groups = ValidationGroups(study);
  StudyResult result;
  OSTEON_ASSIGN_OR_RETURN(AdmittedSites admitted, Admit(federation, study, groups));
  result.admissions = std::move(admitted.admissions);
  OSTEON_ASSIGN_OR_RETURN(result.units, CheckUnits(federation, study, admitted.features));
  OSTEON_RETURN_IF_ERROR(LearnCounts(federation, study));
  OSTEON_RETURN_IF_ERROR(PrepareFrozen(federation, study));

  PipelineScope scope;
  scope.sites = study.development;
  scope.prepared_at = study.AllSites();
  scope.with_thresholds = true;
  scope.most_block_columns = MostBlockColumns(study, result.admissions, scope.sites, false);
  const Scalars before = federation.scalars();
  OSTEON_ASSIGN_OR_RETURN(result.pipeline, RunPipeline(federation, study, admitted.features, scope));
  const std::uint64_t of_replicate = ScalarsOfReplicate(before, federation.scalars());
  if (!study.development.empty()) {
    OSTEON_ASSIGN_OR_RETURN(Performances own,
                            MeasurePerformance(federation, "study", scope, result.pipeline));
    result.apparent = std::move(own.in_original);
  }
  result.sample_size = AssessSampleSizes(study, admitted.features, result.admissions, result.apparent);

  const std::map<std::string, std::vector<double>> edges = ScoreEdgesOf(result);
  DevelopmentReference reference;
  MembershipReference membership;
  if (ComparesCaseMix(study)) {
    OSTEON_ASSIGN_OR_RETURN(
        reference,
        LearnReference(federation, study, CaseMixRequestOf(study, result.pipeline, RowSet::kTrain)));
    OSTEON_ASSIGN_OR_RETURN(membership, LearnMembership(federation, study, result.pipeline));
  }
  for (const ValidationGroup& group : groups) {
    OSTEON_ASSIGN_OR_RETURN(
        std::vector<SiteValidation> validations,
        ValidateGroup(federation, study, result.pipeline, group, "validation", edges, admitted.left_out));
    OSTEON_RETURN_IF_ERROR(
        DescribeGroup(federation, study, result.pipeline, group, reference, result.admissions, validations));
    if (group.role != SiteRole::kDevelopment) {
      AddShifts(study, result, reference, membership, validations);
    }
    if (group.role == SiteRole::kExternal) {
      OSTEON_ASSIGN_OR_RETURN(result.pooled, PoolValidations(validations));
      OSTEON_ASSIGN_OR_RETURN(result.pooled_comparisons, PoolComparisonsOf(validations));
      OSTEON_ASSIGN_OR_RETURN(result.stacked, StackExternal(federation, study, result.pipeline, validations));
    }
    for (SiteValidation& validation : validations) result.validations.push_back(std::move(validation));
  }
  if (study.validation.internal_external) {
    OSTEON_ASSIGN_OR_RETURN(result.internal_external,
                            RunInternalExternal(federation, study, admitted.features, result.admissions));
  }
  if (study.validation.bootstrap) {
    std::string rule = RuleAgainstBootstrap(study, result.admissions, of_replicate, federation.scalars());
    OSTEON_ASSIGN_OR_RETURN(result.optimism_corrected,
                            Bootstrapped(federation, study, admitted.features, result, std::move(rule)));
  }
  return result;
}

}  // namespace osteon::models
