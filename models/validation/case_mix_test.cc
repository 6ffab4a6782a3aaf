#include "models/validation/case_mix.h"

#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using Proportions = std::vector<double>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
const SummaryFloors kFloors = {20, 5};

// 60 patients, every other with the event; values 0 ... 59.
struct Patients {
  Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(60, 0, 59);
  Eigen::VectorXd outcome = Eigen::VectorXd::Zero(60);
  std::vector<int> level = std::vector<int>(60, 0);
  Patients() {
    for (Eigen::Index i = 0; i < 60; i += 2) outcome[i] = 1;
    for (std::size_t i = 0; i < 24; ++i) level[i] = 1;
  }
};

TEST(CaseMix, ANumericVariableByHand) {
  Patients patients;
  patients.values.head(10).setConstant(kMissing);  // five of each outcome
  const NumericCaseMix told = SummariseVariable("age", patients.values, patients.outcome, kFloors);
  EXPECT_EQ(told.measured.value, 50U);
  EXPECT_EQ(told.missing.value, (OutcomeCounts{5, 5}));
  EXPECT_DOUBLE_EQ(told.moments.value->mean, 34.5);
  EXPECT_NEAR(told.moments.value->sd, std::sqrt(50.0 * 51 / 12), 1e-12);  // of 50 numbers in a row
}

TEST(CaseMix, FewMissingValuesAreNotToldNorTheNumberThatTellsThem) {
  Patients patients;
  patients.values.head(6).setConstant(kMissing);  // three of each outcome
  NumericCaseMix told = SummariseVariable("age", patients.values, patients.outcome, kFloors);
  EXPECT_EQ(told.missing.unavailable, "suppressed: min_cell");
  EXPECT_EQ(told.measured.value, 54U);
  patients = Patients();
  patients.values.head(3).setConstant(kMissing);
  told = SummariseVariable("age", patients.values, patients.outcome, kFloors);
  EXPECT_EQ(told.measured.unavailable, "suppressed: min_cell");
  EXPECT_TRUE(told.moments.value.has_value());
}

TEST(CaseMix, MeansOfFewPatientsOrAboutFewAreNotTold) {
  Patients patients;
  patients.values.head(41).setConstant(kMissing);
  EXPECT_EQ(SummariseVariable("age", patients.values, patients.outcome, kFloors).moments.unavailable,
            "suppressed: min_patients");
  patients.values.setConstant(1);
  patients.values[7] = 2;  // the mean would tell the one who differs
  EXPECT_EQ(SummariseVariable("age", patients.values, patients.outcome, kFloors).moments.unavailable,
            "suppressed: min_cell");
  EXPECT_TRUE(SummariseVariable("age", patients.values, patients.outcome, {}).moments.value.has_value());
}

TEST(CaseMix, LevelsAreToldWhereEveryCellIsLargeEnough) {
  Patients patients;
  const CategoricalCaseMix told = SummariseVariable("sex", patients.level, patients.outcome, 2, kFloors);
  ASSERT_TRUE(told.levels.value.has_value());
  EXPECT_EQ((*told.levels.value)[0], (OutcomeCounts{18, 18}));
  EXPECT_EQ((*told.levels.value)[1], (OutcomeCounts{12, 12}));
  for (std::size_t i = 4; i < 24; ++i) patients.level[i] = 0;  // two of each outcome are left
  EXPECT_EQ(SummariseVariable("sex", patients.level, patients.outcome, 2, kFloors).levels.unavailable,
            "suppressed: min_cell");
}

TEST(CaseMix, ARecordOfFewIsNotTold) {
  EXPECT_EQ(RuleAgainstRecord(19, 10, kFloors), "min_patients");
  EXPECT_EQ(RuleAgainstRecord(40, 3, kFloors), "min_cell");
  EXPECT_EQ(RuleAgainstRecord(40, 37, kFloors), "min_cell");
  EXPECT_EQ(RuleAgainstRecord(40, 0, kFloors), "");
  EXPECT_EQ(RuleAgainstRecord(0, 0, kFloors), "");
}

TEST(StandardisedDifference, OfNumbersByHand) {
  EXPECT_NEAR(*StandardisedDifference(MeanAndSd{66, 8}, MeanAndSd{61, 6}).value, 5 / std::sqrt(50), 1e-14);
  EXPECT_FALSE(StandardisedDifference(MeanAndSd{2, 0}, MeanAndSd{1, 0}).value.has_value());
}

// Of two levels it is |p - q| / sqrt((p (1 - p) + q (1 - q)) / 2) (Austin 2009), whichever is the reference.
TEST(StandardisedDifference, OfTwoLevelsIsThatOfAProportion) {
  const double expected = 0.2 / std::sqrt((0.3 * 0.7 + 0.5 * 0.5) / 2);
  EXPECT_NEAR(*StandardisedDifference(Proportions{0.7, 0.3}, Proportions{0.5, 0.5}).value, expected, 1e-14);
  EXPECT_NEAR(*StandardisedDifference(Proportions{0.3, 0.7}, Proportions{0.5, 0.5}).value, expected, 1e-14);
}

// Three levels by hand: t - c = (0.1, -0.2); S from the two multinomials: (0.4 0.6 + 0.3 0.7) / 2,
// -(0.4 0.3 + 0.3 0.5) / 2, (0.3 0.7 + 0.5 0.5) / 2.
TEST(StandardisedDifference, OfThreeLevelsByHand) {
  const double s11 = 0.225, s12 = -0.135, s22 = 0.23;
  const double d1 = 0.1, d2 = -0.2, det = s11 * s22 - s12 * s12;
  const double expected = std::sqrt((s22 * d1 * d1 - 2 * s12 * d1 * d2 + s11 * d2 * d2) / det);
  EXPECT_NEAR(*StandardisedDifference(Proportions{0.3, 0.4, 0.3}, Proportions{0.2, 0.3, 0.5}).value, expected,
              1e-12);
  // A level that nobody has anywhere changes nothing.
  EXPECT_NEAR(*StandardisedDifference(Proportions{0, 0.3, 0.4, 0.3}, Proportions{0, 0.2, 0.3, 0.5}).value,
              expected, 1e-12);
  EXPECT_EQ(*StandardisedDifference(Proportions{0.2, 0.3, 0.5}, Proportions{0.2, 0.3, 0.5}).value, 0);
  EXPECT_FALSE(StandardisedDifference(Proportions{1, 0}, Proportions{1, 0}).value.has_value());
}

}  // namespace
}  // namespace osteon::models
