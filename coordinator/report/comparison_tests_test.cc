#include "coordinator/report/comparison_tests.h"

#include "tests/support/status_matchers.h"

namespace osteon::report {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

models::SiteValidation Site(const std::string& name, models::SiteRole role, double p, double p_mid) {
  models::ModelComparison comparison;
  comparison.auc.value = models::TestedDifference{*models::Wald(0.1, 0.05, "paired DeLong").value, 2, p};
  comparison.accuracy.value = models::McNemar{6, 2, 1.1, 0.3, 0.3, p_mid};
  comparison.sensitivity.unavailable = "suppressed: min_cell";
  comparison.specificity.unavailable = models::kNoDiscordant;
  models::SiteValidation validation{name, role, {}, {}, {}, ""};
  validation.comparisons.push_back({"nomogram", "clinical", comparison});
  return validation;
}

models::StudyResult Result() {
  models::StudyResult result;
  result.validations = {Site("alpha", models::SiteRole::kDevelopment, 0.01, 0.5),
                        Site("alpha", models::SiteRole::kHoldout, 0.02, 0.04)};
  return result;
}

TEST(ComparisonTests, EveryTestThatWasMadeIsCountedWhereItWasMade) {
  const std::vector<ComparisonTest> tests = ComparisonTests(Result());
  ASSERT_THAT(tests, SizeIs(4));
  EXPECT_EQ(tests[0].where, "alpha");
  EXPECT_EQ(tests[0].test, "auc");
  EXPECT_EQ(tests[1].test, "mcnemar_accuracy");
  EXPECT_EQ(tests[3].where, "alpha (holdout)");
  EXPECT_EQ(tests[3].p, 0.04);
  // By hand: 4 * 0.01, 3 * 0.02, 2 * 0.04, 0.5.
  std::vector<double> adjusted;
  for (const ComparisonTest& test : tests) adjusted.push_back(test.p_holm);
  EXPECT_THAT(adjusted, ElementsAre(DoubleNear(0.04, 1e-15), DoubleNear(0.5, 1e-15), DoubleNear(0.06, 1e-15),
                                    DoubleNear(0.08, 1e-15)));
}

TEST(ComparisonTests, TheExternalSitesTogetherAreTestsToo) {
  models::StudyResult result = Result();
  models::ComparedModels pooled{"nomogram", "clinical", {}};
  pooled.comparison.auc =
      models::PoolContributions({{"x", {0.1, 0.01, ""}}, {"y", {0.3, 0.01, ""}}}, "identity").value();
  pooled.comparison.accuracy.test = models::TestDiscordant(12, 4);
  result.pooled_comparisons = {pooled};
  const std::vector<ComparisonTest> tests = ComparisonTests(result);
  ASSERT_THAT(tests, SizeIs(6));
  EXPECT_EQ(tests[4].where, "pooled");
  EXPECT_EQ(tests[4].test, "auc");
  // By hand: 0.2 / sqrt(0.02 / 2), one degree of freedom: 1 - 2 atan(2) / pi.
  EXPECT_NEAR(tests[4].p, 0.29516723530086653, 1e-9);
}

TEST(ComparisonTests, TheWordsSayHowManyAndWhatChanceMakes) {
  EXPECT_THAT(MultiplicityNote(ComparisonTests(Result())), HasSubstr("4 tests compare two models"));
  EXPECT_THAT(MultiplicityNote(ComparisonTests(Result())), HasSubstr("0.2 of them"));
  EXPECT_THAT(ComparisonTests({}), IsEmpty());
  EXPECT_EQ(MultiplicityNote({}), "No test compares two models.");
}

}  // namespace
}  // namespace osteon::report
