#include "models/harmonisation/apply_combat.h"

#include <cmath>
#include <limits>
#include <random>

#include "models/harmonisation/estimate_batch.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using osteon::testing::IsOk;
using osteon::testing::kRange;
using osteon::testing::kRefused;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

CombatModel Model() {
  CombatModel model;
  model.features = {"f0", "f1", "f2"};
  model.covariates = {"age"};
  model.grand_mean = {10, -2, 1000};
  model.scale = {2, 0.5, 100};
  model.coefficients = {0.1, 0, -1};
  model.constant = {"flat"};
  model.patients = 500;
  model.batches = 4;
  return model;
}

// 40 patients of two scanners in turn; every fifth is a hold-out patient.
AnalysisTable Site() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  AnalysisTable table;
  table.columns = {"age", "f2", "f0", "f0__r2", "flat", "f1"};
  table.values.resize(40, 6);
  table.outcome.setZero(40);
  for (Index i = 0; i < 40; ++i) {
    const int scanner = static_cast<int>(i % 2);
    table.batch.push_back(scanner);
    table.holdout.push_back(i % 5 == 4);
    const double age = 50 + 10 * normal(random);
    table.values.row(i) << age, 1200 - age + 150 * normal(random),
        12 + scanner + 0.1 * age + 3 * normal(random), kNan, 7, -2.5 + 0.5 * scanner + 0.4 * normal(random);
  }
  return table;
}

std::vector<std::size_t> Training(const AnalysisTable& table) {
  return RowsOf(table, RowSet::kTrain);
}

TEST(ApplyCombat, TakesEachScannersEffectOutOfItsRows) {
  const AnalysisTable table = Site();
  const CombatModel model = Model();
  ASSERT_OK_AND_ASSIGN(const AnalysisTable harmonised,
                       ApplyCombat(model, table, Training(table), CombatMode::kSite));
  const auto batches = BatchesOf(table, Training(table));
  for (const auto& [scanner, rows] : batches) {
    ASSERT_OK_AND_ASSIGN(const BatchEstimate estimate, EstimateBatch(model, table, rows));
    EXPECT_EQ(estimate.patients, rows.size());
    for (std::size_t j = 0; j < 3; ++j) {
      const auto column = static_cast<Index>(*table.Column(model.features[j]));
      for (Index i = 0; i < 40; ++i) {
        if (table.batch[static_cast<std::size_t>(i)] != scanner) continue;
        const double expected = model.grand_mean[j] + model.coefficients[j] * table.values(i, 0);
        const double z = (table.values(i, column) - expected) / model.scale[j];
        const double star = (z - estimate.gamma_star[j]) / std::sqrt(estimate.delta_star[j]);
        EXPECT_NEAR(harmonised.values(i, column), star * model.scale[j] + expected,
                    1e-12 * std::fabs(expected));
      }
    }
  }
}

TEST(ApplyCombat, EstimatesAreOfTheRowsGivenOnly) {
  AnalysisTable table = Site();
  ASSERT_OK_AND_ASSIGN(const AnalysisTable first,
                       ApplyCombat(Model(), table, Training(table), CombatMode::kSite));
  table.values(4, 2) += 50;  // a hold-out patient
  ASSERT_OK_AND_ASSIGN(const AnalysisTable second,
                       ApplyCombat(Model(), table, Training(table), CombatMode::kSite));
  for (Index i = 0; i < 40; ++i) {
    EXPECT_EQ(first.values(i, 2) == second.values(i, 2), i != 4) << i;
    EXPECT_EQ(first.values(i, 1), second.values(i, 1)) << i;
  }
  EXPECT_NE(first.values(4, 2), table.values(4, 2));
}

TEST(ApplyCombat, OtherColumnsStayAsTheyAre) {
  const AnalysisTable table = Site();
  ASSERT_OK_AND_ASSIGN(const AnalysisTable harmonised,
                       ApplyCombat(Model(), table, Training(table), CombatMode::kSite));
  EXPECT_EQ(harmonised.columns, table.columns);
  EXPECT_EQ(harmonised.batch, table.batch);
  EXPECT_EQ(harmonised.holdout, table.holdout);
  EXPECT_EQ(harmonised.values.col(0), table.values.col(0));
  EXPECT_TRUE(harmonised.values.col(3).array().isNaN().all());
  EXPECT_EQ(harmonised.values.col(4), table.values.col(4));
}

TEST(ApplyCombat, AsDeployedFeaturesStayAsTheyAre) {
  AnalysisTable table = Site();
  table.values.col(3).setZero();
  ASSERT_OK_AND_ASSIGN(const AnalysisTable same, ApplyCombat(Model(), table, {}, CombatMode::kNone));
  EXPECT_EQ(same.values, table.values);
}

TEST(ApplyCombat, AScannerAloneAndASiteWithoutScannersAgree) {
  AnalysisTable table = Site();
  table.batch.assign(40, 7);
  ASSERT_OK_AND_ASSIGN(AnalysisTable one, ApplyCombat(Model(), table, Training(table), CombatMode::kSite));
  table.batch.clear();
  ASSERT_OK_AND_ASSIGN(AnalysisTable none, ApplyCombat(Model(), table, Training(table), CombatMode::kSite));
  one.values.col(3).setZero();
  none.values.col(3).setZero();
  EXPECT_EQ(one.values, none.values);
}

TEST(ApplyCombat, AScannerWithTooFewPatientsToLearnFromIsRefused) {
  AnalysisTable table = Site();
  table.batch[4] = 2;  // measured one hold-out patient
  EXPECT_THAT(ApplyCombat(Model(), table, Training(table), CombatMode::kSite),
              StatusIs(kRefused, HasSubstr("fewer than 10 patients")));
  EXPECT_THAT(EstimateBatch(Model(), table, {0, 1, 2, 3, 4, 5, 6, 7, 8}),
              StatusIs(kRefused, HasSubstr("fewer than 10 patients")));
}

TEST(ApplyCombat, MissingColumnsAndValuesAreNamed) {
  AnalysisTable table = Site();
  const auto apply = [&] { return ApplyCombat(Model(), table, Training(table), CombatMode::kSite); };
  table.values(3, 5) = kNan;
  EXPECT_THAT(apply(), StatusIs(kRange, HasSubstr("column f1: holds a value that is not finite")));
  table = Site();
  table.values(3, 0) = kNan;
  EXPECT_THAT(apply(), StatusIs(kRange, HasSubstr("column age: holds a value that is not finite")));
  table.values(3, 0) = 50;
  table.values(3, 2) = 1e70;
  EXPECT_THAT(apply(),
              StatusIs(kRange, AllOf(HasSubstr("column f0: a value is too far"), Not(HasSubstr("70")))));
  table = Site();
  table.columns[0] = "years";
  EXPECT_THAT(apply(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("column age")));
  table.columns[1] = "f3";
  EXPECT_THAT(ApplyCombat(Model(), table, {}, CombatMode::kNone),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("column f2")));
}

TEST(CheckTransductive, NeedsThirtyPatientsAndTenOfEachScanner) {
  AnalysisTable table = Site();
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < 30; ++i) rows.push_back(i);
  EXPECT_THAT(CheckTransductive(table, rows), IsOk());
  for (std::size_t i = 0; i < 12; i += 2) table.batch[i] = 1;
  EXPECT_THAT(CheckTransductive(table, rows), StatusIs(kRefused, HasSubstr("fewer than 10 patients")));
  table.batch.clear();
  EXPECT_THAT(CheckTransductive(table, rows), IsOk());
  rows.pop_back();
  EXPECT_THAT(CheckTransductive(table, rows), StatusIs(kRefused, HasSubstr("at least 30")));
}

}  // namespace
}  // namespace osteon::models
