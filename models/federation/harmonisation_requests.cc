#include "models/federation/harmonisation_requests.h"

namespace osteon::models {

RingLayout Layout(const BatchMomentsRequest& request) {
  const std::size_t p = request.features.size();
  const std::size_t q = request.covariates.size();
  return {{"counts", 2, kCountFormat},
          {"sum", p, kExactFormat},
          {"covariate sum", q, kExactFormat},
          {"centred square", p, kExactFormat},
          {"centred product", q * p, kExactFormat},
          {"centred covariate", q * (q + 1) / 2, kExactFormat}};
}

std::string Kind(const BatchMomentsRequest&) {
  return "batch_moments";
}

}  // namespace osteon::models
