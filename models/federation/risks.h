// Predicted risks of a site's patients.
#ifndef OSTEON_MODELS_FEDERATION_RISKS_H_
#define OSTEON_MODELS_FEDERATION_RISKS_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/federation/validation_requests.h"

namespace osteon::models {

struct Risks {
  Eigen::VectorXd risk;                 // (n) of `rows`, in [0, 1]
  double largest_linear_predictor = 0;  // max |eta|; 0 for a score column
};

// 1 / (1 + exp(-sum_j coefficient_j x_j)), or the score column, of the table's `rows`.
// kNotFound: a column that the table lacks. kInvalidArgument: neither or both of terms and score column, a
// coefficient that is not finite; a value that is missing, a score outside [0, 1], naming the column and no
// value.
absl::StatusOr<Risks> RisksOf(const ScoredModel& model, const AnalysisTable& table,
                              const std::vector<std::size_t>& rows);

// (n) the outcomes of `rows`.
Eigen::VectorXd OutcomesOf(const AnalysisTable& table, const std::vector<std::size_t>& rows);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_RISKS_H_
