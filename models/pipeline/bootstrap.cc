#include "models/pipeline/bootstrap.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/side_by_side.h"
#include "models/pipeline/calibration_curves.h"
#include "models/pipeline/internal_external.h"
#include "models/pipeline/learn_preparation.h"
#include "models/pipeline/site_limits.h"

namespace osteon::models {
namespace {

struct Run {
  PipelineScope scope;
  Performances performances;
  CurvePair curves;
  std::map<std::string, std::string> failed;  // models without an estimate -> why
};

absl::Status RunReplicate(Federation& federation, const Study& study,
                          const std::vector<std::string>& features, const PipelineResult* keep,
                          const CurveKnots& knots, Run& run) {
  OSTEON_ASSIGN_OR_RETURN(const PipelineResult pipeline,
                          RunPipeline(federation, study, features, run.scope, keep));
  run.failed = pipeline.failed;
  OSTEON_ASSIGN_OR_RETURN(run.performances,
                          MeasurePerformance(federation, run.scope.name, run.scope, pipeline));
  OSTEON_ASSIGN_OR_RETURN(run.curves,
                          FitCalibrationCurves(federation, run.scope.name, run.scope, pipeline, knots));
  return absl::OkStatus();
}

// Nothing where a measure is missing.
std::optional<Performance> Whole(const ModelPerformance& measured) {
  if (!measured.auc || !measured.slope) return std::nullopt;
  return Performance{*measured.auc, measured.brier, *measured.intercept, *measured.slope};
}

std::vector<std::optional<double>> ValuesAt(const Curves& curves, const std::string& model,
                                            const std::vector<double>& grid) {
  std::vector<std::optional<double>> values(grid.size());
  const auto curve = curves.find(model);
  if (curve == curves.end()) return values;
  const Eigen::VectorXd at = CurveAt(
      curve->second, Eigen::Map<const Eigen::VectorXd>(grid.data(), static_cast<Eigen::Index>(grid.size())));
  for (std::size_t i = 0; i < grid.size(); ++i) values[i] = at[static_cast<Eigen::Index>(i)];
  return values;
}

absl::Status CorrectCurve(const std::string& model, const Curves& own, const std::vector<Run>& runs,
                          OptimismCorrected& result) {
  const auto apparent = own.find(model);
  if (apparent == own.end()) return absl::OkStatus();
  result.grid = CurveGrid(apparent->second.knots);
  std::vector<double> values;
  for (const std::optional<double>& value : ValuesAt(own, model, result.grid)) values.push_back(*value);
  std::vector<CurveReplicate> replicates;
  for (const Run& run : runs) {
    if (!run.curves.in_replicate.contains(model) || !run.curves.in_original.contains(model)) continue;
    replicates.push_back({ValuesAt(run.curves.in_replicate, model, result.grid),
                          ValuesAt(run.curves.in_original, model, result.grid)});
  }
  if (replicates.empty()) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(result.curve, CorrectCurveForOptimism(values, replicates));
  return absl::OkStatus();
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
    if (measured == run.performances.in_replicate.end()) {
      if (const auto why = run.failed.find(model); why != run.failed.end()) {
        ++result.failed;
        ++result.reasons[why->second];
      }
      continue;
    }
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
    const PipelineResult& pipeline, const std::map<std::string, ModelPerformance>& apparent,
    const Admissions& admissions) {
  PipelineScope own;
  own.sites = study.development;
  OSTEON_ASSIGN_OR_RETURN(const CurveKnots knots,
                          ChooseCurveKnots(federation, "study", own, pipeline, LeastCell(study)));
  OSTEON_ASSIGN_OR_RETURN(const CurvePair own_curves,
                          FitCalibrationCurves(federation, "study", own, pipeline, knots));
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
    scope.most_block_columns = MostBlockColumns(study, admissions, scope.sites, true);
    procedures.push_back(
        [&, r](Federation& lane) { return RunReplicate(lane, study, features, keep, knots, runs[r]); });
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
  for (const auto& [model, performance] : apparent) {
    OSTEON_ASSIGN_OR_RETURN(OptimismCorrected of_model, Correct(model, performance, runs, of_any));
    OSTEON_RETURN_IF_ERROR(CorrectCurve(model, own_curves.in_original, runs, of_model));
    corrected.emplace(model, std::move(of_model));
  }
  return corrected;
}

}  // namespace osteon::models
