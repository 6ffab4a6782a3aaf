#include "models/preparation/prepare.h"

#include <cmath>
#include <limits>
#include <set>

#include "tests/support/numbered_draws.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::NumberedDraws;
using osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const NumberedDraws kDraws;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

AnalysisTable FourPatients() {
  AnalysisTable table;
  table.columns = {"age", "suv"};
  table.values.resize(4, 2);
  table.values << 61, 1, kMissing, 2, 70, 4, 55, kMissing;
  table.outcome = Eigen::Vector4d(0, 1, 1, 0);
  table.holdout = {false, false, false, true};
  table.fold_columns["part"] = {0, 1, 2, 0};
  return table;
}

std::vector<double> ColumnOf(const AnalysisTable& table, const std::string& name) {
  const Eigen::VectorXd cells = table.values.col(static_cast<Eigen::Index>(*table.Column(name)));
  return {cells.begin(), cells.end()};
}

TEST(Prepare, WithoutAnythingTheTableStaysAsItWasBrought) {
  ASSERT_OK_AND_ASSIGN(const AnalysisTable table, Prepare(FourPatients(), {}, {}, "north", &kDraws));
  EXPECT_TRUE(std::isnan(table.values(1, 0)));
  EXPECT_TRUE(table.fold.empty());
  EXPECT_TRUE(table.patient.empty());
}

TEST(Prepare, MissingCellsAreFilledBeforeColumnsAreCombined) {
  Preparation preparation;
  preparation.fills = {{"age", 60}, {"suv", 3}};
  preparation.derived = {{"signature", {{"(Intercept)", -1}, {"age", 0.5}, {"suv", 2}}, {}, {}},
                         {"twice", {{"signature", 2}}, {}, {}}};
  preparation.site_columns = {{"sitenorth", "north"}, {"sitesouth", "south"}};
  ASSERT_OK_AND_ASSIGN(const AnalysisTable table, Prepare(FourPatients(), preparation, {}, "north", &kDraws));
  EXPECT_THAT(ColumnOf(table, "age"), ElementsAre(61, 60, 70, 55));
  EXPECT_THAT(ColumnOf(table, "signature"), ElementsAre(31.5, 33, 42, 32.5));
  EXPECT_THAT(ColumnOf(table, "twice"), ElementsAre(63, 66, 84, 65));
  EXPECT_THAT(ColumnOf(table, "sitenorth"), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(ColumnOf(table, "sitesouth"), ElementsAre(0, 0, 0, 0));
}

TEST(Prepare, ACrossValidatedColumnTakesEachTrainingRowsOwnFold) {
  Preparation preparation;
  DerivedColumn column{"signature", {{"suv", 1}}, {}, {3, 0, "part"}};
  for (const double coefficient : {10.0, 20.0, 30.0}) column.terms_by_fold.push_back({{"suv", coefficient}});
  preparation.fills = {{"suv", 3}};
  preparation.derived = {column};
  AnalysisTable brought = FourPatients();
  brought.fold_columns["part"] = {0, 1, 2, -1};
  ASSERT_OK_AND_ASSIGN(const AnalysisTable table, Prepare(brought, preparation, {}, "north", &kDraws));
  EXPECT_THAT(ColumnOf(table, "signature"), ElementsAre(10, 40, 120, 3));
}

// Three knots 0, 1, 2: ((x)+^3 - 2 (x - 1)+^3 + (x - 2)+^3) / 4.
TEST(Prepare, ASplineHasTheTermsBeyondItsColumn) {
  AnalysisTable brought = FourPatients();
  brought.values.col(1) << -1, 0.5, 2, 3;
  Preparation preparation;
  preparation.splines = {{"suv", {0, 1, 2}}};
  ASSERT_OK_AND_ASSIGN(const AnalysisTable table, Prepare(brought, preparation, {}, "north", &kDraws));
  EXPECT_THAT(ColumnOf(table, SplineColumnName("suv", 1)), ElementsAre(0, 0.125 / 4, 6.0 / 4, 12.0 / 4));
  preparation.splines = {{"suv", {0, 0, 2}}};
  EXPECT_THAT(Prepare(brought, preparation, {}, "north", &kDraws),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("knots")));
}

TEST(Prepare, AReplicateRepeatsPatientsAndKeepsEachInOneFold) {
  AnalysisTable brought;
  brought.columns = {"row"};
  brought.values.resize(200, 1);
  brought.outcome.resize(200);
  for (int i = 0; i < 200; ++i) {
    brought.values(i, 0) = i;
    brought.outcome[i] = i % 3 == 0 ? 1 : 0;
    brought.holdout.push_back(i >= 150);
  }
  View view;
  view.replicate = 7;
  view.folds = {5, 1, ""};
  ASSERT_OK_AND_ASSIGN(const AnalysisTable table, Prepare(brought, {}, view, "north", &kDraws));
  ASSERT_EQ(table.patient.size(), table.holdout.size());
  std::map<std::size_t, std::set<int>> folds;
  int holdout = 0;
  for (std::size_t i = 0; i < table.patient.size(); ++i) {
    EXPECT_EQ(table.values(static_cast<Eigen::Index>(i), 0), static_cast<double>(table.patient[i]));
    EXPECT_EQ(table.outcome[static_cast<Eigen::Index>(i)],
              brought.outcome[static_cast<Eigen::Index>(table.patient[i])]);
    folds[table.patient[i]].insert(table.fold[i]);
    holdout += table.holdout[i] ? 1 : 0;
  }
  EXPECT_EQ(holdout, 50);
  EXPECT_LT(folds.size(), 200U);  // about e^-1 of the training rows are left out
  EXPECT_GT(folds.size(), 125U);
  for (const auto& [patient, its] : folds) EXPECT_EQ(its.size(), 1U);
  view.replicate = 8;
  ASSERT_OK_AND_ASSIGN(const AnalysisTable other, Prepare(brought, {}, view, "north", &kDraws));
  EXPECT_NE(table.patient, other.patient);
}

TEST(Prepare, WhatDoesNotFitIsNamed) {
  Preparation fill;
  fill.fills = {{"stage", 1}};
  EXPECT_THAT(Prepare(FourPatients(), fill, {}, "north", &kDraws),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("stage")));
  Preparation taken;
  taken.derived = {{"age", {{"suv", 1}}, {}, {}}};
  EXPECT_THAT(Prepare(FourPatients(), taken, {}, "north", &kDraws),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("age already")));
  View view;
  view.folds = {2, 0, "part"};
  EXPECT_THAT(Prepare(FourPatients(), {}, view, "north", &kDraws),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("more levels")));
  view.folds = {2, 0, "other"};
  EXPECT_THAT(Prepare(FourPatients(), {}, view, "north", &kDraws),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("other")));
}

}  // namespace
}  // namespace osteon::models
