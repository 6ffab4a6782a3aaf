#include "models/lasso/path_report.h"

#include <algorithm>
#include <string>
#include <utility>

#include "models/lasso/at.h"
#include "models/lasso/cross_validation.h"
#include "models/lasso/curve_end.h"
#include "models/lasso/path_end.h"

namespace osteon::models {
namespace {

// Why the path has fewer fits than penalties.
std::string WhyStopped(const PathState& state, const LassoPath& path) {
  const std::size_t count = path.fits.size();
  if (count == 0) return "df_max";
  const double explained = path.fits[count - 1].deviance_ratio;
  if (explained > kDevianceExplained) return "deviance";
  const bool can_gain = state.settings.lambda.empty() && count > At(kFirstGain);
  if (can_gain && explained - path.fits[count - 2].deviance_ratio < kLeastGain) return "deviance_gain";
  return "df_max";
}

// Coefficients of an evaluation on both scales; `columns` and `original` as in ReportFits.
LassoFit FitOf(const SparseBeta& beta, const std::vector<StandardisedColumn>& columns,
               const std::vector<int>& original) {
  LassoFit fit;
  fit.intercept_standardised = beta.intercept;
  fit.intercept = beta.intercept;
  for (std::size_t i = 0; i < beta.columns.size(); ++i) {
    const StandardisedColumn& column = columns[At(beta.columns[i])];
    const double raw = beta.values[i] / column.scale;
    fit.intercept -= raw * column.mean;
    fit.coefficients.push_back({original[At(beta.columns[i])], beta.values[i], raw});
  }
  return fit;
}

}  // namespace

void ReportFits(const PathState& state, const std::vector<StandardisedColumn>& columns,
                const std::vector<int>& original, LassoPath& path) {
  path.null_deviance = -2 * state.Set(0).patients * NullLogLikelihood(state);
  for (int l = 0; l <= state.last; ++l) {
    const Fit& fit = state.At(0, l);
    if (fit.history.empty()) {
      path.stopped = "unfinished";
      return;
    }
    const Evaluation& last = fit.history.back();
    LassoFit reported = FitOf(last.beta, columns, original);
    reported.lambda = state.lambda[At(l)];
    reported.finished = fit.status == FitStatus::kFinished;
    reported.violation = fit.violation;
    reported.deviance_ratio = DevianceRatio(state, last);
    path.fits.push_back(std::move(reported));
  }
  if (path.fits.size() < path.lambda.size()) {
    path.stopped = WhyStopped(state, path);
  }
  for (const LassoFit& fit : path.fits) {
    if (!fit.finished) path.stopped = "unfinished";
  }
}

void ReportCrossValidation(const PathState& state, const std::vector<StandardisedColumn>& columns,
                           const std::vector<int>& original, LassoPath& path) {
  LassoCrossValidation result;
  const int wanted = std::min(static_cast<int>(path.fits.size()), state.curve_last + 1);
  const int common = std::min(wanted, FinishedPenalties(state));
  for (int set = 1; set <= state.settings.folds; ++set) {
    for (int l = common; l < wanted; ++l) {
      if (state.At(set, l).status != FitStatus::kFinished) ++result.unfinished;
    }
  }
  for (int set = 1; set <= state.settings.folds; ++set) {
    std::vector<LassoFit>& of_fold = result.fold_fits.emplace_back();
    for (int l = 0; l < common; ++l) {
      of_fold.push_back(FitOf(state.At(set, l).history.back().beta, columns, original));
      of_fold.back().lambda = state.lambda[At(l)];
      of_fold.back().finished = true;
    }
  }
  result.deviance = CrossValidationCurve(HeldOutLosses(state, 0, common));
  result.squared_error = CrossValidationCurve(HeldOutLosses(state, 1, common));
  result.misclassified = CrossValidationCurve(HeldOutLosses(state, 2, common));
  if (!result.deviance.empty()) {
    const ChosenPenalties chosen = ChoosePenalties(result.deviance);
    result.lambda_min = chosen.minimum;
    result.lambda_1se = chosen.one_se;
    result.bracketed = chosen.bracketed;
  }
  path.cross_validation = std::move(result);
}

}  // namespace osteon::models
