#include "models/harmonisation/estimate_batch.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/harmonisation/combat_model.h"

namespace osteon::models {
namespace {

using Eigen::Index;

constexpr double kFarthest = 1e60;  // squares of variances still fit a double

absl::Status CheckFinite(const std::string& name, const Eigen::Ref<const Eigen::VectorXd>& values) {
  if (values.allFinite()) return absl::OkStatus();
  return absl::OutOfRangeError(
      absl::StrCat("harmonisation, column ", name, ": holds a value that is not finite"));
}

absl::Status CheckBatchSize(const std::vector<std::size_t>& rows) {
  if (rows.size() >= kLeastBatchPatients) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("harmonisation: fewer than ", kLeastBatchPatients,
                   " patients to estimate the effect of one scanner, or of the site, from"));
}

}  // namespace

absl::Status CheckTransductive(const AnalysisTable& table, const std::vector<std::size_t>& rows) {
  if (rows.size() < kLeastTransductivePatients) {
    return absl::FailedPreconditionError(absl::StrCat(
        "harmonisation on the site's own patients needs at least ", kLeastTransductivePatients, " of them"));
  }
  for (const auto& [batch, of_batch] : BatchesOf(table, rows))
    OSTEON_RETURN_IF_ERROR(CheckBatchSize(of_batch));
  return absl::OkStatus();
}

absl::StatusOr<StandardisedTable> Standardise(const CombatModel& model, const AnalysisTable& table) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> features, ColumnsOf(table, model.features));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> covariates, ColumnsOf(table, model.covariates));
  const auto column = [&](std::size_t at) { return table.values.col(static_cast<Index>(at)); };
  for (std::size_t k = 0; k < covariates.size(); ++k) {
    OSTEON_RETURN_IF_ERROR(CheckFinite(model.covariates[k], column(covariates[k])));
  }
  const Index n = table.values.rows();
  const auto p = static_cast<Index>(features.size());
  StandardisedTable standardised{Eigen::MatrixXd(n, p), Eigen::MatrixXd(n, p)};
  for (std::size_t j = 0; j < features.size(); ++j) {
    OSTEON_RETURN_IF_ERROR(CheckFinite(model.features[j], column(features[j])));
    auto expected = standardised.expected.col(static_cast<Index>(j));
    auto z = standardised.z.col(static_cast<Index>(j));
    expected.setConstant(model.grand_mean[j]);
    for (std::size_t k = 0; k < covariates.size(); ++k) {
      expected += model.coefficients[k * features.size() + j] * column(covariates[k]);
    }
    z = (column(features[j]) - expected) / model.scale[j];
    if (n > 0 && !(z.cwiseAbs().maxCoeff() < kFarthest)) {
      return absl::OutOfRangeError(absl::StrCat("harmonisation, column ", model.features[j],
                                                ": a value is too far from the model's; check its unit"));
    }
  }
  return standardised;
}

absl::StatusOr<BatchEstimate> EstimateBatch(const Eigen::MatrixXd& z, const std::vector<std::size_t>& rows) {
  OSTEON_RETURN_IF_ERROR(CheckBatchSize(rows));
  const auto n = static_cast<double>(rows.size());
  std::vector<double> gamma_hat;
  std::vector<double> delta_hat;
  for (Index j = 0; j < z.cols(); ++j) {
    const double* values = z.col(j).data();
    double sum = 0;
    for (const std::size_t row : rows) sum += values[row];
    const double mean = sum / n;
    double spread = 0;
    for (const std::size_t row : rows) spread += (values[row] - mean) * (values[row] - mean);
    gamma_hat.push_back(mean);
    delta_hat.push_back(spread / (n - 1));
  }
  return Shrink(rows.size(), std::move(gamma_hat), std::move(delta_hat));
}

absl::StatusOr<BatchEstimate> EstimateBatch(const CombatModel& model, const AnalysisTable& table,
                                            const std::vector<std::size_t>& rows) {
  OSTEON_ASSIGN_OR_RETURN(const StandardisedTable standardised, Standardise(model, table));
  return EstimateBatch(standardised.z, rows);
}

}  // namespace osteon::models
