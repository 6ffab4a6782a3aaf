// The intercept for a site that a model with site effects has not seen.
#ifndef OSTEON_MODELS_GLM_SITE_INTERCEPTS_H_
#define OSTEON_MODELS_GLM_SITE_INTERCEPTS_H_

#include <Eigen/Core>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/glm/fitted_model.h"

namespace osteon::models {

// Of a model with one 0/1 column per site but the first, the reference: b0, then b0 + b_s for each column in
// turn, with variances var(b0) and var(b0) + var(b_s) + 2 cov(b0, b_s).
struct SiteIntercepts {
  Eigen::VectorXd estimates;        // (1 + dummies) raw scale
  Eigen::VectorXd standard_errors;  // (1 + dummies)
};

// kInvalidArgument: the model has no intercept, no covariance, or no term of one of the names.
absl::StatusOr<SiteIntercepts> SiteInterceptsOf(const FittedModel& model,
                                                const std::vector<std::string>& dummies);

struct NewSiteIntercept {
  double estimate = 0;
  double standard_error = 0;
};

// The mean weighted by w_s = 1 / se_s^2, and 1 / sqrt(sum w_s). Cochran, Biometrics 10 (1954) 101-129. The
// standard error takes the sites' intercepts as independent and as estimates of one number; the spread
// between sites is not in it. Sites are added first to last.
//
// kInvalidArgument: sizes differ, no site, or a standard error that is not finite and above 0.
absl::StatusOr<NewSiteIntercept> InverseVarianceIntercept(const Eigen::VectorXd& site_intercepts,
                                                          const Eigen::VectorXd& standard_errors);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_SITE_INTERCEPTS_H_
