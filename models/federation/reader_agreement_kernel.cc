#include <cmath>

#include "common/fixed_point/exact_integer.h"
#include "common/fixed_point/exact_sum.h"
#include "common/status/status_macros.h"
#include "models/federation/exact_column.h"
#include "models/federation/patient_sets.h"
#include "models/federation/screening_kernels.h"

namespace osteon::models {
namespace {

// Blocks of the summand.
struct ReaderBlock {
  enum : std::size_t { kCounts, kSum1, kSum2, kSquare, kProduct, kSites, kCentredSquare };
};

// sum (t - tbar)^2 = sum t^2 - (sum t)^2 / n for t = x1 + x2.
void WriteCentred(std::uint64_t n, std::size_t j, RingVector& summand) {
  const ExactInteger sum =
      ReadExact(summand.Number(ReaderBlock::kSum1, j)) + ReadExact(summand.Number(ReaderBlock::kSum2, j));
  const ExactInteger square = ReadExact(summand.Number(ReaderBlock::kSquare, j)) +
                              ReadExact(summand.Number(ReaderBlock::kProduct, j)) * 2;
  const ExactInteger spread = square * n * ExactOne() - sum * sum;
  // A product's cut bits may leave a spread of nothing a hair below it.
  if (spread > 0)
    WriteExact(spread / (ExactOne() * n), summand.MutableNumber(ReaderBlock::kCentredSquare, j));
}

}  // namespace

absl::StatusOr<KernelOutput> ComputeReaderAgreement(const ReaderAgreementRequest& request,
                                                    const AnalysisTable& table) {
  if (request.sites < 1) return absl::InvalidArgumentError("reader_agreement: a sum over no site");
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> first, ColumnsOf(table, request.columns));
  std::vector<std::string> second_names;
  second_names.reserve(request.columns.size());
  for (const std::string& name : request.columns) second_names.push_back(SecondReaderColumn(name));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::size_t> second, ColumnsOf(table, second_names));
  KernelOutput output{RingVector(LayoutOf(request)), RowsOf(table, request.rows), {}, 0};
  RingVector& summand = output.summand;

  std::vector<double> counts(first.size());
  std::vector<double> sites(first.size());
  PatientSets sets;
  for (std::size_t j = 0; j < first.size(); ++j) {
    const auto x1 = table.values.col(static_cast<Eigen::Index>(first[j]));
    const auto x2 = table.values.col(static_cast<Eigen::Index>(second[j]));
    std::vector<bool> pattern(output.rows.size());
    std::vector<std::size_t> both;
    for (std::size_t i = 0; i < output.rows.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(output.rows[i]);
      pattern[i] = !std::isnan(x1[row]) && !std::isnan(x2[row]);
      if (pattern[i]) both.push_back(output.rows[i]);
    }
    // The squares of both readers' values add; those of t = x1 + x2 are at most four times the larger.
    OSTEON_RETURN_IF_ERROR(
        CheckExactColumn("reader_agreement", request.columns[j], x1, both, 4, request.sites));
    OSTEON_RETURN_IF_ERROR(CheckExactColumn("reader_agreement", second_names[j], x2, both, 4, request.sites));
    for (const std::size_t at : both) {
      const auto row = static_cast<Eigen::Index>(at);
      AddExactly(x1[row], summand.MutableNumber(ReaderBlock::kSum1, j));
      AddExactly(x2[row], summand.MutableNumber(ReaderBlock::kSum2, j));
      AddSquareExactly(x1[row], summand.MutableNumber(ReaderBlock::kSquare, j));
      AddSquareExactly(x2[row], summand.MutableNumber(ReaderBlock::kSquare, j));
      AddProductExactly(x1[row], x2[row], summand.MutableNumber(ReaderBlock::kProduct, j));
    }
    counts[j] = static_cast<double>(both.size());
    sites[j] = both.empty() ? 0 : 1;
    if (request.within_site && !both.empty()) WriteCentred(both.size(), j, summand);
    sets[std::move(pattern)].push_back(request.columns[j]);
  }
  OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(ReaderBlock::kCounts, counts, request.sites, request.columns));
  if (request.within_site) {
    OSTEON_RETURN_IF_ERROR(summand.EncodeBlock(ReaderBlock::kSites, sites, request.sites, request.columns));
  }
  AddStatistics("reader_agreement", sets, output);
  return output;
}

}  // namespace osteon::models
