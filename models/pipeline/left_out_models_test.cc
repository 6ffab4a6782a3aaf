#include "models/pipeline/left_out_models.h"

#include "models/study/lacking_columns.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr auto kNot = absl::StatusCode::kFailedPrecondition;

Study StudyOfTwoModels() {
  Study study;
  study.development = {"alpha"};
  study.external = {"eta", "zeta"};
  study.models = {{"clinical", LogisticModel{{"age"}}}, {"both", LogisticModel{{"age", "marker"}}}};
  return study;
}

std::map<std::string, Admission> SitesLacking(const std::string& site, const std::string& column) {
  std::map<std::string, Admission> admissions = {{"alpha", {}}, {"eta", {}}, {"zeta", {}}};
  admissions[site].lacking[column] = kNoSuchColumn;
  return admissions;
}

TEST(LeftOutModels, AnExternalSiteGoesWithoutTheModelsThatItLacksColumnsOf) {
  ASSERT_OK_AND_ASSIGN(const LeftOutModels left_out,
                       LeaveOutModels(StudyOfTwoModels(), SitesLacking("zeta", "marker")));
  const std::string why = "column marker: the site's table does not have it";
  EXPECT_THAT(left_out, ElementsAre(Pair("zeta", ElementsAre(Pair("both", why)))));
  EXPECT_EQ(WhyLeftOut(left_out, "zeta", "both"), why);
  EXPECT_THAT(WhyLeftOut(left_out, "zeta", "clinical"), IsEmpty());
  EXPECT_THAT(WhyLeftOut(left_out, "eta", "both"), IsEmpty());
}

TEST(LeftOutModels, AColumnThatNoModelNamesLeavesNoneOut) {
  ASSERT_OK_AND_ASSIGN(const LeftOutModels left_out,
                       LeaveOutModels(StudyOfTwoModels(), SitesLacking("zeta", "ldh")));
  EXPECT_THAT(left_out, IsEmpty());
}

TEST(LeftOutModels, ASiteWithoutAnyModelStopsTheStudy) {
  EXPECT_THAT(
      LeaveOutModels(StudyOfTwoModels(), SitesLacking("zeta", "age")),
      StatusIs(kNot, HasSubstr("zeta: no model of the study can be validated there (column age: the "
                               "site's table does not have it); mend its table, or leave the site out")));
}

TEST(LeftOutModels, ADevelopmentSiteMustHaveEveryColumn) {
  EXPECT_THAT(LeaveOutModels(StudyOfTwoModels(), SitesLacking("alpha", "marker")),
              StatusIs(kNot, HasSubstr("alpha: column marker, which the study needs there")));
}

TEST(LeftOutModels, AColumnOfSubgroupsMustBeThere) {
  Study study = StudyOfTwoModels();
  study.validation.subgroups = {"marker"};
  EXPECT_THAT(LeaveOutModels(study, SitesLacking("zeta", "marker")),
              StatusIs(kNot, HasSubstr("zeta: column marker, which the study needs there")));
}

}  // namespace
}  // namespace osteon::models
