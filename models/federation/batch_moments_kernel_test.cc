#include <cmath>
#include <limits>

#include "models/federation/harmonisation_kernels.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kRange;
using osteon::testing::kRefused;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Two scanners in turn, ten training patients each, and one hold-out patient. Scanner 0: x = 0 .. 9, scanner
// 1: x = 100 and 102 in turn; u = 1 in the first four rows of each scanner; v = the patient's place 0 .. 9.
AnalysisTable TwoScanners() {
  AnalysisTable table;
  table.columns = {"x", "u", "v"};
  table.values.resize(21, 3);
  table.outcome.setZero(21);
  table.holdout.assign(21, false);
  for (Eigen::Index i = 0; i < 20; ++i) {
    const Eigen::Index place = i / 2;
    table.batch.push_back(static_cast<int>(i % 2));
    table.values(i, 0) = i % 2 == 0 ? static_cast<double>(place) : 100 + 2.0 * static_cast<double>(place % 2);
    table.values(i, 1) = place < 4 ? 1 : 0;
    table.values(i, 2) = static_cast<double>(place);
  }
  table.values.row(20).setConstant(1000);
  table.batch.push_back(2);
  table.holdout[20] = true;
  return table;
}

std::vector<std::vector<double>> WeightsOf(const KernelOutput& output, const std::string& name) {
  std::vector<std::vector<double>> found;
  for (const WeightedStatistic& statistic : output.statistics) {
    if (statistic.name == name) found.push_back(statistic.weights);
  }
  return found;
}

TEST(BatchMomentsKernel, ByHand) {
  const BatchMomentsRequest request{{"x"}, {"u", "v"}, RowSet::kTrain, 3};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, TwoScanners()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(request));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(20, 2));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(45 + 1010));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(8, 90));
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(82.5 + 10));  // 285 - 45^2 / 10; ten times 1
  // Of u: 6 - 4 * 45 / 10 and 404 - 4 * 1010 / 10. Of v: 82.5 and 102 * 25 + 100 * 20 - 45 * 101.
  EXPECT_THAT(output.summand.DecodeBlock(4), ElementsAre(-12, 82.5 + 5));
  // u u: 2 (4 - 16 / 10); v u: 2 (6 - 4 * 45 / 10); v v: 2 * 82.5
  const std::vector<double> covariates = output.summand.DecodeBlock(5);
  EXPECT_NEAR(covariates[0], 4.8, 1e-15);
  EXPECT_EQ(covariates[1], -24);
  EXPECT_EQ(covariates[2], 165);
}

TEST(BatchMomentsKernel, AnAbsentScannerColumnMakesTheSiteOneBatch) {
  AnalysisTable table = TwoScanners();
  table.batch.clear();
  const BatchMomentsRequest request{{"x"}, {}, RowSet::kTrain, 3};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, table));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(20, 1));
  EXPECT_NEAR(output.summand.DecodeBlock(3)[0], 285 + 102020 - 1055.0 * 1055 / 20, 1e-10);
  EXPECT_TRUE(output.summand.DecodeBlock(4).empty());
  EXPECT_THAT(WeightsOf(output, "batch_moments"), ElementsAre(Each(1)));
}

TEST(BatchMomentsKernel, TheSumsHaveTheSameBitsWhetherBatchesAreScannersOrSites) {
  AnalysisTable table = TwoScanners();
  table.values.col(0) = (table.values.col(0) * 0.1).array().sin();
  const BatchMomentsRequest request{{"x"}, {"u", "v"}, RowSet::kTrain, 2};
  ASSERT_OK_AND_ASSIGN(const KernelOutput scanners, ComputeSummand(request, table));
  RingVector sites(LayoutOf(request));
  for (const int scanner : {1, 0}) {
    AnalysisTable site = table;
    site.batch.clear();
    for (std::size_t i = 0; i < 21; ++i) site.holdout[i] = table.batch[i] != scanner;
    ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, site));
    ASSERT_TRUE(sites.Add(output.summand).ok());
  }
  EXPECT_EQ(scanners.summand, sites);
}

TEST(BatchMomentsKernel, APatientWhoStandsOutInACovariateIsShownToThePolicy) {
  AnalysisTable table = TwoScanners();
  table.values.col(1).setZero();
  table.values(3, 1) = 1;
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputeSummand(BatchMomentsRequest{{"x"}, {"u", "v"}, RowSet::kTrain, 2}, table));
  ASSERT_EQ(output.rows.size(), 20U);
  const auto scanners = WeightsOf(output, "batch_moments");
  ASSERT_EQ(scanners.size(), 2U);
  const auto high = WeightsOf(output, "batch_moments u high");
  const auto low = WeightsOf(output, "batch_moments u low");
  const auto centred = WeightsOf(output, "batch_moments u centred");
  ASSERT_EQ(high.size(), 1U);
  ASSERT_EQ(low.size(), 1U);
  ASSERT_EQ(centred.size(), 1U);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(scanners[0][i], i % 2 == 0 ? 1 : 0);
    EXPECT_EQ(scanners[1][i], i % 2 == 0 ? 0 : 1);
    EXPECT_EQ(high[0][i], i == 3 ? 1 : 0);
    EXPECT_EQ(low[0][i], i == 3 ? 0 : 1);
    EXPECT_NEAR(centred[0][i], i == 3 ? 0.9 : i % 2 == 0 ? 0 : 0.1, 1e-15);
  }
  EXPECT_TRUE(WeightsOf(output, "batch_moments v high").empty());
  EXPECT_EQ(WeightsOf(output, "batch_moments v centred")[0][2], 3.5);  // |1 - 4.5|
}

TEST(BatchMomentsKernel, ASiteWithoutTrainingPatientsAddsNothing) {
  AnalysisTable table = TwoScanners();
  table.holdout.assign(21, true);
  const BatchMomentsRequest request{{"x"}, {"u"}, RowSet::kTrain, 2};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, table));
  EXPECT_EQ(output.summand, RingVector(LayoutOf(request)));
}

TEST(BatchMomentsKernel, NinePatientsOfABatchAreRefusedWithoutACount) {
  AnalysisTable table = TwoScanners();
  const BatchMomentsRequest request{{"x"}, {}, RowSet::kTrain, 2};
  table.holdout[0] = true;
  EXPECT_THAT(
      ComputeSummand(request, table),
      StatusIs(kRefused, AllOf(HasSubstr("fewer than 10 patients of one scanner"), Not(HasSubstr("9")))));
  table.batch.clear();
  EXPECT_TRUE(ComputeSummand(request, table).ok());
  for (std::size_t i = 0; i < 11; ++i) table.holdout[i] = true;
  EXPECT_THAT(ComputeSummand(request, table),
              StatusIs(kRefused, HasSubstr("fewer than 10 patients of this site")));
}

TEST(BatchMomentsKernel, RefusesAMissingCellByColumn) {
  AnalysisTable table = TwoScanners();
  table.values(4, 0) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(ComputeSummand(BatchMomentsRequest{{"x"}, {"u"}, RowSet::kTrain, 2}, table),
              StatusIs(kRange, HasSubstr("batch_moments, column x: holds a value that is not finite")));
  EXPECT_THAT(ComputeSummand(BatchMomentsRequest{{"v"}, {"x"}, RowSet::kTrain, 2}, table),
              StatusIs(kRange, HasSubstr("column x: holds a value that is not finite")));
  table.values(4, 0) = 7.5e17;
  EXPECT_THAT(ComputeSummand(BatchMomentsRequest{{"x"}, {}, RowSet::kTrain, 2}, table),
              StatusIs(kRange, AllOf(HasSubstr("column x: too large"), Not(HasSubstr("7.5")))));
  EXPECT_THAT(ComputeSummand(BatchMomentsRequest{{"x"}, {}, RowSet::kTrain, 0}, table),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no site")));
  EXPECT_THAT(ComputeSummand(BatchMomentsRequest{{"x"}, {"w"}, RowSet::kTrain, 2}, table),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("column w")));
}

TEST(BatchMomentsRequest, IsNamedAndItsKernelHasAVersion) {
  EXPECT_EQ(KindOf(SumRequest(BatchMomentsRequest{})), "batch_moments");
  EXPECT_TRUE(KernelVersions().contains("batch_moments"));
}

}  // namespace
}  // namespace osteon::models
