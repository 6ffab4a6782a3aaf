// Whether a site's patients can be told from development's by what a model uses: was it the patients or the
// model?
#ifndef OSTEON_MODELS_PIPELINE_MEMBERSHIP_H_
#define OSTEON_MODELS_PIPELINE_MEMBERSHIP_H_

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/federation/standardised_column.h"
#include "models/pipeline/case_mix.h"
#include "models/pipeline/pipeline_result.h"
#include "models/pipeline/study_result.h"
#include "models/study/study.h"
#include "models/validation/membership.h"

namespace osteon::models {

// Models of more predictors have no membership concordance: their products would be many.
inline constexpr std::size_t kMostMembershipPredictors = 30;

// What one model uses, among the development sites' training patients.
struct ModelVariables {
  std::vector<StandardisedColumn> predictors;  // (p) with a coefficient other than 0
  double prevalence = 0;                       // of the outcome
  Eigen::MatrixXd correlations;                // (p + 1, p + 1) predictors, then the outcome
  std::uint64_t patients = 0;
};
using MembershipReference = std::map<std::string, Maybe<ModelVariables>>;  // by model

// In one round: each fitted model's information at coefficients 0 is a quarter of the products of its
// predictors. They are sums over all development sites and of no other site's. A model whose sums a
// disclosure rule does not allow is unavailable for that rule.
absl::StatusOr<MembershipReference> LearnMembership(Federation& federation, const Study& study,
                                                    const PipelineResult& pipeline);

// Of `model` at one site, from what the site told already: means, standard deviations and shares as measured,
// those of another model's linear predictor where that is a predictor, and the outcome's prevalence.
// Unavailable for the reason of the part that is.
Maybe<Membership> MembershipAt(const Study& study, const SiteValidation& site, const std::string& model,
                               const MembershipReference& membership, const DevelopmentReference& reference);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_MEMBERSHIP_H_
