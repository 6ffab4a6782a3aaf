#include "models/pipeline/expected_releases.h"

#include <algorithm>
#include <map>
#include <string>

#include "models/pipeline/allowed.h"
#include "models/pipeline/run_study.h"
#include "tests/support/recording_federation.h"
#include "tests/support/status_matchers.h"
#include "tests/support/study_tables.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::Lt;

Study SmallStudy() {
  Study study;
  study.development = {"a", "b", "c"};
  study.external = {"x"};
  study.models = {{"m", LogisticModel{{"f1", "f2"}}}, {"reader", ScoreModel{"p"}}};
  study.validation.development = true;
  study.validation.external = true;
  study.validation.threshold = 0.5;
  return study;
}

// By hand: admission 10; units 5 * 3; 2 + 2 * 2 + 7 * (3 + 2 + 6) + 260 * 2 = 603; 8 (3 + 4) = 56; two
// records of 117.
TEST(ExpectedReleases, AreThoseWorkedByHand) {
  const ExpectedReleases releases = EstimateReleases(SmallStudy(), true);
  EXPECT_EQ(releases.numbers, 10 + 15 + 603 + 56 + 234);
  EXPECT_EQ(releases.requests, 1 + 1 + 12 + 8 + 2);
  EXPECT_EQ(releases.validation_records, 2U);
  EXPECT_EQ(releases.comparison_records, 0U);
  EXPECT_EQ(releases.steps.at(2).what, "model m");
  const ExpectedReleases external = EstimateReleases(SmallStudy(), false);
  EXPECT_EQ(external.numbers, 10 + 15 + 234);
  EXPECT_EQ(external.requests, 1 + 1 + 2);
}

// One dictionary column of two levels and one number at one external site of three, which are stacked: case
// mix 2 + 5 * 2 + 2 * 2; subgroups of two models by two levels, 77 each; together 2 + 2 (1998 + 92).
TEST(ExpectedReleases, DescriptionsWorkedByHand) {
  Study study = SmallStudy();
  ClinicalColumn sex, age;
  sex.name = "sex";
  sex.type = ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  age.name = "age";
  study.clinical = {sex, age};
  study.external = {"x", "y", "z"};
  study.validation.subgroups = {"sex"};
  const ExpectedReleases external = EstimateReleases(study, false);
  EXPECT_EQ(external.numbers, 10 + 5 * 5 + 234 + 16 + 4 * 77 + 2 + 2 * 2090);
}

TEST(ExpectedReleases, RefittingMultipliesNumbers) {
  Study study = SmallStudy();
  study.validation.bootstrap = Bootstrap{20, true, 1};
  study.validation.internal_external = true;
  study.validation.compare = {{"m", "reader"}};
  const ExpectedReleases releases = EstimateReleases(study, true);
  EXPECT_EQ(releases.numbers, 10 + 15 + 603 + 56 + 2 * 603 + 20 * 603 + 4 * 117 + 2 * 30);
  EXPECT_EQ(releases.validation_records, 4U);
  EXPECT_EQ(releases.comparison_records, 2U);
}

// The study with everything in it, run: what site a sent, against the estimate.
TEST(ExpectedReleases, OfAWholeStudyAreOfTheRightOrderOfMagnitude) {
  std::map<std::string, AnalysisTable> tables;
  unsigned seed = 1;
  for (const char* site : {"a", "b", "c", "d", "x"}) {
    osteon::testing::StudyTableShape shape;
    shape.seed = seed++;
    shape.missing = 0.03;
    tables[site] = osteon::testing::StudyTable(shape);
  }
  osteon::testing::RecordingFederation federation(tables, osteon::testing::FeatureNames(8));
  const Study study = osteon::testing::WholeStudy();
  ASSERT_THAT(RunStudy(federation, study), IsOk());
  double requests = 0;
  double numbers = 0;
  for (const Task& task : federation.tasks()) {
    if (std::find(task.key.sites.begin(), task.key.sites.end(), "a") == task.key.sites.end()) continue;
    requests += 1;
    const auto* sum = std::get_if<SumRequest>(&task.request);
    numbers += sum == nullptr ? 100 : static_cast<double>(ScalarCount(LayoutOf(*sum)));
  }
  const ExpectedReleases expected = EstimateReleases(study, true, {8, 360});
  EXPECT_THAT(expected.requests / requests, ::testing::AllOf(Gt(0.25), Lt(4.0))) << requests;
  EXPECT_THAT(expected.numbers / numbers, ::testing::AllOf(Gt(0.25), Lt(4.0))) << numbers;
}

TEST(AllowedKinds, FollowFromTheStudysSteps) {
  Study clear = SmallStudy();
  clear.privacy.secure_aggregation = "off";
  EXPECT_THAT(AllowedKinds(clear),
              ElementsAre("moments", "logistic", "present_moments", "cut_counts", "performance", "prepare",
                          "admission", "validation", "case_mix"));
  Study masked = SmallStudy();
  masked.development = {"a", "b", "c"};
  EXPECT_THAT(AllowedKinds(masked),
              ElementsAre("moments", "logistic", "present_moments", "cut_counts", "performance", "prepare",
                          "confirm_counts", "admission", "counts", "validation", "case_mix"));
}

}  // namespace
}  // namespace osteon::models
