#include "models/pipeline/performance.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/federation/prepared_federation.h"
#include "models/federation/scoped_federation.h"
#include "models/federation/side_by_side.h"
#include "models/glm/fit_logistic.h"
#include "models/pipeline/study_columns.h"
#include "models/validation/suppressed.h"

namespace osteon::models {
namespace {

bool WasFitted(const FittedModel& model) {
  return model.kind != "given" && model.kind != "score";
}

// All models' AUC and Brier score.
absl::Status MeasureSums(Federation& federation, const PipelineScope& scope,
                         const std::vector<std::string>& models,
                         std::map<std::string, ModelPerformance>& out) {
  PerformanceRequest request;
  for (const std::string& model : models) request.columns.push_back(LinearPredictorColumn(model));
  request.sites = static_cast<int>(scope.sites.size());
  OSTEON_ASSIGN_OR_RETURN(const RingVector sums, federation.Sum({"performance", "", scope.sites}, request));
  const double patients = sums.DecodeBlock(0)[0];
  const double pairs = sums.DecodeBlock(1)[0];
  const std::vector<double> concordant = sums.DecodeBlock(2), squares = sums.DecodeBlock(3);
  for (std::size_t j = 0; j < models.size(); ++j) {
    if (pairs > 0) out[models[j]].auc = concordant[j] / (2 * pairs);
    out[models[j]].brier = squares[j] / patients;
  }
  return absl::OkStatus();
}

// One model's recalibration, and where its linear predictor lies.
absl::Status Recalibrate(Federation& federation, const PipelineScope& scope, const std::string& model,
                         ModelPerformance& out) {
  const absl::StatusOr<FittedModel> fit =
      FitLogistic(federation, model, {LinearPredictorColumn(model)}, scope.sites);
  if (HasNoEstimate(fit.status())) return absl::OkStatus();
  if (const std::optional<std::string> rule = RuleNamedIn(fit.status().message())) {
    out.no_recalibration = Suppressed(*rule);
    return absl::OkStatus();
  }
  if (!fit.ok()) return fit.status();
  out.intercept = fit->terms[0].coefficient;
  out.slope = fit->terms[1].coefficient;
  out.lp_mean = fit->terms[1].mean;
  out.lp_sd = fit->terms[1].scale;
  return absl::OkStatus();
}

absl::Status Measure(Federation& federation, const PipelineScope& scope,
                     const std::vector<std::string>& models, std::map<std::string, ModelPerformance>& out) {
  OSTEON_RETURN_IF_ERROR(MeasureSums(federation, scope, models, out));
  std::vector<Procedure> fits;
  for (const std::string& model : models) {
    fits.push_back([&, model](Federation& lane) { return Recalibrate(lane, scope, model, out.at(model)); });
  }
  const std::vector<absl::Status> results = RunSideBySide(federation, fits);
  for (std::size_t j = 0; j < models.size(); ++j) {
    if (!results[j].ok()) {
      return absl::Status(results[j].code(),
                          absl::StrCat("recalibration of ", models[j], ": ", results[j].message()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Performances> MeasurePerformance(Federation& federation, const std::string& name,
                                                const PipelineScope& scope, const PipelineResult& pipeline) {
  Preparation preparation = pipeline.preparation;
  std::vector<std::string> models;
  for (const FittedModel& model : pipeline.models) {
    if (!WasFitted(model)) continue;
    models.push_back(model.name);
    preparation.derived.push_back({LinearPredictorColumn(model.name), TermsAtNewSite(model), {}, {}});
  }
  Performances performances;
  if (models.empty()) return performances;
  const std::string prepared = absl::StrCat(name, ", linear predictors");
  OSTEON_RETURN_IF_ERROR(federation
                             .Sum({"preparation", "", scope.sites},
                                  PrepareRequest{prepared, preparation, static_cast<int>(scope.sites.size())})
                             .status());
  const auto measure = [&](std::uint32_t replicate, const std::string& where,
                           std::map<std::string, ModelPerformance>& out) {
    View view;
    view.preparation = prepared;
    view.replicate = replicate;
    view.seed = replicate == 0 ? 0 : scope.seed;
    return [&scope, &models, &out, view, scoped_name = absl::StrCat(name, where)](Federation& lane) {
      ScopedFederation scoped(lane, scoped_name, scope.purpose.empty() ? "performance" : scope.purpose);
      PreparedFederation seen(scoped, view);
      return Measure(seen, scope, models, out);
    };
  };
  std::vector<Procedure> both = {measure(0, ", original", performances.in_original)};
  if (scope.replicate > 0) both.push_back(measure(scope.replicate, ", replicate", performances.in_replicate));
  for (const absl::Status& result : RunSideBySide(federation, both)) OSTEON_RETURN_IF_ERROR(result);
  if (scope.replicate == 0) performances.in_replicate = performances.in_original;
  return performances;
}

}  // namespace osteon::models
