#include "models/disclosure/judge_sum.h"

#include <gtest/gtest.h>

#include <cmath>

namespace osteon::models {
namespace {

Study ThreeSites() {
  Study study;
  study.development = {"a", "b", "c"};
  study.clinical = {
      {"sex", ClinicalColumn::Type::kCategorical, ClinicalColumn::Role::kPredictor, "", {}, {}, {"F", "M"}}};
  PenalisedModel lasso;
  lasso.cv = CrossValidation{2, 1, "", false};
  study.models = {{"signature", lasso}};
  return study;
}

// 100 patients, 40 with the event; folds of 50; sexes of 50.
PooledCounts Pooled(std::uint64_t fold_events = 20, std::uint64_t women_with = 20) {
  return PooledCounts(CountedSets(ThreeSites()),
                      {60, 40, 30, fold_events, 30, 40 - fold_events, 30, women_with, 30, 40 - women_with});
}

SumEvidence Enough() {
  SumEvidence evidence;
  evidence.kind = "logistic";
  evidence.patients = 40;
  evidence.cells = {{"patients by outcome", {25, 15}, false}};
  return evidence;
}

std::string Rule(const SumEvidence& evidence, const Visibility& visibility, const Limits& limits = {}) {
  const auto breach = JudgeSum(evidence, limits, visibility);
  return breach ? breach->rule : "";
}

Visibility Masked(const PooledCounts& pooled) {
  return {true, 3, false, 3, &pooled};
}

TEST(JudgeSum, FewPatientsOfThisSiteInBothModes) {
  const PooledCounts pooled = Pooled();
  for (const auto& [patients, rule] :
       {std::pair{0U, ""}, {1U, "min_patients"}, {19U, "min_patients"}, {20U, ""}}) {
    SumEvidence evidence = Enough();
    evidence.patients = patients;
    EXPECT_EQ(Rule(evidence, {}), rule) << patients;
    EXPECT_EQ(Rule(evidence, Masked(pooled)), rule) << patients;
  }
}

TEST(JudgeSum, ASaturatedModel) {
  SumEvidence evidence = Enough();
  evidence.largest_linear_predictor = 30;
  EXPECT_EQ(Rule(evidence, {}), "");
  evidence.largest_linear_predictor = 30.01;
  EXPECT_EQ(Rule(evidence, {}), "max_linear_predictor");
  evidence.largest_linear_predictor = std::nan("");
  EXPECT_EQ(Rule(evidence, {}), "max_linear_predictor");
}

TEST(JudgeSum, CellsOfThisSiteAreJudgedUnmaskedOnly) {
  const PooledCounts pooled = Pooled();
  for (const auto& [count, small] : {std::pair{0U, false}, {1U, true}, {4U, true}, {5U, false}}) {
    SumEvidence evidence = Enough();
    evidence.cells.push_back({"levels of sex by outcome", {30, count}, false});
    EXPECT_EQ(Rule(evidence, {}), small ? "min_cell" : "") << count;
    EXPECT_EQ(Rule(evidence, Masked(pooled)), "") << count;
    evidence.cells.back().histogram = true;
    EXPECT_EQ(Rule(evidence, {}), small ? "min_cell" : "") << count;
  }
}

TEST(JudgeSum, PatientsWhoDifferFromAllOthersInAMadeColumnAreJudgedInBothModes) {
  const PooledCounts pooled = Pooled();
  for (const auto& [count, small] : {std::pair{0U, false}, {1U, true}, {4U, true}, {5U, false}}) {
    SumEvidence evidence = Enough();
    evidence.cells.push_back({"values of linear predictor of m", {count}, false, true});
    EXPECT_EQ(Rule(evidence, {}), small ? "min_cell" : "") << count;
    EXPECT_EQ(Rule(evidence, Masked(pooled)), small ? "min_cell" : "") << count;
  }
}

TEST(JudgeSum, ADerivedColumnThatHardlyVaries) {
  SumEvidence evidence = Enough();
  evidence.least_range = 1e-6;
  EXPECT_EQ(Rule(evidence, {}), "");
  evidence.least_range = 0.99e-6;
  EXPECT_EQ(Rule(evidence, {}), "max_linear_predictor");
}

TEST(JudgeSum, PooledCellsAreJudgedMasked) {
  for (const auto& [count, small] :
       {std::pair{0U, false}, {1U, true}, {4U, true}, {5U, false}, {37U, true}}) {
    const std::string rule = small ? "min_cell" : "";
    SumEvidence of_folds = Enough();
    of_folds.by_fold = true;
    of_folds.view.folds = {2, 1, ""};
    const PooledCounts folds = Pooled(count);
    EXPECT_EQ(Rule(of_folds, Masked(folds)), rule) << count;
    SumEvidence of_levels = Enough();
    of_levels.levels = {"sex"};
    const PooledCounts levels = Pooled(20, count);
    EXPECT_EQ(Rule(of_levels, Masked(levels)), rule) << count;
    EXPECT_EQ(Rule(Enough(), Masked(levels)), "");
  }
}

TEST(JudgeSum, NothingMaskedBeforeTheCountsAreKnown) {
  EXPECT_EQ(Rule(Enough(), {true, 3, false, 3, nullptr}), "counts_first");
  const PooledCounts pooled = Pooled();
  SumEvidence other = Enough();
  other.view.replicate = 1;  // the study has no bootstrap
  EXPECT_EQ(Rule(other, Masked(pooled)), "counts_first");
}

TEST(JudgeSum, TooFewTrustedInstitutions) {
  const PooledCounts pooled = Pooled();
  EXPECT_EQ(Rule(Enough(), {true, 2, false, 3, &pooled}), "min_sites");
  EXPECT_EQ(Rule(Enough(), {false, 1, false, 1, nullptr}), "");
}

TEST(JudgeSum, BlocksOfMoreColumnsThanPatientsAllow) {
  const PooledCounts pooled = Pooled();
  for (const std::size_t columns : {13U, 14U, 33U, 34U}) {
    SumEvidence evidence = Enough();
    evidence.blocks = {{columns, columns, {}, -1, 40}};
    // A third of this site's 40 patients; of the 100 of all.
    EXPECT_EQ(Rule(evidence, {}), columns <= 13 ? "" : "max_columns_per_patient") << columns;
    EXPECT_EQ(Rule(evidence, Masked(pooled)), columns <= 33 ? "" : "max_columns_per_patient") << columns;
  }
  // Without one fold there are 50 patients.
  SumEvidence fold = Enough();
  fold.view.folds = {2, 1, ""};
  fold.blocks = {{16, 16, {}, 0, 40}};
  EXPECT_EQ(Rule(fold, Masked(pooled)), "");
  fold.blocks[0].columns = 17;
  EXPECT_EQ(Rule(fold, Masked(pooled)), "max_columns_per_patient");
  // A few columns with all others: fewer of these than patients.
  SumEvidence wide = Enough();
  wide.blocks = {{2, 100, {}, -1, 40}};
  EXPECT_EQ(Rule(wide, Masked(pooled)), "");
  wide.blocks[0].all_columns = 101;
  EXPECT_EQ(Rule(wide, Masked(pooled)), "max_columns_per_patient");
}

TEST(JudgeSum, WithoutOneSiteIsJudgedAsUnmaskedAndOnlyWhereAllowed) {
  const PooledCounts pooled = Pooled();
  Visibility visibility{true, 3, true, 4, &pooled};
  EXPECT_EQ(Rule(Enough(), visibility), "leave_one_site_out");
  Limits allowed;
  allowed.leave_one_site_out = true;
  EXPECT_EQ(Rule(Enough(), visibility, allowed), "");
  SumEvidence small = Enough();
  small.cells[0].counts = {36, 4};
  EXPECT_EQ(Rule(small, visibility, allowed), "min_cell");
  visibility.development_sites = 3;
  EXPECT_EQ(Rule(Enough(), visibility, allowed), "leave_one_site_out");
}

TEST(JudgeSum, ManyThresholdsOnlyMasked) {
  const PooledCounts pooled = Pooled();
  SumEvidence evidence = Enough();
  evidence.thresholds = 12;
  EXPECT_EQ(Rule(evidence, {}), "");
  evidence.thresholds = 13;
  EXPECT_EQ(Rule(evidence, {}), "max_thresholds");
  EXPECT_EQ(Rule(evidence, Masked(pooled)), "");
}

TEST(Stricter, TheStudyCanOnlyAskForMore) {
  Privacy study;
  study.min_patients = 30;
  study.min_cell = 3;
  study.max_columns_per_patient = 0.5;
  const Limits limits = Stricter(Limits(), study);
  EXPECT_EQ(limits.min_patients, 30U);
  EXPECT_EQ(limits.min_cell, 5U);
  EXPECT_EQ(limits.max_columns_per_patient, 0.3334);
  EXPECT_EQ(limits.EffectivePatients(), 5);
  study.min_cell = 8;
  EXPECT_EQ(Stricter(Limits(), study).EffectivePatients(), 8);
}

TEST(WeightsOf, ReplicatesAreApart) {
  SumEvidence evidence = Enough();
  evidence.statistics = {{"moments", {1, 1}}};
  SumEvidence replicate = evidence;
  replicate.view.replicate = 2;
  replicate.view.seed = 7;
  const auto weights = WeightsOf({evidence, replicate});
  ASSERT_EQ(weights.size(), 2U);
  EXPECT_EQ(weights[0].key, "moments");
  EXPECT_NE(weights[1].key, "moments");
  EXPECT_EQ(DominanceBreach(weights[1].key).what.substr(0, 7), "moments");
}

}  // namespace
}  // namespace osteon::models
