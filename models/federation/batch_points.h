// Points of batch requests (batch_requests.h), as the kernels take them.
#ifndef OSTEON_MODELS_FEDERATION_BATCH_POINTS_H_
#define OSTEON_MODELS_FEDERATION_BATCH_POINTS_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "models/federation/batch_requests.h"

namespace osteon::models {

// kInvalidArgument, "KIND: ...": numbers of columns that are not below `columns`, or not unique, or not in
// order where they are to ascend.
absl::Status CheckBatchColumns(absl::string_view kind, const std::vector<int>& chosen, std::size_t columns,
                               bool ascending);

// kInvalidArgument, "KIND: ...": a data set that `folds` does not have, columns as above, another number of
// coefficients, one that is not finite.
absl::Status CheckBatchPoint(absl::string_view kind, const BatchPoint& point, std::size_t columns, int folds);

// (n) intercept + z b on every row of z (n, columns).
Eigen::VectorXd LinearPredictors(const BatchPoint& point, const Eigen::MatrixXd& z);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_BATCH_POINTS_H_
