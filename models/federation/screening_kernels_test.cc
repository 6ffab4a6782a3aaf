#include "models/federation/screening_kernels.h"

#include <cmath>
#include <limits>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::kBad;
using osteon::testing::kRange;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

using ::testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Training rows are the first five: x = 1 2 3 4 5, y = 0 0 1 1 1.
AnalysisTable SixPatients() {
  AnalysisTable table;
  table.columns = {"x", "x__r2", "u"};
  table.values.resize(6, 3);
  table.values << 1, 2, 0.5,  //
      2, kNan, 0.25,          //
      3, 4, 0,                //
      4, kNan, -0.25,         //
      5, 7, -0.5,             //
      9, 9, 9;
  table.outcome.resize(6);
  table.outcome << 0, 0, 1, 1, 1, 0;
  table.holdout = {false, false, false, false, false, true};
  return table;
}

const std::vector<double>& Weights(const KernelOutput& output, const std::string& name) {
  for (const WeightedStatistic& statistic : output.statistics) {
    if (statistic.name == name) return statistic.weights;
  }
  static const std::vector<double> none;
  return none;
}

// --- Class moments

TEST(ClassMomentsKernel, ByHand) {
  const ClassMomentsRequest request{{"u", "x"}, RowSet::kTrain, 3};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, SixPatients()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(request));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5, 3, 1));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(1.2));            // 3 * 2 / 5
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(0.75, 3));        // no event
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(-0.75, 12));      // event
  EXPECT_THAT(output.summand.DecodeBlock(4), ElementsAre(0.625, 55));      // squares
  EXPECT_THAT(output.summand.DecodeBlock(5), ElementsAre(0.625, 10));      // centred squares
  EXPECT_THAT(output.summand.DecodeBlock(6), ElementsAre(-0.75, 12 - 9));  // 12 - 15 * 3 / 5
  EXPECT_THAT(Weights(output, "class_moments"), ElementsAre(1, 1, 1, 1, 1));
  EXPECT_THAT(Weights(output, "class_moments event"), ElementsAre(0, 0, 1, 1, 1));
  EXPECT_THAT(Weights(output, "class_moments no event"), ElementsAre(1, 1, 0, 0, 0));
  EXPECT_THAT(Weights(output, "class_moments centred product"), ElementsAre(0.6, 0.6, 0.4, 0.4, 0.4));
}

TEST(ClassMomentsKernel, ASiteWithoutTrainingPatientsAddsNothing) {
  AnalysisTable table = SixPatients();
  table.holdout.assign(6, true);
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputeSummand(ClassMomentsRequest{{"x"}, RowSet::kTrain, 2}, table));
  EXPECT_EQ(output.summand, RingVector(output.summand.layout()));
}

TEST(ClassMomentsKernel, ASiteWithOneOutcomeAddsToTheSpreadWithinSitesOnly) {
  AnalysisTable table = SixPatients();
  table.outcome.setZero();
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputeSummand(ClassMomentsRequest{{"x"}, RowSet::kTrain, 2}, table));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(0));
  EXPECT_THAT(output.summand.DecodeBlock(5), ElementsAre(10));
  EXPECT_THAT(output.summand.DecodeBlock(6), ElementsAre(0));
}

TEST(ClassMomentsKernel, RefusesAMissingCellByColumn) {
  EXPECT_THAT(ComputeSummand(ClassMomentsRequest{{"x", "x__r2"}, RowSet::kTrain, 2}, SixPatients()),
              StatusIs(kRange, HasSubstr("column x__r2: holds a value that is not finite")));
  AnalysisTable table = SixPatients();
  table.values(0, 0) = 7.5e17;
  EXPECT_THAT(ComputeSummand(ClassMomentsRequest{{"x"}, RowSet::kTrain, 2}, table),
              StatusIs(kRange, AllOf(HasSubstr("column x: too large"), Not(HasSubstr("7.5")))));
  EXPECT_THAT(ComputeSummand(ClassMomentsRequest{{"x"}, RowSet::kTrain, 0}, table),
              StatusIs(kBad, HasSubstr("no site")));
}

// --- Reader agreement

TEST(ReaderAgreementKernel, AddsPatientsReadTwiceOnly) {
  const ReaderAgreementRequest request{{"x"}, true, RowSet::kTrain, 3};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, SixPatients()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(request));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(3));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(9));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(13));
  EXPECT_THAT(output.summand.DecodeBlock(3), ElementsAre(1 + 9 + 25 + 4 + 16 + 49));
  EXPECT_THAT(output.summand.DecodeBlock(4), ElementsAre(2 + 12 + 35));
  EXPECT_THAT(output.summand.DecodeBlock(5), ElementsAre(1));
  EXPECT_NEAR(output.summand.DecodeBlock(6)[0], 9 + 49 + 144 - 22 * 22 / 3.0, 1e-13);  // t = 3 7 12
  EXPECT_THAT(Weights(output, "reader_agreement, x"), ElementsAre(1, 0, 1, 0, 1));
}

TEST(ReaderAgreementKernel, EachSetOfPatientsIsShownToThePolicy) {
  AnalysisTable table = SixPatients();
  table.columns = {"x", "x__r2", "u", "u__r2", "v", "v__r2"};
  table.values.conservativeResize(6, 6);
  table.values.col(3) = table.values.col(1);
  table.values.col(4) = table.values.col(0);
  table.values.col(5).setConstant(kNan);
  table.values(2, 5) = 1;
  ASSERT_OK_AND_ASSIGN(
      const KernelOutput output,
      ComputeSummand(ReaderAgreementRequest{{"x", "u", "v"}, false, RowSet::kTrain, 2}, table));
  EXPECT_EQ(output.statistics.size(), 2U);
  EXPECT_THAT(Weights(output, "reader_agreement, x and 1 more"), ElementsAre(1, 0, 1, 0, 1));
  EXPECT_THAT(Weights(output, "reader_agreement, v"), ElementsAre(0, 0, 1, 0, 0));
}

TEST(ReaderAgreementKernel, NeedsTheSecondReadersColumnAndFiniteValues) {
  EXPECT_THAT(ComputeSummand(ReaderAgreementRequest{{"u"}, false, RowSet::kTrain, 2}, SixPatients()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("u__r2")));
  AnalysisTable table = SixPatients();
  table.values(2, 1) = std::numeric_limits<double>::infinity();
  EXPECT_THAT(ComputeSummand(ReaderAgreementRequest{{"x"}, false, RowSet::kTrain, 2}, table),
              StatusIs(kRange, HasSubstr("column x__r2: holds a value that is not finite")));
}

// --- Missing

TEST(MissingKernel, CountsCellsWithoutAValueByOutcome) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output,
                       ComputeSummand(MissingRequest{{"x", "x__r2"}, RowSet::kTrain, 2}, SixPatients()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5, 3));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(0, 1));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(0, 1));
  EXPECT_THAT(Weights(output, "missing no event"), ElementsAre(1, 1, 0, 0, 0));
  EXPECT_THAT(Weights(output, "missing event"), ElementsAre(0, 0, 1, 1, 1));
}

// --- Present moments and cuts

TEST(PresentMomentsKernel, AddsTheValuesThatThereAre) {
  ASSERT_OK_AND_ASSIGN(
      const KernelOutput output,
      ComputeSummand(PresentMomentsRequest{{"x", "x__r2"}, RowSet::kTrain, 2}, SixPatients()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5, 3));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(15, 13));
  EXPECT_THAT(output.summand.DecodeBlock(2), ElementsAre(55, 4 + 16 + 49));
  EXPECT_THAT(Weights(output, "present_moments, x__r2"), ElementsAre(1, 0, 1, 0, 1));
}

TEST(CutCountsKernel, CountsValuesNotAboveEachCut) {
  const CutCountsRequest request{{{"x", {0, 1, 2.5, 9}}, {"x__r2", {3}}}, RowSet::kTrain, 2};
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, SixPatients()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(request));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5, 3));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(0, 1, 2, 5, 1));
  EXPECT_THAT(Weights(output, "cut_counts"), ElementsAre(1, 1, 1, 1, 1));
  for (const std::vector<double>& cuts : std::vector<std::vector<double>>{{}, {1, 1}, {2, 1}, {kNan}}) {
    EXPECT_THAT(ComputeSummand(CutCountsRequest{{{"x", cuts}}, RowSet::kTrain, 2}, SixPatients()),
                StatusIs(kBad, HasSubstr("the cuts of x")));
  }
}

// --- Correlation

CorrelationRequest Pair() {
  const double sd_x = std::sqrt(2.0);
  const double sd_u = std::sqrt(0.125);
  CorrelationRequest request;
  request.columns = {{"x", 3, sd_x}, {"u", 0, sd_u}};
  request.patients = 5;
  return request;
}

TEST(CorrelationKernel, ByHand) {
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(Pair(), SixPatients()));
  EXPECT_EQ(output.summand.layout(), LayoutOf(Pair()));
  EXPECT_THAT(output.summand.DecodeBlock(0), ElementsAre(5));
  EXPECT_NEAR(output.summand.DecodeBlock(1)[0], -5, 1e-14);  // u falls exactly as x rises
  EXPECT_THAT(Weights(output, "correlation"), ElementsAre(1, 1, 1, 1, 1));
}

TEST(CorrelationKernel, LeadingColumnsMeetEveryLaterOneOnce) {
  AnalysisTable table;
  table.columns = {"a", "b", "c", "d"};
  table.values.resize(2, 4);
  table.values << 1, 2, 3, 4, 0, 0, 0, 0;
  table.outcome = Eigen::Vector2d(0, 1);
  table.holdout = {false, false};
  CorrelationRequest request;
  for (const std::string& name : table.columns) request.columns.push_back({name, 0, 1});
  request.leading = 2;
  request.patients = 20;
  ASSERT_OK_AND_ASSIGN(const KernelOutput output, ComputeSummand(request, table));
  EXPECT_THAT(output.summand.DecodeBlock(1), ElementsAre(2, 3, 4, 6, 8));  // ab ac ad bc bd
  EXPECT_EQ(CorrelationCount(4, 2), 5U);
}

TEST(CorrelationKernel, RefusesWhatCouldWrapAndWhatContradictsItself) {
  CorrelationRequest request = Pair();
  request.columns[1].scale = 1e-3;
  EXPECT_THAT(ComputeSummand(request, SixPatients()),
              StatusIs(kRange, HasSubstr("column u: varies more than the request says")));
  request = Pair();
  request.columns[0].name = "x__r2";
  EXPECT_THAT(ComputeSummand(request, SixPatients()),
              StatusIs(kRange, HasSubstr("column x__r2: holds a value that is not finite")));
  request = Pair();
  request.columns[0].scale = 0;
  EXPECT_THAT(ComputeSummand(request, SixPatients()), StatusIs(kBad, HasSubstr("scale of x")));
  request = Pair();
  request.leading = 2;
  EXPECT_THAT(ComputeSummand(request, SixPatients()), StatusIs(kBad, HasSubstr("2 leading columns of 2")));
  request.leading = 0;
  EXPECT_THAT(ComputeSummand(request, SixPatients()), StatusIs(kBad, HasSubstr("0 leading")));
}

TEST(CorrelationRequest, FractionBitsLeaveRoomForTheBound) {
  EXPECT_EQ(CorrelationFractionBits(575, 5), 49);  // 2 * 575 * 5 = 5750 <= 2^13
  EXPECT_EQ(CorrelationFractionBits(1, 1), 52);
  EXPECT_EQ(CorrelationFractionBits(~std::uint64_t{0}, 1000), 0);
}

TEST(ScreeningRequests, KindsAreNamed) {
  EXPECT_EQ(KindOf(SumRequest(ClassMomentsRequest{})), "class_moments");
  EXPECT_EQ(KindOf(SumRequest(CorrelationRequest{})), "correlation");
  EXPECT_EQ(KindOf(SumRequest(ReaderAgreementRequest{})), "reader_agreement");
  EXPECT_EQ(KindOf(SumRequest(MissingRequest{})), "missing");
  EXPECT_EQ(KindOf(SumRequest(PresentMomentsRequest{})), "present_moments");
  EXPECT_EQ(KindOf(SumRequest(CutCountsRequest{})), "cut_counts");
  for (const char* kind :
       {"class_moments", "correlation", "reader_agreement", "missing", "present_moments", "cut_counts"}) {
    EXPECT_TRUE(KernelVersions().contains(kind)) << kind;
  }
}

}  // namespace
}  // namespace osteon::models
