// The ridge path of a logistic model, with cross-validation, from sums alone.
#ifndef OSTEON_MODELS_RIDGE_FIT_RIDGE_H_
#define OSTEON_MODELS_RIDGE_FIT_RIDGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/lasso/fit_lasso_path.h"
#include "models/ridge/ridge_settings.h"

namespace osteon::models {

// Fits outcome ~ columns on the training rows of `sites` (sorted and made unique here) at every penalty; with
// settings.folds also every training fold at the same penalties, each with its own standardisation. The
// result is a path as the lasso's, in which every coefficient of a column that varies is there; `stopped` is
// empty or "unfinished", and an unfinished fit keeps its last coefficients.
//
// Newton's method on exact sums: all fits of as many penalties as keep a request within kMostRidgeScalars
// numbers go side by side, the next penalties start where the last ended. Folds borrow the curvature of all
// rows and ask for their own only where that serves badly. Every finished fit has a gradient (of the
// penalised log-likelihood per patient, per standard deviation) of at most 1e-9 of the largest one at the
// null model, or 1e-12 if that is more; see ridge_newton.h and docs/models/glm.md. Whatever a request holds
// comes from a sum or passes through Federation::Remember, under names that begin with "fit MODEL".
//
// kInvalidArgument: no site, a column twice, settings out of range.
// kFailedPrecondition, with what to do: no patient, one outcome only (also in a training fold), an empty
// fold, every column constant; more columns than a third of the patients of the smallest data set, intercept
// counted; unpenalised columns that are collinear or separate the outcome.
// kNotFound: a site whose table has no folds, or lacks a column.
absl::StatusOr<LassoPath> FitRidge(Federation& federation, const std::string& model,
                                   const RidgeSettings& settings, const std::vector<std::string>& columns,
                                   const std::vector<std::string>& sites);

inline constexpr std::size_t kMostRidgeScalars = std::size_t{1} << 18;

}  // namespace osteon::models

#endif  // OSTEON_MODELS_RIDGE_FIT_RIDGE_H_
