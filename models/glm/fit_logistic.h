// Logistic regression by maximum likelihood, from sums alone: Newton's method on the federation.
#ifndef OSTEON_MODELS_GLM_FIT_LOGISTIC_H_
#define OSTEON_MODELS_GLM_FIT_LOGISTIC_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/glm/fitted_model.h"
#include "models/glm/training_moments.h"

namespace osteon::models {

struct LogisticOptions {
  bool intercept = true;
  std::string offset;  // a column added to the linear predictor with coefficient 1; empty: none
};

// Fits outcome ~ 1 + columns + offset on the training rows of `sites` (sorted and made unique here).
//
// First one MomentsRequest (means, standard deviations, events), then Newton steps on standardised columns
// from the null model, halved while the log-likelihood falls, until the Newton decrement is below 1e-20 n (or
// stalls below 1e-14 n) or the step below 1e-12; that last step is still taken. About seven rounds; with an
// offset one more, and the rounds of the model offset + intercept before, which gives the null deviance. The
// coefficients agree with R's glm on the pooled table to 1e-8 relative. Every floating-point value that a
// request or a decision rests on comes from a sum or passes through Federation::Remember, under names that
// begin with "fit MODEL".
//
// kInvalidArgument: no site, a column twice, neither a column nor an intercept.
// kFailedPrecondition, with what to do:
//   a column that is constant over all sites, named;
//   collinear columns, named: which column is a linear combination of which before it (collinearity.h);
//   complete or quasi-complete separation, named: which of the two, and the columns whose coefficients run
//   away (separation.h);
//   no event or no non-event at all; fewer patients than coefficients.
// kInternal: not converged in 50 steps for none of these reasons.
absl::StatusOr<FittedModel> FitLogistic(Federation& federation, const std::string& model,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::string>& sites,
                                        const LogisticOptions& options = {});

// The same with moments that are known, which hold all of `columns` and may hold more. What is remembered
// begins with `name`.
absl::StatusOr<FittedModel> FitLogisticWith(Federation& federation, const std::string& model,
                                            const std::string& name, const TrainingMoments& moments,
                                            const std::vector<std::string>& columns,
                                            const LogisticOptions& options = {});

// Whether a fit failed for its columns, which have no estimate: constant, collinear, more than patients, or
// separation. Not so when a site refused for another reason.
bool HasNoEstimate(const absl::Status& status);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_FIT_LOGISTIC_H_
