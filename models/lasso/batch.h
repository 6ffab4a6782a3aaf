// From a plan to a request, and from its answer to the next state.
#ifndef OSTEON_MODELS_LASSO_BATCH_H_
#define OSTEON_MODELS_LASSO_BATCH_H_

#include "absl/status/status.h"
#include "common/fixed_point/ring.h"
#include "models/federation/requests.h"
#include "models/lasso/plan.h"

namespace osteon::models {

// `columns` are all of the fit's; the request has those that it uses.
LogisticBatchRequest MakeBatch(const PathState& state, const Plan& plan,
                               const std::vector<StandardisedColumn>& columns, int sites);

// Enters the plan and the sums that answer it into the state.
void Enter(const Plan& plan, const RingVector& sums, PathState& state);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_BATCH_H_
