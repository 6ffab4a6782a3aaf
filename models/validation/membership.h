// How well a site's patients are told from development's by everything that a model uses: the concordance of
// a membership model, from means and correlations alone.
#ifndef OSTEON_MODELS_VALIDATION_MEMBERSHIP_H_
#define OSTEON_MODELS_VALIDATION_MEMBERSHIP_H_

#include <Eigen/Core>
#include <cstdint>

#include "models/validation/estimate.h"

namespace osteon::models {

struct Membership {
  double concordance = 0.5;  // 0.5: the same patients; 1: no patient of one could be of the other
  double by_chance = 0.5;    // what two samples of these sizes from the same patients show
};

//   differences   (q) of the site's means from development's, in development's standard deviations
//   ratios        (q) of the site's standard deviations to development's
//   correlations  (q, q) in development, taken as the site's too; both triangles
//   site, development  patients
//
// Phi(sqrt(d' (R + r R r)^-1 d)): the concordance of the best linear combination of normal variables (Su &
// Liu, Journal of the American Statistical Association 88 (1993) 1350-1355). Without a difference d' R^-1 d
// is q (1 / site + 1 / development) on average. What the concordance is for: Debray et al., Journal of
// Clinical Epidemiology 68 (2015) 279-289, who fit the membership model to patients' rows.
//
// Unavailable: no patients on one side; variables that are collinear in development.
Maybe<Membership> MembershipOf(const Eigen::Ref<const Eigen::VectorXd>& differences,
                               const Eigen::Ref<const Eigen::VectorXd>& ratios,
                               const Eigen::Ref<const Eigen::MatrixXd>& correlations, std::uint64_t site,
                               std::uint64_t development);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_VALIDATION_MEMBERSHIP_H_
