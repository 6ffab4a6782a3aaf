#include "models/glm/site_intercepts.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::models {
namespace {

using Eigen::Index;

absl::StatusOr<Index> Find(const FittedModel& model, const std::string& name) {
  const auto found = std::find_if(model.terms.begin(), model.terms.end(),
                                  [&](const ModelTerm& term) { return term.name == name; });
  if (found == model.terms.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("model ", model.name, " has no term ", name, " to make a site's intercept of"));
  }
  return static_cast<Index>(found - model.terms.begin());
}

}  // namespace

absl::StatusOr<SiteIntercepts> SiteInterceptsOf(const FittedModel& model,
                                                const std::vector<std::string>& dummies) {
  const auto terms = static_cast<Index>(model.terms.size());
  if (model.covariance.rows() != terms || model.covariance.cols() != terms) {
    return absl::InvalidArgumentError(
        absl::StrCat("model ", model.name, " has no covariance of its coefficients"));
  }
  OSTEON_ASSIGN_OR_RETURN(const Index intercept, Find(model, "(Intercept)"));
  const double b0 = model.terms[static_cast<std::size_t>(intercept)].coefficient;
  const double variance = model.covariance(intercept, intercept);
  SiteIntercepts sites{Eigen::VectorXd(static_cast<Index>(dummies.size()) + 1),
                       Eigen::VectorXd(static_cast<Index>(dummies.size()) + 1)};
  sites.estimates[0] = b0;
  sites.standard_errors[0] = std::sqrt(variance);
  for (std::size_t s = 0; s < dummies.size(); ++s) {
    OSTEON_ASSIGN_OR_RETURN(const Index at, Find(model, dummies[s]));
    const auto site = static_cast<Index>(s) + 1;
    sites.estimates[site] = b0 + model.terms[static_cast<std::size_t>(at)].coefficient;
    sites.standard_errors[site] =
        std::sqrt(variance + model.covariance(at, at) + 2 * model.covariance(at, intercept));
  }
  return sites;
}

absl::StatusOr<NewSiteIntercept> InverseVarianceIntercept(const Eigen::VectorXd& site_intercepts,
                                                          const Eigen::VectorXd& standard_errors) {
  if (site_intercepts.size() == 0 || site_intercepts.size() != standard_errors.size()) {
    return absl::InvalidArgumentError(absl::StrCat(site_intercepts.size(), " intercepts and ",
                                                   standard_errors.size(),
                                                   " standard errors make no weighted mean"));
  }
  double weights = 0;
  double sum = 0;
  for (Index s = 0; s < site_intercepts.size(); ++s) {
    const double se = standard_errors[s];
    if (!(se > 0) || !std::isfinite(se)) {
      return absl::InvalidArgumentError("a site's intercept has no standard error above 0");
    }
    const double weight = 1 / (se * se);
    weights += weight;
    sum += weight * site_intercepts[s];
  }
  return NewSiteIntercept{sum / weights, 1 / std::sqrt(weights)};
}

}  // namespace osteon::models
