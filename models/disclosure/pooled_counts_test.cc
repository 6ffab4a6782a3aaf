#include "models/disclosure/pooled_counts.h"

#include <numeric>

#include "tests/support/numbered_draws.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

constexpr std::size_t kPatients = 60;

Study TwoModels() {
  Study study;
  study.development = {"a", "b", "c"};
  study.clinical = {{"stage",
                     ClinicalColumn::Type::kCategorical,
                     ClinicalColumn::Role::kPredictor,
                     "",
                     {},
                     {},
                     {"1", "2", "3"}}};
  PenalisedModel lasso;
  lasso.cv = CrossValidation{4, 9, "", false};
  study.models = {{"signature", lasso}};
  study.validation.bootstrap = Bootstrap{2, true, 7};
  return study;
}

// Every third patient is in the hold-out, every other one has the event; stages 1, 2, 3 in turn.
AnalysisTable Table() {
  AnalysisTable table;
  table.columns = {"stage2", "stage3"};
  table.values = Eigen::MatrixXd::Zero(kPatients, 2);
  table.outcome.resize(kPatients);
  for (std::size_t i = 0; i < kPatients; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    table.outcome[row] = i % 2 == 0 ? 1 : 0;
    table.holdout.push_back(i % 3 == 0);
    if (i % 4 == 1) table.values(row, 0) = 1;
    if (i % 4 == 2) table.values(row, 1) = 1;
  }
  return table;
}

class PooledCountsTest : public ::testing::Test {
 protected:
  SiteViews views_{"a", std::make_shared<const AnalysisTable>(Table()),
                   std::make_shared<const testing::NumberedDraws>("a"), DictionaryColumnsOf(TwoModels())};
};

TEST_F(PooledCountsTest, AreThoseOfTheViewsThatSumsAreOver) {
  const CountedSets sets(TwoModels());
  ASSERT_OK_AND_ASSIGN(std::vector<std::uint64_t> counts, sets.CountAt(views_));
  ASSERT_EQ(counts.size(), sets.size());
  EXPECT_EQ(sets.size(), 2U * (3 * (1 + 4) + 3));
  const PooledCounts pooled(sets, counts);
  const auto all = pooled.Of(View(), -1);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->patients(), 40U);
  EXPECT_EQ(all->with, 20U);

  View folded;
  folded.folds = {4, 9, ""};
  std::uint64_t in_folds = 0;
  for (const ClassCounts& fold : pooled.Folds(folded)) in_folds += fold.patients();
  EXPECT_EQ(in_folds, 40U);
  ASSERT_OK_AND_ASSIGN(const auto seen, views_.Of(folded));
  std::uint64_t without_second = 0;
  for (const std::size_t row : RowsOf(*seen, RowSet::kTrain))
    without_second += seen->fold[row] == 1 ? 0U : 1U;
  EXPECT_EQ(pooled.Of(folded, 1)->patients(), without_second);

  View replicate;
  replicate.replicate = 2;
  replicate.seed = 7;
  const auto drawn = pooled.Of(replicate, -1);
  ASSERT_TRUE(drawn);
  EXPECT_LT(drawn->patients(), 40U);  // each once, and a Poisson draw leaves some out
  EXPECT_GT(drawn->patients(), 12U);

  const std::vector<ClassCounts> stages = pooled.Levels("stage");
  ASSERT_EQ(stages.size(), 3U);
  std::uint64_t in_stages = 0;
  for (const ClassCounts& stage : stages) in_stages += stage.patients();
  EXPECT_EQ(in_stages, 40U);
}

TEST_F(PooledCountsTest, WhatTheStudyDoesNotHaveIsNotCounted) {
  const CountedSets sets(TwoModels());
  ASSERT_OK_AND_ASSIGN(std::vector<std::uint64_t> counts, sets.CountAt(views_));
  const PooledCounts pooled(sets, counts);
  View view;
  view.replicate = 3;
  view.seed = 7;
  EXPECT_FALSE(pooled.Of(view, -1));
  view.replicate = 2;
  view.seed = 8;
  EXPECT_FALSE(pooled.Of(view, -1));
  view = View();
  view.folds = {5, 9, ""};
  EXPECT_TRUE(pooled.Folds(view).empty());
  EXPECT_FALSE(pooled.Of(view, 0));
  EXPECT_TRUE(pooled.Levels("sex").empty());
}

}  // namespace
}  // namespace osteon::models
