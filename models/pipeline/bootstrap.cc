#include "models/pipeline/bootstrap.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/side_by_side.h"
#include "models/pipeline/internal_external.h"

namespace osteon::models {
namespace {

struct Run {
  PipelineScope scope;
  Performances performances;
};

absl::Status RunReplicate(Federation& federation, const Study& study,
                          const std::vector<std::string>& features, const PipelineResult* keep, Run& run) {
  OSTEON_ASSIGN_OR_RETURN(const PipelineResult pipeline,
                          RunPipeline(federation, study, features, run.scope, keep));
  OSTEON_ASSIGN_OR_RETURN(run.performances,
                          MeasurePerformance(federation, run.scope.name, run.scope, pipeline));
  return absl::OkStatus();
}

// Nothing where a measure is missing.
std::optional<Performance> Whole(const ModelPerformance& measured) {
  if (!measured.auc || !measured.slope) return std::nullopt;
  return Performance{*measured.auc, measured.brier, *measured.intercept, *measured.slope};
}

absl::StatusOr<OptimismCorrected> Correct(const std::string& model, const ModelPerformance& own,
                                          const std::vector<Run>& runs, OptimismCorrected result) {
  const std::optional<Performance> apparent = Whole(own);
  if (!apparent) {
    result.unavailable = "the model's own AUC or calibration slope has no estimate";
    return result;
  }
  std::vector<Replicate> replicates;
  for (const Run& run : runs) {
    const auto measured = run.performances.in_replicate.find(model);
    if (measured == run.performances.in_replicate.end()) continue;
    const std::optional<Performance> boot = Whole(measured->second);
    const std::optional<Performance> original = Whole(run.performances.in_original.at(model));
    if (boot && original) {
      replicates.push_back({*boot, *original});
    } else {
      ++result.failed;
      ++result.reasons["the replicate's model has no calibration slope"];
    }
  }
  if (replicates.empty()) {
    result.unavailable = "no replicate gave a model with a calibration slope";
    return result;
  }
  OSTEON_ASSIGN_OR_RETURN(result.corrected, CorrectForOptimism(*apparent, replicates));
  return result;
}

}  // namespace

absl::StatusOr<std::map<std::string, OptimismCorrected>> RunBootstrap(
    Federation& federation, const Study& study, const std::vector<std::string>& features,
    const PipelineResult& pipeline, const std::map<std::string, ModelPerformance>& apparent) {
  const Bootstrap& bootstrap = *study.validation.bootstrap;
  const PipelineResult* keep = bootstrap.of_pipeline ? nullptr : &pipeline;
  std::vector<Run> runs(static_cast<std::size_t>(bootstrap.replicates));
  std::vector<Procedure> procedures;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    PipelineScope& scope = runs[r].scope;
    scope.name = absl::StrCat("replicate ", r + 1);
    scope.purpose = "bootstrap";
    scope.sites = study.development;
    scope.prepared_at = study.development;
    scope.replicate = static_cast<std::uint32_t>(r + 1);
    scope.seed = bootstrap.seed;
    procedures.push_back(
        [&, r](Federation& lane) { return RunReplicate(lane, study, features, keep, runs[r]); });
  }
  const std::vector<absl::Status> results = RunSideBySide(federation, procedures);
  OptimismCorrected of_any;
  of_any.selection_included = bootstrap.of_pipeline;
  int worked = 0;
  for (const absl::Status& result : results) {
    if (result.ok()) {
      ++worked;
    } else if (IsAboutData(result)) {
      ++of_any.failed;
      ++of_any.reasons[std::string(result.message())];
    } else {
      return result;
    }
  }
  if (worked == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("bootstrap: no replicate gave a model; the first: ", of_any.reasons.begin()->first));
  }
  std::map<std::string, OptimismCorrected> corrected;
  for (const auto& [model, own] : apparent) {
    OSTEON_ASSIGN_OR_RETURN(OptimismCorrected of_model, Correct(model, own, runs, of_any));
    corrected.emplace(model, std::move(of_model));
  }
  return corrected;
}

}  // namespace osteon::models
