#include "models/pipeline/calibration_curves.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/prepared_federation.h"
#include "models/federation/scoped_federation.h"
#include "models/federation/side_by_side.h"
#include "models/glm/fit_logistic.h"
#include "models/imputation/quantiles.h"
#include "models/pipeline/study_columns.h"

namespace osteon::models {
namespace {

double Risk(double linear_predictor) {
  return 1 / (1 + std::exp(-linear_predictor));
}

// The deployed preparation with each model's linear predictor.
Preparation WithLinearPredictors(const PipelineResult& pipeline, const std::vector<std::string>& models) {
  Preparation preparation = pipeline.preparation;
  for (const FittedModel& model : pipeline.models) {
    if (std::find(models.begin(), models.end(), model.name) == models.end()) continue;
    preparation.derived.push_back({LinearPredictorColumn(model.name), TermsAtNewSite(model), {}, {}});
  }
  return preparation;
}

absl::Status Tell(Federation& federation, const PipelineScope& scope, const std::string& name,
                  const Preparation& preparation) {
  const int sites = static_cast<int>(scope.sites.size());
  return federation.Sum({"preparation", "", scope.sites}, PrepareRequest{name, preparation, sites}).status();
}

// One model's curve in the tables that `federation` sees.
absl::Status FitCurveOf(Federation& federation, const PipelineScope& scope, const std::string& model,
                        const std::vector<double>& knots, Curves& out) {
  const std::string column = LinearPredictorColumn(model);
  std::vector<std::string> columns = {column};
  for (std::size_t term = 1; term + 2 <= knots.size(); ++term)
    columns.push_back(SplineColumnName(column, term));
  const absl::StatusOr<FittedModel> fit = FitLogistic(federation, model, columns, scope.sites);
  if (HasNoEstimate(fit.status())) return absl::OkStatus();
  if (!fit.ok()) return fit.status();
  CalibrationCurve curve{knots, {}};
  for (const ModelTerm& term : fit->terms) curve.coefficients.push_back(term.coefficient);
  out[model] = std::move(curve);
  return absl::OkStatus();
}

}  // namespace

std::vector<double> CurveGrid(const std::vector<double>& knots) {
  std::vector<double> grid;
  for (int k = 1; k < 20; ++k) {
    const double risk = k / 20.0;
    if (risk >= Risk(knots.front()) && risk <= Risk(knots.back())) grid.push_back(risk);
  }
  return grid;
}

absl::StatusOr<CurveKnots> ChooseCurveKnots(Federation& federation, const std::string& name,
                                            const PipelineScope& scope, const PipelineResult& pipeline,
                                            std::uint64_t min_cell) {
  std::vector<std::string> models;
  std::uint64_t patients = 0;
  for (const FittedModel& model : pipeline.models) {
    if (model.kind == "given" || model.kind == "score" || model.terms.size() < 2) continue;
    models.push_back(model.name);
    patients = model.n;
  }
  CurveKnots knots;
  if (models.empty()) return knots;
  const std::vector<double> probabilities = patients >= kPatientsForFiveKnots
                                                ? std::vector<double>{0.05, 0.275, 0.5, 0.725, 0.95}
                                                : std::vector<double>{0.1, 0.5, 0.9};
  View view;
  view.preparation = absl::StrCat(name, ", for knots");
  OSTEON_RETURN_IF_ERROR(Tell(federation, scope, view.preparation, WithLinearPredictors(pipeline, models)));
  PreparedFederation seen(federation, view);
  std::vector<QuantileTarget> targets;
  for (const std::string& model : models) {
    for (const double probability : probabilities)
      targets.push_back({LinearPredictorColumn(model), probability});
  }
  const absl::StatusOr<std::vector<Quantile>> quantiles =
      FindQuantiles(seen, absl::StrCat(name, ", knots"), targets, scope.sites, min_cell);
  if (absl::IsFailedPrecondition(quantiles.status())) return knots;  // too few patients
  if (!quantiles.ok()) return quantiles.status();
  for (std::size_t m = 0; m < models.size(); ++m) {
    std::vector<double> of_model;
    for (std::size_t q = 0; q < probabilities.size(); ++q) {
      of_model.push_back((*quantiles)[m * probabilities.size() + q].value);
    }
    const auto equal = std::adjacent_find(of_model.begin(), of_model.end(), std::greater_equal<>());
    if (equal == of_model.end() && !CurveGrid(of_model).empty()) knots[models[m]] = std::move(of_model);
  }
  return knots;
}

absl::StatusOr<CurvePair> FitCalibrationCurves(Federation& federation, const std::string& name,
                                               const PipelineScope& scope, const PipelineResult& pipeline,
                                               const CurveKnots& all_knots) {
  CurvePair curves;
  // A replicate may lack a model that the study has.
  CurveKnots knots = all_knots;
  std::erase_if(knots, [&](const auto& of) {
    return std::none_of(pipeline.models.begin(), pipeline.models.end(),
                        [&](const FittedModel& model) { return model.name == of.first; });
  });
  std::vector<std::string> models;
  for (const auto& [model, of_model] : knots) models.push_back(model);
  if (models.empty()) return curves;
  Preparation preparation = WithLinearPredictors(pipeline, models);
  for (const auto& [model, of_model] : knots) {
    preparation.splines.push_back({LinearPredictorColumn(model), of_model});
  }
  const std::string prepared = absl::StrCat(name, ", calibration curves");
  OSTEON_RETURN_IF_ERROR(Tell(federation, scope, prepared, preparation));
  std::vector<Procedure> fits;
  const auto add = [&](std::uint32_t replicate, const std::string& where, Curves& out) {
    View view;
    view.preparation = prepared;
    view.replicate = replicate;
    view.seed = replicate == 0 ? 0 : scope.seed;
    for (const auto& [model, of_model] : knots) {
      fits.push_back([&scope, &out, view, prepared, where, fitted = model, at = of_model](Federation& lane) {
        ScopedFederation scoped(lane, absl::StrCat(prepared, where),
                                scope.purpose.empty() ? "calibration" : scope.purpose);
        PreparedFederation seen(scoped, view);
        return FitCurveOf(seen, scope, fitted, at, out);
      });
    }
  };
  add(0, ", original", curves.in_original);
  if (scope.replicate > 0) add(scope.replicate, ", replicate", curves.in_replicate);
  for (const absl::Status& result : RunSideBySide(federation, fits)) OSTEON_RETURN_IF_ERROR(result);
  return curves;
}

}  // namespace osteon::models
