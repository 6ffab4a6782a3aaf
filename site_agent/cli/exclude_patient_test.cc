#include "site_agent/cli/exclude_patient.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/cohort/frozen_dataset.h"
#include "site_agent/executor/study_datasets.h"
#include "site_agent/extraction/feature_store.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

class ExcludePatientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_THAT(WriteFileAtomically(folder_ / "site.csv",
                                    "patient_id,event,age\nMRN-1,0,50\nMRN-2,1,60\nMRN-3,1,61\n"),
                IsOk());
    ASSERT_THAT(MakeAgentFolder(agent_, {"127.0.0.1:1", folder_ / "site.csv", 1}), IsOk());
    models::Study study;
    study.name = "age-study";
    study.outcome_column = "event";
    study.outcome_positive = "1";
    study.id_column = "patient_id";
    models::ClinicalColumn age;
    age.name = "age";
    study.clinical = {age};
    study.development = {"alpha"};
    study.models = {{"m", models::LogisticModel{{"age"}}}};
    StudyDatasetsOptions options;
    options.site = "alpha";
    options.data_path = folder_ / "site.csv";
    ASSERT_OK_AND_ASSIGN(options.key, ReadKey(agent_.PseudonymKeyPath()));
    options.folder = agent_.Studies();
    ASSERT_THAT(StudyDatasets(options).Of(study, kHash), IsOk());
    ASSERT_THAT(FeatureStore(FeatureFolder(agent_.Studies()))
                    .Put({std::string(64, '1'), std::string(64, '2'), std::string(64, '3'), 1}, {}),
                IsOk());
  }
  // No file of the agent's folder has the pseudonym but the list.
  void ExpectOnlyListed(const std::string& pseudonym) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(agent_.Studies())) {
      if (!entry.is_regular_file() || entry.path().filename() == "freeze.json") continue;
      EXPECT_THAT(ReadFile(entry.path().string()).value_or(""), ::testing::Not(HasSubstr(pseudonym)))
          << entry.path();
    }
  }

  const std::string kHash = std::string(64, 'a');
  const TemporaryFolder folder_;
  const AgentFolder agent_{folder_ / "agent"};
};

TEST_F(ExcludePatientTest, RowsAndFeaturesAreGoneAtOnce) {
  ASSERT_OK_AND_ASSIGN(const PatientExcluded excluded, ExcludePatient(agent_, " MRN-2 ", "letter", kNow));
  EXPECT_THAT(excluded.ended, ElementsAre(kHash.substr(0, 12)));
  EXPECT_THAT(excluded.finish, IsEmpty());
  EXPECT_FALSE(excluded.was_excluded);
  ExpectOnlyListed(excluded.pseudonym);
  EXPECT_EQ(FeatureStore(FeatureFolder(agent_.Studies())).Count(), 0U);
  ASSERT_OK_AND_ASSIGN(const auto listed, Exclusions(agent_.Exclusions()).Pseudonyms());
  EXPECT_THAT(listed, ElementsAre(excluded.pseudonym));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(agent_.path)) {
    if (entry.is_regular_file()) {
      EXPECT_THAT(ReadFile(entry.path().string()).value_or(""), ::testing::Not(HasSubstr("MRN-2")))
          << entry.path();
    }
  }
  ASSERT_OK_AND_ASSIGN(const PatientExcluded again, ExcludePatient(agent_, "MRN-2", "", kNow));
  EXPECT_TRUE(again.was_excluded);
  EXPECT_THAT(again.ended, IsEmpty());
}

TEST_F(ExcludePatientTest, AStudyThatMayFinishKeepsItsRowsUntilThen) {
  ASSERT_THAT(WriteFileAtomically(agent_.PolicyFile(), "rules: standard\non_withdrawal: finish\n"), IsOk());
  ASSERT_OK_AND_ASSIGN(const PatientExcluded excluded, ExcludePatient(agent_, "MRN-2", "", kNow));
  EXPECT_THAT(excluded.ended, IsEmpty());
  EXPECT_THAT(excluded.finish, ElementsAre(kHash.substr(0, 12)));
  ASSERT_OK_AND_ASSIGN(const FrozenDataset dataset, LoadFrozen(agent_.Studies() + "/" + kHash));
  EXPECT_EQ(dataset.cohort.pseudonyms.size(), 3U);
}

TEST_F(ExcludePatientTest, AnUnknownIdIsRecordedAndAnEmptyOneIsNot) {
  ASSERT_OK_AND_ASSIGN(const PatientExcluded excluded, ExcludePatient(agent_, "MRN-99", "", kNow));
  EXPECT_THAT(excluded.ended, IsEmpty());
  EXPECT_THAT(ExcludePatient(agent_, "  ", "", kNow),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("empty")));
}

}  // namespace
}  // namespace osteon
