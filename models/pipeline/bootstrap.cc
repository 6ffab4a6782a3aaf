#include "models/pipeline/bootstrap.h"

#include <functional>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/side_by_side.h"
#include "models/pipeline/internal_external.h"

namespace osteon::models {
namespace {

struct Replicate {
  PipelineScope scope;
  Performances performances;
};

absl::Status RunReplicate(Federation& federation, const Study& study,
                          const std::vector<std::string>& features, const PipelineResult* keep,
                          Replicate& replicate) {
  OSTEON_ASSIGN_OR_RETURN(const PipelineResult pipeline,
                          RunPipeline(federation, study, features, replicate.scope, keep));
  OSTEON_ASSIGN_OR_RETURN(replicate.performances,
                          MeasurePerformance(federation, replicate.scope.name, replicate.scope, pipeline));
  return absl::OkStatus();
}

using Measure = std::function<std::optional<double>(const Performance&)>;

// A measure in the replicates that have it, there and on the original patients.
std::optional<Optimism> Correct(const Performance& apparent, const std::vector<Replicate>& replicates,
                                const std::string& model, const Measure& measure) {
  if (!measure(apparent)) return std::nullopt;
  std::vector<ReplicatePerformance> pairs;
  for (const Replicate& replicate : replicates) {
    const auto boot = replicate.performances.in_replicate.find(model);
    if (boot == replicate.performances.in_replicate.end()) continue;
    const std::optional<double> there = measure(boot->second);
    const std::optional<double> here = measure(replicate.performances.in_original.at(model));
    if (there && here) pairs.push_back({*there, *here});
  }
  if (pairs.empty()) return std::nullopt;
  return CorrectOptimism(*measure(apparent), pairs);
}

}  // namespace

absl::StatusOr<std::map<std::string, OptimismCorrected>> RunBootstrap(
    Federation& federation, const Study& study, const std::vector<std::string>& features,
    const PipelineResult& pipeline, const std::map<std::string, Performance>& apparent) {
  const Bootstrap& bootstrap = *study.validation.bootstrap;
  const PipelineResult* keep = bootstrap.of_pipeline ? nullptr : &pipeline;
  std::vector<Replicate> replicates(static_cast<std::size_t>(bootstrap.replicates));
  std::vector<Procedure> procedures;
  for (std::size_t r = 0; r < replicates.size(); ++r) {
    PipelineScope& scope = replicates[r].scope;
    scope.name = absl::StrCat("replicate ", r + 1);
    scope.purpose = "bootstrap";
    scope.sites = study.development;
    scope.prepared_at = study.development;
    scope.replicate = static_cast<std::uint32_t>(r + 1);
    scope.seed = bootstrap.seed;
    procedures.push_back(
        [&, r](Federation& lane) { return RunReplicate(lane, study, features, keep, replicates[r]); });
  }
  const std::vector<absl::Status> results = RunSideBySide(federation, procedures);
  OptimismCorrected of_any;
  of_any.selection_included = bootstrap.of_pipeline;
  for (const absl::Status& result : results) {
    if (result.ok()) {
      ++of_any.replicates;
    } else if (IsAboutData(result)) {
      ++of_any.failed;
      ++of_any.reasons[std::string(result.message())];
    } else {
      return result;
    }
  }
  if (of_any.replicates == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("bootstrap: no replicate gave a model; the first: ", of_any.reasons.begin()->first));
  }
  std::map<std::string, OptimismCorrected> corrected;
  for (const auto& [model, own] : apparent) {
    OptimismCorrected of_model = of_any;
    const auto correct = [&, name = model](const Measure& measure) {
      return Correct(own, replicates, name, measure);
    };
    of_model.auc = correct([](const Performance& p) { return p.auc; });
    of_model.brier = correct([](const Performance& p) { return std::optional<double>(p.brier); });
    of_model.slope = correct([](const Performance& p) { return p.slope; });
    of_model.intercept = correct([](const Performance& p) { return p.intercept; });
    corrected.emplace(model, std::move(of_model));
  }
  return corrected;
}

}  // namespace osteon::models
