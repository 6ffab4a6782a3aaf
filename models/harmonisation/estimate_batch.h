// What a site learns about one of its batches. Nothing here leaves the site.
#ifndef OSTEON_MODELS_HARMONISATION_ESTIMATE_BATCH_H_
#define OSTEON_MODELS_HARMONISATION_ESTIMATE_BATCH_H_

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "models/data/analysis_table.h"
#include "models/harmonisation/combat_model.h"
#include "models/harmonisation/empirical_bayes.h"

namespace osteon::models {

// Patients of a site whose own effect is estimated although the model was fitted without it.
inline constexpr std::size_t kLeastTransductivePatients = 30;

// OK when `rows` are enough to harmonise a site that the model was not fitted on with estimates from its own
// rows: kLeastTransductivePatients in all and kLeastBatchPatients of each scanner. kFailedPrecondition says
// which they are not, and no count.
absl::Status CheckTransductive(const AnalysisTable& table, const std::vector<std::size_t>& rows);

// Every row of the table in the model's terms.
struct StandardisedTable {
  Eigen::MatrixXd expected;  // (n, p) grand mean and covariates' effects, on the feature's scale
  Eigen::MatrixXd z;         // (n, p) (x - expected) / scale
};

// kNotFound: a feature or covariate that the table lacks. kOutOfRange: a value that is missing or not finite,
// or too far from the model's to be squared, naming the column.
absl::StatusOr<StandardisedTable> Standardise(const CombatModel& model, const AnalysisTable& table);

// Location and scale of the batch that `rows` are: means and variances of z, then Shrink.
//
// kFailedPrecondition: fewer than kLeastBatchPatients rows; no feature varies.
absl::StatusOr<BatchEstimate> EstimateBatch(const Eigen::MatrixXd& z, const std::vector<std::size_t>& rows);

// The same from the table. Errors of both.
absl::StatusOr<BatchEstimate> EstimateBatch(const CombatModel& model, const AnalysisTable& table,
                                            const std::vector<std::size_t>& rows);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_HARMONISATION_ESTIMATE_BATCH_H_
