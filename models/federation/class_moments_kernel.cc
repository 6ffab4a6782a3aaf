#include <cmath>

#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/exact_column.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {
namespace {

// Blocks of the summand.
struct ClassBlock {
  enum : std::size_t { kCounts, kOutcome, kSum0, kSum1, kSquare, kCentredSquare, kCentredProduct };
};

// From the column's exact sums at this site: sum (x - xbar)^2 = Q - A^2 / n and
// sum (x - xbar)(y - ybar) = A1 - A n1 / n.
void WriteCentred(std::uint64_t n, std::uint64_t events, std::size_t j, RingVector& summand) {
  const ExactInteger events_sum = ReadExact(summand.Number(ClassBlock::kSum1, j));
  const ExactInteger sum = ReadExact(summand.Number(ClassBlock::kSum0, j)) + events_sum;
  const ExactInteger square = ReadExact(summand.Number(ClassBlock::kSquare, j));
  const ExactInteger spread = square * n * ExactOne() - sum * sum;
  // Squares cut at 2^-192 may leave a spread of nothing a hair below it.
  if (spread > 0) WriteExact(spread / (ExactOne() * n), summand.MutableNumber(ClassBlock::kCentredSquare, j));
  WriteExact((events_sum * n - sum * events) / n, summand.MutableNumber(ClassBlock::kCentredProduct, j));
}

void AddStatistics(const Eigen::VectorXd& outcome, double event_share, KernelOutput& output) {
  const std::size_t n = output.rows.size();
  std::vector<double> no_event(n);
  std::vector<double> event(n);
  std::vector<double> centred(n);
  for (std::size_t i = 0; i < n; ++i) {
    event[i] = outcome[static_cast<Eigen::Index>(output.rows[i])];
    no_event[i] = 1 - event[i];
    centred[i] = std::fabs(event[i] - event_share);
  }
  output.statistics.push_back({"class_moments", std::vector<double>(n, 1.0)});
  output.statistics.push_back({"class_moments no event", std::move(no_event)});
  output.statistics.push_back({"class_moments event", std::move(event)});
  output.statistics.push_back({"class_moments centred product", std::move(centred)});
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeClassMoments(const ClassMomentsRequest& request,
                                                 const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("class_moments: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> columns, ColumnsOf(table, request.columns));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  RingVector& summand = output.summand;

  const std::uint64_t n = output.rows.size();
  std::uint64_t events = 0;
  for (const std::size_t row : output.rows) {
    if (table.outcome[static_cast<Eigen::Index>(row)] == 1) ++events;
  }
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(
      ClassBlock::kCounts, {static_cast<double>(n), static_cast<double>(events), n > 0 ? 1.0 : 0.0},
      request.sites, {"patients", "events", "sites"}));
  AddStatistics(table.outcome, n > 0 ? static_cast<double>(events) / static_cast<double>(n) : 0, output);
  if (n == 0) return output;
  WriteExact(ExactOne() * events * (n - events) / n, summand.MutableNumber(ClassBlock::kOutcome, 0));

  for (std::size_t j = 0; j < columns.size(); ++j) {
    const auto column = table.values.col(static_cast<Eigen::Index>(columns[j]));
    OSTEON_RETURN_IF_ERROR(
        CheckExactColumn("class_moments", request.columns[j], column, output.rows, 1, request.sites));
    std::uint64_t* sums[2] = {summand.MutableNumber(ClassBlock::kSum0, j),
                              summand.MutableNumber(ClassBlock::kSum1, j)};
    std::uint64_t* square = summand.MutableNumber(ClassBlock::kSquare, j);
    for (const std::size_t row : output.rows) {
      const double x = column[static_cast<Eigen::Index>(row)];
      AddExactly(x, sums[table.outcome[static_cast<Eigen::Index>(row)] == 1 ? 1 : 0]);
      AddSquareExactly(x, square);
    }
    WriteCentred(n, events, j, summand);
  }
  return output;
}

}  // namespace osteon::models
