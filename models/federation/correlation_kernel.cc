#include <cmath>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {
namespace {

using Eigen::Index;

absl::Status Check(const CorrelationRequest& request) {
  if (request.sites < 1) return absl::InvalidArgumentError("correlation: a sum over no site");
  if (request.leading < 1 || request.leading >= request.columns.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("correlation: ", request.leading, " leading columns of ", request.columns.size()));
  }
  for (const StandardisedColumn& column : request.columns) {
    if (!std::isfinite(column.mean) || !std::isfinite(column.scale) || column.scale <= 0) {
      return absl::InvalidArgumentError(absl::StrCat("correlation: the mean and scale of ", column.name,
                                                     " are not those of a column that varies"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeCorrelation(const CorrelationRequest& request,
                                                const AnalysisTable& table) {
  OSTEON_RETURN_IF_ERROR(Check(request));
  std::vector<std::string> names;
  names.reserve(request.columns.size());
  for (const StandardisedColumn& column : request.columns) names.push_back(column.name);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, names));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};

  const std::vector<std::size_t>& rows = output.rows;
  const auto m = static_cast<Index>(columns.size());
  Eigen::MatrixXd z(static_cast<Index>(rows.size()), m);
  for (Index j = 0; j < m; ++j) {
    const auto [name, mean, scale] = request.columns[static_cast<std::size_t>(j)];
    const double* x = table.values.col(static_cast<Index>(columns[static_cast<std::size_t>(j)])).data();
    double squares = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = (x[rows[i]] - mean) / scale;
      z(static_cast<Index>(i), j) = value;
      squares += value * value;
    }
    if (!std::isfinite(squares)) {
      return absl::OutOfRangeError(
          absl::StrCat("correlation, column ", name, ": holds a value that is not finite"));
    }
    // The patients of all sites have the sum of squares `patients`; a little is left to rounding.
    if (squares > 1.5 * static_cast<double>(request.patients)) {
      return absl::OutOfRangeError(
          absl::StrCat("correlation, column ", name, ": varies more than the request says"));
    }
  }

  const auto leading = static_cast<Index>(request.leading);
  const Eigen::MatrixXd products = z.transpose() * z.leftCols(leading);  // (m, leading)
  std::vector<double> packed;
  packed.reserve(CorrelationCount(request.columns.size(), request.leading));
  for (Index j = 0; j < leading; ++j) {
    const double* column = products.col(j).data();
    packed.insert(packed.end(), column + j + 1, column + m);
  }
  OSTEON_RETURN_IF_ERROR(
      output.summand.EncodeBlock(0, {static_cast<double>(rows.size())}, request.sites, {"patients"}));
  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(1, packed, request.sites, {}));
  output.statistics.push_back({"correlation", std::vector<double>(rows.size(), 1.0)});
  return output;
}

}  // namespace osteon::models
