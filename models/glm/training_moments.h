// What a fit knows of its columns before the first step: counts, means and standard deviations.
#ifndef OSTEON_MODELS_GLM_TRAINING_MOMENTS_H_
#define OSTEON_MODELS_GLM_TRAINING_MOMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/federation.h"
#include "models/federation/standardised_column.h"

namespace osteon::models {

struct TrainingMoments {
  std::vector<std::string> sites;  // over whose training rows; sorted, unique
  std::uint64_t n = 0, events = 0;
  std::vector<StandardisedColumn> columns;  // scale: standard deviation with 1/n; 0 when constant
};

// One MomentsRequest of model `model` to `sites` (sorted and made unique here). Means and scales are
// remembered under "NAME: standardisation".
//
// kInvalidArgument: no site, a column twice. kFailedPrecondition: no patient, or one outcome only.
absl::StatusOr<TrainingMoments> AskTrainingMoments(Federation& federation, const std::string& model,
                                                   const std::string& name,
                                                   const std::vector<std::string>& columns,
                                                   const std::vector<std::string>& sites);

// The round in which a fit of `model` asks.
Round FitRound(const std::string& model, const std::vector<std::string>& sites);

// Whether a column varies too little, against its mean, to be told from rounding.
bool IsConstant(const StandardisedColumn& column);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_GLM_TRAINING_MOMENTS_H_
