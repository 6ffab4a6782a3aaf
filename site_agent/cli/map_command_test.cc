#include "site_agent/cli/map_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "models/wire/study_wire.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

models::Study AStudy() {
  models::Study study;
  study.name = "age-study";
  study.outcome_column = "event";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  models::ClinicalColumn age;
  age.name = "age";
  age.unit = "years";
  age.min = 18;
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  study.clinical = {age, sex};
  study.development = {"alpha", "beta"};
  study.models = {{"m", models::LogisticModel{{"age", "sex"}}}};
  study.validation.development = true;
  return study;
}

class MapCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(WriteFileAtomically(study_, models::SerialiseStudy(AStudy())), IsOk());
    ASSERT_THAT(WriteFileAtomically(data_,
                                    "Nr,event,Alter,Geschlecht\n"
                                    "Miller,1,61,m\nSmith,0,47,w\nJones,0,,w\n"),
                IsOk());
  }
  void WriteMapping(const std::string& text) { ASSERT_THAT(WriteFileAtomically(mapping_, text), IsOk()); }
  // What the program's main does; 2 where CLI11 itself refuses.
  int Run(std::vector<std::string> arguments) {
    CLI::App app("test", "osteon-agent");
    int exit_code = 0;
    AddMapCommand(app, &exit_code);
    arguments.insert(arguments.begin(), {"map", "--state", folder_ / "none"});
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError& error) {
      exit_code = error.get_exit_code() == 0 ? 0 : 2;
    }
    output_ = ::testing::internal::GetCapturedStdout();
    messages_ = ::testing::internal::GetCapturedStderr();
    return exit_code;
  }

  testing::TemporaryFolder folder_;
  const std::string study_ = folder_ / "study.bin", data_ = folder_ / "alpha.csv",
                    mapping_ = folder_ / "mapping.yaml";
  const std::string whole_ =
      "columns:\n  patient_id: Nr\n  age: Alter\n  sex: {from: Geschlecht, levels: {m: M, w: F}}\n";
  std::string output_, messages_;
};

TEST_F(MapCommand, EveryColumnIsExplained) {
  WriteMapping(whole_);
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--explain"}), 0) << messages_;
  EXPECT_THAT(output_, AllOf(HasSubstr("study age-study ("), HasSubstr("mapping " + mapping_),
                             HasSubstr("age: predictor, number, years, at least 18\n"
                                       "    from Alter, as it is: 2 values, 1 missing\n"
                                       "    47 to 61\n"),
                             HasSubstr("    from Geschlecht, m becomes M, w becomes F: 3 values, 0 missing\n"
                                       "    in the table w (2), m (1); in the study F (2), M (1)\n")));
  EXPECT_THAT(output_, AllOf(HasSubstr("patients: 3 read, 2 complete\n    left out: 1, missing age\n"),
                             HasSubstr("the table has what study age-study needs\n")));
  EXPECT_THAT(output_ + messages_, AllOf(Not(HasSubstr("Miller")), Not(HasSubstr("Smith"))));
}

TEST_F(MapCommand, WhatIsMissingIsExitCodeOneWithTheNearestNames) {
  WriteMapping("columns: {patient_id: Nr}\n");
  ASSERT_THAT(WriteFileAtomically(data_, "Nr,event,Age_y,Geschlecht\n1,1,61,m\n"), IsOk());
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--explain"}), 1);
  EXPECT_THAT(output_, AllOf(HasSubstr("NOT THERE: " + data_ + " has no column age"),
                             HasSubstr("the nearest: Age_y"), Not(HasSubstr("has what study"))));
  EXPECT_THAT(messages_, AllOf(HasSubstr("osteon-agent: the table has not what study age-study needs"),
                               HasSubstr("no column age"), HasSubstr("no column sex")));
}

TEST_F(MapCommand, AColumnThatOnlySomeModelsNeedIsAWarningAtASiteThatValidates) {
  models::Study study = AStudy();
  study.development.clear();
  study.external = {"alpha"};
  study.models = {{"aged", models::GivenModel{{{"age", 0.03}}}},
                  {"sexed", models::GivenModel{{{"sexM", 0.5}}}}};
  study.validation = {};
  study.validation.external = true;
  ASSERT_THAT(WriteFileAtomically(study_, models::SerialiseStudy(study)), IsOk());
  ASSERT_THAT(WriteFileAtomically(data_, "patient_id,event,age\n1,1,61\n2,0,47\n"), IsOk());
  EXPECT_EQ(Run({"--data", data_, "--study", study_}), 0) << messages_;
  EXPECT_THAT(output_,
              AllOf(HasSubstr("warning: " + data_ + ": no column sex, which models of the study need"),
                    HasSubstr("warning: model sexed is not validated here: column sex: the site's table"),
                    HasSubstr("the table has what study age-study needs\n")));
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--json"}), 0) << messages_;
  EXPECT_THAT(nlohmann::json::parse(output_)["warnings"], SizeIs(2));
  ASSERT_THAT(WriteFileAtomically(data_, "patient_id,event\n1,1\n2,0\n"), IsOk());
  EXPECT_EQ(Run({"--data", data_, "--study", study_}), 1);
  EXPECT_THAT(messages_, HasSubstr("no model of the study can be validated with this table"));
}

TEST_F(MapCommand, AMissingPatientsColumnDoesNotHideTheRest) {
  EXPECT_EQ(Run({"--data", data_, "--study", study_}), 1);
  EXPECT_THAT(output_, IsEmpty());
  EXPECT_THAT(messages_, AllOf(HasSubstr("no column patient_id"), HasSubstr("no column age"),
                               HasSubstr("no column sex"), HasSubstr("see every column with --explain")));
}

TEST_F(MapCommand, AnotherMappingCanBeTried) {
  WriteMapping("columns: {patient_id: Nr}\n");
  ASSERT_THAT(WriteFileAtomically(folder_ / "try.yaml", whole_), IsOk());
  EXPECT_EQ(Run({"--data", data_, "--study", study_}), 1);
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--mapping", folder_ / "try.yaml"}), 0) << messages_;
}

TEST_F(MapCommand, ProgramsGetTheSameFacts) {
  WriteMapping("columns:\n  patient_id: Nr\n  age: Alter\n  sex: {from: Geschlecht, levels: {m: M}}\n");
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--json"}), 1);
  const nlohmann::json json = nlohmann::json::parse(output_);
  EXPECT_EQ(json["study"], "age-study");
  EXPECT_EQ(json["met"], false);
  ASSERT_THAT(json["columns"], SizeIs(4));
  EXPECT_EQ(json["columns"][2]["from"], "Alter");
  EXPECT_EQ(json["columns"][2]["missing"], 1);
  EXPECT_TRUE(json["columns"][2]["problem"].is_null());
  EXPECT_THAT(json["columns"][3]["problem"].get<std::string>(), HasSubstr("the mapping's levels are m"));
  WriteMapping(whole_);
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(output_)["patients"]["complete"], 2);
}

TEST_F(MapCommand, AFileThatIsNoStudyAndAStudyThatNobodyKnowsAreTold) {
  EXPECT_EQ(Run({"--data", data_, "--study", data_}), 1);
  EXPECT_THAT(messages_, HasSubstr("study.bin of the agent's folder"));
  EXPECT_EQ(Run({"--data", data_, "--study", "unknown"}), 1);
  EXPECT_THAT(messages_, HasSubstr("no agent in " + (folder_ / "none")));
  EXPECT_EQ(Run({"--data", data_}), 2);
}

TEST_F(MapCommand, AMappingWithAProblemIsToldWithItsPlace) {
  WriteMapping("columns: {age: {form: Alter}}\n");
  EXPECT_EQ(Run({"--data", data_, "--study", study_, "--explain"}), 1);
  EXPECT_THAT(messages_, AllOf(HasSubstr(mapping_ + ":1:"), HasSubstr("did you mean from?")));
}

}  // namespace
}  // namespace osteon
