// Logistic regression by maximum likelihood, from sums alone: Newton's method on the federation.
#ifndef OSTEON_MODELS_GLM_FIT_LOGISTIC_H_
#define OSTEON_MODELS_GLM_FIT_LOGISTIC_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/glm/fitted_model.h"

namespace osteon::models {

// Fits outcome ~ 1 + columns on the training rows of `sites`.
//
// First one MomentsRequest (means, standard deviations, events), then Newton steps on standardised columns
// with step halving until the log-likelihood rises, the Newton decrement falls below 1e-20 n or the step
// below 1e-12; about six rounds. The coefficients agree with R's glm on the pooled table to 1e-8 relative.
// Every floating-point value that enters a request passes through Federation::Remember.
//
// kFailedPrecondition, with what to do:
//   a column that is constant over all sites, named;
//   collinear columns, named: which column is a linear combination of which others (pivoted Cholesky of the
//   information at 0); complete or quasi-complete separation, named: the columns whose coefficients run away,
//   and which of the two; no event or no non-event at all; fewer patients than coefficients.
// kInternal: not converged in 50 steps for none of these reasons.
absl::StatusOr<FittedModel> FitLogistic(Federation& federation, const std::string& model,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::string>& sites);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_FIT_LOGISTIC_H_
