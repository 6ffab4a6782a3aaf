#include "models/glm/fit_stepwise.h"

#include <random>
#include <set>

#include "models/glm/fit_logistic.h"
#include "tests/support/bounded_site.h"
#include "tests/support/counting_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::BoundedSite;
using osteon::testing::CountingFederation;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

using Tables = std::map<std::string, AnalysisTable>;

// Strong columns x1, x2, weak x3, noise x4, and a predictor of three levels that matters as a whole.
AnalysisTable Patients(Eigen::Index n) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  AnalysisTable table;
  table.columns = {"x1", "x2", "x3", "x4", "stageII", "stageIII"};
  table.values.setZero(n, 6);
  table.outcome.resize(n);
  table.holdout.assign(static_cast<std::size_t>(n), false);
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < 4; ++j) table.values(i, j) = normal(random);
    if (i % 3 > 0) table.values(i, 3 + i % 3) = 1;
    const double eta = table.values(i, 0) - 0.8 * table.values(i, 1) + 0.2 * table.values(i, 2) +
                       1.2 * table.values(i, 4) - 0.3 * table.values(i, 5);
    table.outcome[i] = eta + 1.7 * normal(random) > 0 ? 1 : 0;
  }
  return table;
}

const std::vector<StepwiseTerm> kTerms = {
    {"x1", {"x1"}}, {"stage", {"stageII", "stageIII"}}, {"x2", {"x2"}}, {"x3", {"x3"}}, {"x4", {"x4"}}};

Tables Deal(const AnalysisTable& table, const std::vector<std::string>& names) {
  Tables tables;
  for (Eigen::Index i = 0; i < table.values.rows(); ++i) {
    AnalysisTable& site = tables[names[static_cast<std::size_t>(i) % names.size()]];
    site.columns = table.columns;
    const Eigen::Index row = site.outcome.size();
    site.values.conservativeResize(row + 1, table.values.cols());
    site.outcome.conservativeResize(row + 1);
    site.values.row(row) = table.values.row(i);
    site.outcome[row] = table.outcome[i];
    site.holdout.push_back(false);
  }
  return tables;
}

absl::StatusOr<StepwiseFit> Fit(CountingFederation& federation, const std::vector<StepwiseTerm>& terms,
                                StepwiseDirection direction,
                                StepwiseCriterion criterion = StepwiseCriterion::kAic) {
  return FitStepwise(federation, "clinical", terms, direction, criterion, federation.names());
}

std::vector<std::string> Changes(const StepwiseFit& fit) {
  std::vector<std::string> changes;
  for (const StepwiseStep& step : fit.path) changes.push_back(step.change);
  return changes;
}

std::vector<std::string> Columns(const FittedModel& model) {
  std::vector<std::string> names;
  for (const ModelTerm& term : model.terms) names.push_back(term.name);
  return names;
}

TEST(FitStepwise, EveryStepTakesTheLeastCriterionOfAllModelsOneStepAway) {
  for (const StepwiseCriterion criterion : {StepwiseCriterion::kAic, StepwiseCriterion::kBic}) {
    CountingFederation federation(Deal(Patients(240), {"a", "b", "c"}));
    ASSERT_OK_AND_ASSIGN(const StepwiseFit fit,
                         Fit(federation, kTerms, StepwiseDirection::kForward, criterion));
    // The same by fits one after the other.
    std::vector<std::string> columns;
    for (std::size_t step = 1; step <= fit.path.size(); ++step) {
      double least = HUGE_VAL;
      std::string best;
      std::vector<std::string> best_columns;
      for (const StepwiseTerm& term : kTerms) {
        if (std::find(columns.begin(), columns.end(), term.columns[0]) != columns.end()) continue;
        std::vector<std::string> more = columns;
        more.insert(more.end(), term.columns.begin(), term.columns.end());
        CountingFederation another(Deal(Patients(240), {"a", "b", "c"}));
        ASSERT_OK_AND_ASSIGN(const FittedModel model, FitLogistic(another, "m", more, another.names()));
        const double value = criterion == StepwiseCriterion::kAic ? *model.aic : *model.bic;
        if (value >= least) continue;
        least = value;
        best = "+ " + term.name;
        best_columns = more;
      }
      const StepwiseStep& before = fit.path[step - 1];
      if (step == fit.path.size()) {
        EXPECT_GE(least, criterion == StepwiseCriterion::kAic ? before.aic : before.bic);
        continue;
      }
      EXPECT_EQ(fit.path[step].change, best);
      EXPECT_EQ(criterion == StepwiseCriterion::kAic ? fit.path[step].aic : fit.path[step].bic, least);
      columns = best_columns;
    }
    EXPECT_GE(fit.path.size(), 3U);
  }
}

TEST(FitStepwise, ACategoricalPredictorEntersAndLeavesWhole) {
  CountingFederation federation(Deal(Patients(400), {"a", "b", "c"}));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit forward, Fit(federation, kTerms, StepwiseDirection::kForward));
  EXPECT_THAT(Changes(forward), Contains("+ stage"));
  EXPECT_THAT(Columns(forward.model), AllOf(Contains("stageII"), Contains("stageIII")));

  AnalysisTable unrelated = Patients(400);
  std::mt19937_64 random(9);
  for (double& y : unrelated.outcome) y = static_cast<double>(random() % 2);
  CountingFederation noise(Deal(unrelated, {"a", "b"}));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit backward,
                       Fit(noise, kTerms, StepwiseDirection::kBackward, StepwiseCriterion::kBic));
  EXPECT_THAT(Changes(backward), Contains("- stage"));
  EXPECT_THAT(Columns(backward.model), AllOf(Not(Contains("stageII")), Not(Contains("stageIII"))));
}

TEST(FitStepwise, AllCandidatesOfAStepRideInOneRequestPerNewtonIteration) {
  CountingFederation federation(Deal(Patients(240), {"a", "b", "c"}));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, Fit(federation, kTerms, StepwiseDirection::kBothFromNull));
  EXPECT_EQ(federation.rounds_of().at("moments"), 1);
  std::size_t largest = 0;
  int bundles = 0;
  for (const SumRequest& request : federation.requests()) {
    const auto* bundle = std::get_if<BundleRequest>(&request);
    if (bundle == nullptr) continue;
    ++bundles;
    largest = std::max(largest, bundle->parts.size());
    for (const BundlePart& part : bundle->parts) EXPECT_EQ(part.fit, "clinical");
  }
  EXPECT_EQ(largest, kTerms.size());
  // The last step is the one that finds nothing better.
  EXPECT_LE(bundles, 8 * static_cast<int>(fit.path.size()));
}

// Of two columns with the same values the first is taken; the second is then collinear.
TEST(FitStepwise, OfEqualCandidatesTheFirstIsTakenAndTheOtherPassedOver) {
  AnalysisTable table = Patients(240);
  table.columns[3] = "x1 again";
  table.values.col(3) = table.values.col(0);
  CountingFederation federation(Deal(table, {"a", "b", "c"}));
  const std::vector<StepwiseTerm> terms = {{"x2", {"x2"}}, {"x1", {"x1"}}, {"x1 again", {"x1 again"}}};
  ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, Fit(federation, terms, StepwiseDirection::kForward));
  EXPECT_THAT(Changes(fit), ElementsAre("", "+ x2", "+ x1"));
  EXPECT_THAT(fit.terms, ElementsAre("x2", "x1"));
  EXPECT_THAT(fit.log, Contains(AllOf(StartsWith("step 3, + x1 again: collinear columns"),
                                      HasSubstr("x1 again is a linear combination of x1"))));
}

TEST(FitStepwise, ACandidateThatSeparatesIsPassedOverWithItsReason) {
  AnalysisTable table = Patients(240);
  table.columns[4] = "rare";
  table.columns[5] = "flat";
  table.values.col(4).setZero();
  table.values.col(5).setConstant(3);
  for (Eigen::Index i = 0, found = 0; i < 240 && found < 4; ++i) {
    if (table.outcome[i] == 1) table.values(i, 4) = 1, ++found;
  }
  CountingFederation federation(Deal(table, {"a", "b", "c"}));
  const std::vector<StepwiseTerm> terms = {{"x1", {"x1"}}, {"rare", {"rare"}}, {"flat", {"flat"}}};
  ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, Fit(federation, terms, StepwiseDirection::kForward));
  EXPECT_THAT(fit.terms, ElementsAre("x1"));
  EXPECT_THAT(fit.log, Contains(StartsWith("step 1, + rare: quasi-complete separation by rare")));
  EXPECT_THAT(fit.log, Contains(StartsWith("step 1, + flat: constant over all training patients: flat")));
  EXPECT_THAT(fit.log, SizeIs(4));  // both again in step 2
}

TEST(FitStepwise, WhenTheFullModelHasNoEstimateItsErrorStands) {
  AnalysisTable table = Patients(240);
  table.values.col(3) = table.values.col(0) + table.values.col(1);
  for (const StepwiseDirection direction : {StepwiseDirection::kBackward, StepwiseDirection::kBoth}) {
    CountingFederation federation(Deal(table, {"a", "b", "c"}));
    EXPECT_THAT(Fit(federation, kTerms, direction),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         HasSubstr("x4 is a linear combination of x1 and x2")));
  }
}

TEST(FitStepwise, ACandidateThatASiteRefusesAsItRunsAwayDoesNotSpoilTheOthers) {
  AnalysisTable table = Patients(41);
  for (Eigen::Index i = 0; i < 41; ++i) {  // both outcomes at 19 only
    table.outcome[i] = i < 20 ? 0 : 1;
    table.values(i, 3) = static_cast<double>(i < 20 ? i : i - 1);
    table.values(i, 0) = 0.4 * table.values(i, 0) + (i < 20 ? 0 : 0.3);
  }
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  sites["a"] = std::make_unique<BoundedSite>(table);
  InProcessFederation federation(std::move(sites));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit fit,
                       FitStepwise(federation, "m", {{"x4", {"x4"}}, {"x1", {"x1"}}, {"x2", {"x2"}}},
                                   StepwiseDirection::kForward, StepwiseCriterion::kAic, {"a"}));
  EXPECT_THAT(Changes(fit), Contains("+ x1"));
  EXPECT_THAT(fit.log, Contains(AllOf(StartsWith("step 1, + x4: "), HasSubstr("max_linear_predictor"),
                                      HasSubstr("separation is likely, by x4"))));
}

// Not for want of an estimate: a value far away, which a person has to look at.
TEST(FitStepwise, ACandidateThatASiteRefusesForAFarValueEndsIt) {
  AnalysisTable table = Patients(120);
  table.values(7, 0) = table.outcome[7] == 1 ? 1e3 : -1e3;
  std::map<std::string, std::unique_ptr<FederationSite>> sites;
  sites["a"] = std::make_unique<BoundedSite>(table);
  InProcessFederation federation(std::move(sites));
  EXPECT_THAT(FitStepwise(federation, "m", {{"x1", {"x1"}}, {"x4", {"x4"}}}, StepwiseDirection::kForward,
                          StepwiseCriterion::kAic, {"a"})
                  .status(),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("max_linear_predictor"), HasSubstr("most likely in x1"))));
}

TEST(FitStepwise, ASiteThatLacksAColumnEndsIt) {
  Tables tables = Deal(Patients(120), {"a", "b", "c"});
  tables["b"].columns[3] = "x5";
  CountingFederation federation(tables);
  EXPECT_THAT(Fit(federation, kTerms, StepwiseDirection::kForward),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("b"), HasSubstr("x4"))));
}

TEST(FitStepwise, TheOrderOfSitesChangesNoBitAndAnotherSplitNothingThatCounts) {
  CountingFederation three(Deal(Patients(240), {"a", "b", "c"}));
  CountingFederation renamed(Deal(Patients(240), {"z", "k", "d"}));
  CountingFederation one(Deal(Patients(240), {"a"}));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit first, Fit(three, kTerms, StepwiseDirection::kBoth));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit second, Fit(renamed, kTerms, StepwiseDirection::kBoth));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit pooled, Fit(one, kTerms, StepwiseDirection::kBoth));
  EXPECT_EQ(Changes(first), Changes(second));
  EXPECT_EQ(Changes(first), Changes(pooled));
  for (std::size_t j = 0; j < first.model.terms.size(); ++j) {
    EXPECT_EQ(first.model.terms[j].coefficient, second.model.terms[j].coefficient);
    EXPECT_NEAR(first.model.terms[j].coefficient / pooled.model.terms[j].coefficient, 1, 1e-9);
  }
}

// Refuses a name that was remembered before.
class OnceFederation : public CountingFederation {
 public:
  using CountingFederation::CountingFederation;
  absl::StatusOr<std::vector<double>> Remember(
      const std::string& name, const std::function<absl::StatusOr<std::vector<double>>()>& compute) override {
    EXPECT_TRUE(names_.insert(name).second) << name << " is remembered twice";
    EXPECT_THAT(name, StartsWith("fit clinical"));
    return CountingFederation::Remember(name, compute);
  }

 private:
  std::set<std::string> names_;
};

TEST(FitStepwise, EveryNameIsRememberedOnce) {
  OnceFederation federation(Deal(Patients(240), {"a", "b", "c"}));
  ASSERT_OK_AND_ASSIGN(const StepwiseFit fit, Fit(federation, kTerms, StepwiseDirection::kBothFromNull));
  EXPECT_THAT(fit.log, IsEmpty());
}

TEST(FitStepwise, WhatContradictsItselfIsRefused) {
  CountingFederation federation(Deal(Patients(60), {"a"}));
  const auto refused = [&](const std::vector<StepwiseTerm>& terms, const char* what) {
    EXPECT_THAT(Fit(federation, terms, StepwiseDirection::kForward),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)));
  };
  refused({}, "no term");
  refused({{"x1", {"x1"}}, {"stage", {}}}, "term stage has no column");
  refused({{"x1", {"x1"}}, {"x1", {"x2"}}}, "term x1 is named twice");
  refused({{"x1", {"x1"}}, {"again", {"x1"}}}, "column is named twice");
}

}  // namespace
}  // namespace osteon::models
