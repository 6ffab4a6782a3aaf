#include "models/pipeline/restart.h"

#include "models/study/describe_study.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kHash(64, 'a');

Study FiveSites() {
  Study study;
  study.name = "mm";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  ClinicalColumn age;
  age.name = "age";
  study.clinical = {age};
  study.development = {"alpha", "beta", "delta", "gamma"};
  study.external = {"zeta"};
  study.models = {{"m", LogisticModel{{"age"}}}};
  return study;
}

TEST(Restart, IsAStudyOfItsOwnThatSaysWhatItWas) {
  ASSERT_OK_AND_ASSIGN(const Study restarted, RestartWithout(FiveSites(), kHash, "beta", ""));
  EXPECT_EQ(restarted.name, "mm-without-beta");
  EXPECT_THAT(restarted.development, ElementsAre("alpha", "delta", "gamma"));
  ASSERT_TRUE(restarted.restart);
  EXPECT_EQ(restarted.restart->study, "mm");
  EXPECT_EQ(restarted.restart->study_sha256, kHash);
  EXPECT_EQ(restarted.restart->without, "beta");
  const std::string text = DescribeStudy(restarted);
  EXPECT_THAT(text,
              AllOf(HasSubstr("begins study mm (aaaaaaaaaaaa) again without"), HasSubstr("may reveal")));
  ASSERT_OK_AND_ASSIGN(const Study named, RestartWithout(FiveSites(), kHash, "zeta", "second-try"));
  EXPECT_EQ(named.name, "second-try");
  EXPECT_TRUE(named.external.empty());
}

TEST(Restart, WithoutItsOnlyExternalSiteIsNotValidatedExternally) {
  Study study = FiveSites();
  study.validation.external = true;
  ASSERT_OK_AND_ASSIGN(const Study restarted, RestartWithout(study, kHash, "zeta", ""));
  EXPECT_FALSE(restarted.validation.external);
  ASSERT_OK_AND_ASSIGN(const Study other, RestartWithout(study, kHash, "beta", ""));
  EXPECT_TRUE(other.validation.external);
}

TEST(Restart, NeedsASiteOfTheStudyAndAnotherName) {
  EXPECT_THAT(
      RestartWithout(FiveSites(), kHash, "eta", ""),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("no site eta"), HasSubstr("zeta"))));
  EXPECT_THAT(RestartWithout(FiveSites(), kHash, "beta", "mm"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("another name")));
}

TEST(Restart, IsRefusedWhereTooFewSitesAreLeftForTheRules) {
  Study three = FiveSites();
  three.development = {"alpha", "beta", "gamma"};
  EXPECT_THAT(RestartWithout(three, kHash, "beta", ""),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("2 development"), HasSubstr("masked"))));
  EXPECT_THAT(RestartWithout(three, kHash, "zeta", ""), IsOk());
  three.privacy.secure_aggregation = "off";  // never was masked
  EXPECT_THAT(RestartWithout(three, kHash, "beta", ""), IsOk());
  Study leaving_out = FiveSites();
  leaving_out.validation.internal_external = true;
  EXPECT_THAT(RestartWithout(leaving_out, kHash, "beta", ""),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("leaving one out")));
  Study one = FiveSites();
  one.development = {"alpha"};
  EXPECT_THAT(RestartWithout(one, kHash, "alpha", ""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("")));
}

}  // namespace
}  // namespace osteon::models
