#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/exact_column.h"
#include "models/federation/harmonisation_kernels.h"

namespace osteon::models {
namespace {

// Blocks of the summand.
struct BatchBlock {
  enum : std::size_t { kCounts, kSum, kCovariateSum, kCentredSquare, kCentredProduct, kCentredCovariate };
};

using Rows = std::vector<std::size_t>;
using Column = Eigen::Ref<const Eigen::VectorXd>;

absl::Status CheckBatches(const std::map<int, Rows>& batches, bool scanners) {
  for (const auto& [batch, rows] : batches) {
    if (rows.size() >= kLeastBatchPatients) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("batch_moments: fewer than ", kLeastBatchPatients, " patients of ",
                     scanners ? "one scanner; leave its patients out or merge it with a like one"
                              : "this site; harmonise without it"));
  }
  return absl::OkStatus();
}

ExactInteger SumOver(const Column& x, const Rows& rows) {
  std::array<std::uint64_t, 5> sum{};
  for (const std::size_t row : rows) AddExactly(x[static_cast<Eigen::Index>(row)], sum.data());
  return ReadExact(sum.data());
}

// sum (x - xbar)(y - ybar) = sum x y - (sum x)(sum y) / n.
ExactInteger CentredProduct(const Column& x, const ExactInteger& sum_x, const Column& y,
                            const ExactInteger& sum_y, const Rows& rows) {
  std::array<std::uint64_t, 5> product{};
  for (const std::size_t row : rows) {
    const auto i = static_cast<Eigen::Index>(row);
    AddProductExactly(x[i], y[i], product.data());
  }
  const ExactInteger scale = ExactOne() * rows.size();
  return (ReadExact(product.data()) * scale - sum_x * sum_y) / scale;
}

// The same of x with itself; squares cut at 2^-192 may leave a spread of nothing a hair below it.
ExactInteger CentredSquare(const Column& x, const ExactInteger& sum, const Rows& rows) {
  ExactInteger square = CentredProduct(x, sum, x, sum, rows);
  return square > 0 ? square : ExactInteger(0);
}

void Add(const ExactInteger& value, std::uint64_t* number) {
  WriteExact(ReadExact(number) + value, number);
}

void AddBatch(const AnalysisTable& table, const std::vector<std::size_t>& features,
              const std::vector<std::size_t>& covariates, const Rows& rows, RingVector& summand) {
  const auto column = [&](std::size_t at) { return table.values.col(static_cast<Eigen::Index>(at)); };
  std::vector<ExactInteger> covariate_sums;
  std::size_t pair = 0;
  for (std::size_t j = 0; j < covariates.size(); ++j) {
    covariate_sums.push_back(SumOver(column(covariates[j]), rows));
    Add(covariate_sums[j], summand.MutableNumber(BatchBlock::kCovariateSum, j));
    for (std::size_t k = 0; k < j; ++k) {
      Add(CentredProduct(column(covariates[j]), covariate_sums[j], column(covariates[k]), covariate_sums[k],
                         rows),
          summand.MutableNumber(BatchBlock::kCentredCovariate, pair++));
    }
    Add(CentredSquare(column(covariates[j]), covariate_sums[j], rows),
        summand.MutableNumber(BatchBlock::kCentredCovariate, pair++));
  }
  for (std::size_t j = 0; j < features.size(); ++j) {
    const auto x = column(features[j]);
    const ExactInteger sum = SumOver(x, rows);
    Add(sum, summand.MutableNumber(BatchBlock::kSum, j));
    Add(CentredSquare(x, sum, rows), summand.MutableNumber(BatchBlock::kCentredSquare, j));
    for (std::size_t k = 0; k < covariates.size(); ++k) {
      Add(CentredProduct(x, sum, column(covariates[k]), covariate_sums[k], rows),
          summand.MutableNumber(BatchBlock::kCentredProduct, k * features.size() + j));
    }
  }
}

// Weights by position in output.rows.
void AddStatistics(const BatchMomentsRequest& request, const AnalysisTable& table,
                   const std::vector<std::size_t>& covariates, const std::map<int, Rows>& batches,
                   KernelOutput& output) {
  const std::size_t n = output.rows.size();
  std::vector<std::vector<std::size_t>> places;  // in output.rows, of each batch
  for (const auto& [batch, rows] : batches) {
    std::vector<double> weights(n, 0.0);
    places.emplace_back();
    for (const std::size_t row : rows) {
      const auto at = std::lower_bound(output.rows.begin(), output.rows.end(), row) - output.rows.begin();
      places.back().push_back(static_cast<std::size_t>(at));
      weights[places.back().back()] = 1;
    }
    output.statistics.push_back({"batch_moments", std::move(weights)});
  }
  for (std::size_t j = 0; j < covariates.size(); ++j) {
    std::vector<double> values(n);
    for (std::size_t i = 0; i < n; ++i) {
      values[i] =
          table.values(static_cast<Eigen::Index>(output.rows[i]), static_cast<Eigen::Index>(covariates[j]));
    }
    const std::string name = absl::StrCat("batch_moments ", request.covariates[j]);
    const double low = *std::min_element(values.begin(), values.end());
    const double high = *std::max_element(values.begin(), values.end());
    const bool level = low < high && std::all_of(values.begin(), values.end(),
                                                 [&](double value) { return value == low || value == high; });
    if (level) {
      WeightedStatistic of_low{name + " low", std::vector<double>(n)};
      WeightedStatistic of_high{name + " high", std::vector<double>(n)};
      for (std::size_t i = 0; i < n; ++i) {
        of_high.weights[i] = values[i] == high ? 1 : 0;
        of_low.weights[i] = 1 - of_high.weights[i];
      }
      output.statistics.push_back(std::move(of_low));
      output.statistics.push_back(std::move(of_high));
    }
    for (const std::vector<std::size_t>& batch : places) {
      double sum = 0;
      for (const std::size_t i : batch) sum += values[i];
      const double mean = sum / static_cast<double>(batch.size());
      for (const std::size_t i : batch) values[i] = std::fabs(values[i] - mean);
    }
    output.statistics.push_back({name + " centred", std::move(values)});
  }
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeBatchMoments(const BatchMomentsRequest& request,
                                                 const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("batch_moments: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> features, ColumnsOf(table, request.features));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> covariates, ColumnsOf(table, request.covariates));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  if (output.rows.empty()) return output;

  const std::map<int, Rows> batches = BatchesOf(table, output.rows);
  OSTEON_RETURN_IF_ERROR(CheckBatches(batches, !table.batch.empty()));
  // By Cauchy-Schwarz no product of two columns exceeds the larger of their sums of squares.
  const auto check = [&](const std::vector<std::string>& names, const std::vector<std::size_t>& columns) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      OSTEON_RETURN_IF_ERROR(CheckExactColumn("batch_moments", names[j],
                                              table.values.col(static_cast<Eigen::Index>(columns[j])),
                                              output.rows, 1, request.sites));
    }
    return absl::OkStatus();
  };
  OSTEON_RETURN_IF_ERROR(check(request.covariates, covariates));
  OSTEON_RETURN_IF_ERROR(check(request.features, features));

  OSTEON_RETURN_IF_ERROR(output.summand.EncodeBlock(
      BatchBlock::kCounts, {static_cast<double>(output.rows.size()), static_cast<double>(batches.size())},
      request.sites, {"patients", "batches"}));
  for (const auto& [batch, rows] : batches) AddBatch(table, features, covariates, rows, output.summand);
  AddStatistics(request, table, covariates, batches, output);
  return output;
}

}  // namespace osteon::models
