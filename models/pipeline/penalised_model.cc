#include "models/pipeline/penalised_model.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/ridge/fit_ridge.h"
#include "models/study/pipeline_problems.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {
namespace {

LassoSettings SettingsOf(const PenalisedModel& model, const std::vector<double>& factors,
                         std::optional<double> penalty) {
  LassoSettings settings;
  settings.alpha = model.alpha;
  settings.lambdas = model.lambdas;
  settings.lambda_min_ratio = model.lambda_min_ratio;
  settings.lambda = model.lambda;
  if (penalty) settings.lambda = {*penalty};
  settings.penalty_factors = factors;
  settings.standardise = model.standardise;
  settings.intercept = model.intercept;
  settings.folds = model.cv && !penalty ? model.cv->folds : 0;
  settings.df_max = model.df_max;
  settings.df_max_none = model.df_max_none || penalty.has_value();
  return settings;
}

FittedModel ModelAt(const std::string& name, const PenalisedModel& model, const LassoPath& path, int index) {
  const LassoFit& fit = path.fits[static_cast<std::size_t>(index)];
  FittedModel fitted;
  fitted.name = name;
  fitted.kind = KindWord(model.penalty);
  fitted.roster = path.roster;
  fitted.n = path.n;
  fitted.events = path.events;
  fitted.converged = fit.finished;
  fitted.iterations = path.rounds;
  ModelTerm intercept;
  intercept.name = kInterceptTerm;
  intercept.coefficient = fit.intercept;
  intercept.coefficient_standardised = fit.intercept_standardised;
  fitted.terms.push_back(std::move(intercept));
  for (const LassoCoefficient& coefficient : fit.coefficients) {
    const auto column = static_cast<std::size_t>(coefficient.column);
    ModelTerm term;
    term.name = path.columns[column];
    term.coefficient = coefficient.raw;
    term.coefficient_standardised = coefficient.standardised;
    term.mean = path.means[column];
    term.scale = path.scales[column];
    fitted.terms.push_back(std::move(term));
  }
  fitted.null_deviance = path.null_deviance;
  fitted.deviance = (1 - fit.deviance_ratio) * path.null_deviance;
  fitted.log_likelihood = -*fitted.deviance / 2;
  return fitted;
}

}  // namespace

absl::StatusOr<PenalisedFit> FitPenalised(Federation& federation, const Study& study, const std::string& name,
                                          const PenalisedModel& model,
                                          const std::vector<std::string>& columns,
                                          const std::vector<double>& factors, const PipelineScope& scope,
                                          std::optional<double> penalty) {
  PenalisedFit result;
  LassoSettings settings = SettingsOf(model, factors, penalty);
  settings.auc = scope.name.empty() && settings.folds > 0 && IsPooled(study, scope.sites);
  settings.most_block_columns = scope.most_block_columns;
  if (model.penalty == Penalty::kRidge) {
    const RidgeSettings ridge{
        settings.lambdas,     settings.lambda_min_ratio, settings.lambda, settings.penalty_factors,
        settings.standardise, settings.intercept,        settings.folds};
    OSTEON_ASSIGN_OR_RETURN(result.details.path, FitRidge(federation, name, ridge, columns, scope.sites));
  } else {
    OSTEON_ASSIGN_OR_RETURN(result.details.path,
                            FitLassoPath(federation, name, settings, columns, scope.sites));
  }
  const LassoPath& path = *result.details.path;
  if (path.fits.empty()) {
    return absl::FailedPreconditionError("the path ended before its first penalty; give df_max: none");
  }
  int chosen = static_cast<int>(path.fits.size()) - 1;
  while (chosen > 0 && !path.fits[static_cast<std::size_t>(chosen)].finished) --chosen;
  result.details.chosen_by = penalty ? "penalty of the study's own fit" : "last finished penalty of the path";
  if (path.cross_validation) {
    const LassoCrossValidation& cv = *path.cross_validation;
    if (cv.deviance.empty()) {
      return absl::FailedPreconditionError(
          "no penalty was finished in every training fold, so cross-validation cannot choose one; use fewer "
          "columns or a larger lambda_min_ratio");
    }
    chosen = model.cv->one_se ? cv.lambda_1se : cv.lambda_min;
    result.details.chosen_by = model.cv->one_se ? "lambda.1se" : "lambda.min";
  }
  result.details.chosen = chosen;
  result.details.lambda = path.fits[static_cast<std::size_t>(chosen)].lambda;
  result.fitted = ModelAt(name, model, path, chosen);
  return result;
}

std::vector<std::vector<LinearTerm>> TermsByFold(const LassoPath& path, int index) {
  std::vector<std::vector<LinearTerm>> by_fold;
  if (!path.cross_validation) return by_fold;
  for (const std::vector<LassoFit>& fold : path.cross_validation->fold_fits) {
    const LassoFit& fit = fold[static_cast<std::size_t>(index)];
    std::vector<LinearTerm> terms = {{kInterceptTerm, fit.intercept}};
    for (const LassoCoefficient& coefficient : fit.coefficients) {
      terms.push_back({path.columns[static_cast<std::size_t>(coefficient.column)], coefficient.raw});
    }
    by_fold.push_back(std::move(terms));
  }
  return by_fold;
}

}  // namespace osteon::models
