// The lasso or elastic net path of a logistic model, with cross-validation, from sums alone.
#ifndef OSTEON_MODELS_LASSO_FIT_LASSO_PATH_H_
#define OSTEON_MODELS_LASSO_FIT_LASSO_PATH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/lasso/cross_validation.h"
#include "models/lasso/lasso_settings.h"

namespace osteon::models {

struct LassoCoefficient {
  int column;  // index into LassoPath::columns
  double standardised;
  double raw;
};

// The model at one penalty.
struct LassoFit {
  double lambda = 0;
  bool finished = false;  // certified: `violation` holds for every column
  double violation = 0;   // largest violation of the optimality conditions, per patient
  double intercept = 0;   // on the raw scale
  double intercept_standardised = 0;
  double deviance_ratio = 0;                   // 1 - deviance / null deviance
  std::vector<LassoCoefficient> coefficients;  // those that are not zero, by column
};

struct LassoCrossValidation {
  // At the first penalties of the path: all of them, or, without LassoSettings::whole_curve, until the
  // deviance has risen by one standard error over its minimum, four penalties beyond it at least.
  std::vector<CurvePoint> deviance;
  std::vector<CurvePoint> squared_error;
  std::vector<CurvePoint> misclassified;
  // With LassoSettings::auc, at penalties auc_first, auc_first + 1, ...: the area under the ROC curve, from
  // histograms, and bounds between which the exact one lies for certain. Of the whole curve, or, without
  // LassoSettings::whole_curve, from four penalties before lambda_1se to four after lambda_min. Empty also
  // when fewer than two folds have both outcomes.
  int auc_first = 0;
  std::vector<CurvePoint> auc;
  std::vector<double> auc_lower;
  std::vector<double> auc_upper;
  // By fold, the model fitted without it at each penalty of the curve, on the same scales as LassoPath::fits;
  // deviance_ratio and violation are not filled in.
  std::vector<std::vector<LassoFit>> fold_fits;
  int lambda_min = 0;  // index
  int lambda_1se = 0;
  bool bracketed = false;
  // Fits of training folds that were not certified in time. The curve ends before the first penalty with one.
  int unfinished = 0;
};

struct LassoPath {
  std::vector<std::string> columns;
  std::vector<double> means;          // (p) over all training patients
  std::vector<double> scales;         // (p) with 1/n
  std::vector<std::string> constant;  // columns that do not vary: always zero
  std::uint64_t n = 0;
  std::uint64_t events = 0;
  double null_deviance = 0;    // of the intercept alone; without one, of probabilities of 1/2
  std::vector<double> lambda;  // the whole sequence
  std::vector<LassoFit> fits;  // its first penalties
  // Why there are fewer fits than penalties: "df_max"; glmnet's own two ends, "deviance" (the last fit
  // explains more than 0.999) and "deviance_gain" (it explains less than 1e-5 more than the one before);
  // "unfinished". Empty: there are not.
  std::string stopped;
  std::optional<LassoCrossValidation> cross_validation;
  std::vector<std::string> roster;
  int rounds = 0;
};

// Fits outcome ~ columns on the training rows of `sites` (sorted and made unique here); with settings.folds
// also every training fold at the same penalties, each with its own standardisation.
//
// Every fit is finished when the exact gradient shows a violation of at most 1e-9 of the first lambda and the
// next step would be below 4e-9; see docs/models/lasso.md. Whatever a request holds comes from a sum or
// passes through Federation::Remember.
//
// kInvalidArgument: no site, a column twice, settings out of range.
// kFailedPrecondition, with what to do: no patient, one outcome only (also in a training fold), an empty
// fold, every column constant; fewer than 9 patients; unpenalised columns that are collinear
// or separate the outcome. kNotFound: a site whose table has no folds, or lacks a column.
absl::StatusOr<LassoPath> FitLassoPath(Federation& federation, const std::string& model,
                                       const LassoSettings& settings, const std::vector<std::string>& columns,
                                       const std::vector<std::string>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_FIT_LASSO_PATH_H_
