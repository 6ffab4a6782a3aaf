#include "models/federation/validation_kernels.h"

#include <cmath>
#include <limits>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kBad;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Training rows are the first five.
AnalysisTable SixRisks() {
  AnalysisTable table;
  table.columns = {"x", "risk"};
  table.values.resize(6, 2);
  table.values << -1, 0.1,  //
      0, 0.25,              //
      0, 0.5,               //
      1, 0.75,              //
      2, 0.9,               //
      3, 0.99;
  table.outcome.resize(6);
  table.outcome << 0, 0, 1, 0, 1, 1;
  table.holdout = {false, false, false, false, false, true};
  return table;
}

ScoreCountsRequest Counts() {
  return {{{"signature", {{"(Intercept)", 0}, {"x", 1}}, ""}, {"reader", {}, "risk"}},
          {0.25, 0.5, 0.9},
          RowSet::kTrain,
          3};
}

// --- Score counts

TEST(ScoreCountsKernel, CountsPatientsAtOrAboveEachCutByOutcome) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(Counts(), SixRisks()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(Counts()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5, 2));
  // signature: 0.269, 0.5, 0.731 without the event and 0.5, 0.881 with it
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(3, 2, 0, 2, 1, 0));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(2, 2, 0, 2, 2, 1));
  EXPECT_EQ(output.largest_linear_predictor, 2);
  ASSERT_EQ(output.statistics.size(), 2U);
  EXPECT_EQ(output.statistics[0].name, "score_counts no event");
  EXPECT_THAT(output.statistics[0].weights, ElementsAre(1, 1, 0, 1, 0));
  EXPECT_THAT(output.statistics[1].weights, ElementsAre(0, 0, 1, 0, 1));
}

TEST(ScoreCountsKernel, ASiteWithoutTrainingPatientsAddsNothing) {
  AnalysisTable table = SixRisks();
  table.holdout.assign(6, true);
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(Counts(), table));
  EXPECT_EQ(output.summand, RingVector(output.summand.layout()));
}

TEST(ScoreCountsKernel, UnusableCutsAndModelsAreRefused) {
  ScoreCountsRequest request = Counts();
  for (const std::vector<double>& cuts :
       std::vector<std::vector<double>>{{}, {0}, {1}, {0.5, 0.5}, {0.5, 0.2}, {std::nan("")}}) {
    request.cuts = cuts;
    EXPECT_THAT(ComputeSummand(request, SixRisks()), StatusIs(kBad, HasSubstr("the cuts are not 1 to 1000")));
  }
  request = Counts();
  request.models.clear();
  EXPECT_THAT(ComputeSummand(request, SixRisks()), StatusIs(kBad, HasSubstr("0 models")));
  request = Counts();
  request.sites = 0;
  EXPECT_THAT(ComputeSummand(request, SixRisks()), StatusIs(kBad, HasSubstr("no site")));
  request = Counts();
  request.models[0].score_column = "risk";
  EXPECT_THAT(ComputeSummand(request, SixRisks()),
              StatusIs(kBad, HasSubstr("score_counts of signature: needs either terms or a score")));
}

TEST(ScoreCountsKernel, AMissingCellOrAScoreOutOfRangeNamesItsColumnAndNoValue) {
  AnalysisTable table = SixRisks();
  table.values(1, 0) = std::nan("");
  EXPECT_THAT(ComputeSummand(Counts(), table),
              StatusIs(kBad, HasSubstr("signature: column x: holds a value that is not finite")));
  table = SixRisks();
  table.values(1, 1) = 1.125;
  EXPECT_THAT(ComputeSummand(Counts(), table),
              StatusIs(kBad, AllOf(HasSubstr("reader: column risk: a predicted risk is not between 0 and 1"),
                                   Not(HasSubstr("125")))));
  table = SixRisks();
  table.values(5, 0) = std::nan("");  // not a training row
  EXPECT_TRUE(ComputeSummand(Counts(), table).ok());
}

// --- Comparisons

TEST(ComparisonKernel, ComparesTheRisksOfTheRowsAskedFor) {
  const ComparisonRequest request{
      Counts().models[0], Counts().models[1], RowSet::kTrain, ThresholdPair{0.6, 0.5}, {0.25}};
  const AnalysisTable table = SixRisks();
  ASSERT_OK_AND_ASSIGN(const ModelComparison ours, ComputeComparison(request, table));
  const Eigen::VectorXd signature =
      table.values.col(0).head(5).unaryExpr([](double x) { return 1 / (1 + std::exp(-x)); });
  ASSERT_OK_AND_ASSIGN(const ModelComparison expected,
                       Compare(signature, table.values.col(1).head(5), table.outcome.head(5),
                               ThresholdPair{0.6, 0.5}, {0.25}));
  EXPECT_EQ(ours.n, 5U);
  EXPECT_NEAR(ours.auc.value->z, expected.auc.value->z, 1e-14);
  EXPECT_EQ(ours.accuracy, expected.accuracy);
  EXPECT_NEAR(ours.brier.value->estimate, expected.brier.value->estimate, 1e-15);
}

TEST(ComparisonKernel, NamesTheModelThatItCannotScore) {
  const ComparisonRequest request{
      Counts().models[0], {"published", {{"stage", 1}}, ""}, RowSet::kTrain, {}, {}};
  EXPECT_THAT(ComputeComparison(request, SixRisks()),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("model published"), HasSubstr("stage"))));
}

TEST(ValidationRequests, KindsAreNamed) {
  EXPECT_EQ(KindOf(GatherRequest(ComparisonRequest{})), "comparison");
  EXPECT_TRUE(KernelVersions().contains("comparison"));
  EXPECT_EQ(KindOf(SumRequest(ScoreCountsRequest{})), "score_counts");
  EXPECT_TRUE(KernelVersions().contains("score_counts"));
}

}  // namespace
}  // namespace osteon::models
