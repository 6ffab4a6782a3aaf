#include "site_agent/policy/approvals.h"

#include <filesystem>
#include <utility>

#include "common/files/files.h"
#include "models/wire/study_wire.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

StudyDecision Decision(const std::string& name, bool approved) {
  StudyDecision decision;
  decision.study.name = name;
  decision.study.outcome_column = "event";
  decision.study.outcome_positive = "1";
  decision.study.id_column = "id";
  decision.study.feature_prefixes = {"original_"};
  decision.study.development = {"alpha", "beta"};
  decision.study.models = {{"m", models::LogisticModel{{"original_mean"}}}};
  decision.study_sha256 = models::StudySha256(decision.study);
  decision.roster = {{"alpha", std::string(64, '1')}, {"beta", std::string(64, '2')}};
  decision.approved = approved;
  decision.reason = approved ? "" : "too few \"patients\"";
  decision.signature = std::string("\0sig\xff", 5);
  return decision;
}

class ApprovalFilesTest : public ::testing::Test {
 protected:
  const testing::TemporaryFolder folder_;
  const ApprovalFiles approvals_{folder_ / "studies"};
};

TEST_F(ApprovalFilesTest, ADecisionIsFoundAgainWithEveryPart) {
  for (const StudyDecision& decision : {Decision("yes", true), Decision("no", false)}) {
    ASSERT_THAT(approvals_.Save(decision), IsOk());
    const ApprovalFiles later(folder_ / "studies");
    ASSERT_OK_AND_ASSIGN(const StudyDecision found, later.Find(decision.study_sha256));
    EXPECT_EQ(found.study.name, decision.study.name);
    EXPECT_EQ(found.study_sha256, decision.study_sha256);
    EXPECT_EQ(found.roster, decision.roster);
    EXPECT_EQ(found.approved, decision.approved);
    EXPECT_EQ(found.reason, decision.reason);
    EXPECT_EQ(found.signature, decision.signature);
  }
  ASSERT_OK_AND_ASSIGN(const auto all, approvals_.All());
  EXPECT_THAT(all, SizeIs(2));
}

TEST_F(ApprovalFilesTest, WhatWasNotDecidedIsNotFound) {
  EXPECT_THAT(approvals_.Find(std::string(64, 'a')),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("decided")));
  ASSERT_OK_AND_ASSIGN(const auto all, approvals_.All());
  EXPECT_THAT(all, IsEmpty());
  // A folder with a dataset alone, or anything else that lies there, is no decision.
  ASSERT_THAT(MakeFolder(folder_ / ("studies/" + std::string(64, 'a'))), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_ / "studies/note.txt", "x"), IsOk());
  ASSERT_THAT(MakeFolder(folder_ / "studies/copy of a study"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_ / "studies/copy of a study/decision.json", "{}"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto still, approvals_.All());
  EXPECT_THAT(still, IsEmpty());
}

TEST_F(ApprovalFilesTest, ADecisionIsNotChanged) {
  StudyDecision decision = Decision("s", true);
  ASSERT_THAT(approvals_.Save(decision), IsOk());
  StudyDecision again = decision;
  again.signature = "another signature of the same";
  EXPECT_THAT(approvals_.Save(again), IsOk());
  StudyDecision refused = decision;
  refused.approved = false;
  EXPECT_THAT(approvals_.Save(refused), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                 AllOf(HasSubstr("approved"), HasSubstr("not changed"))));
  StudyDecision other_roster = decision;
  other_roster.roster["beta"] = std::string(64, '3');
  EXPECT_THAT(approvals_.Save(other_roster), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
  ASSERT_OK_AND_ASSIGN(const StudyDecision found, approvals_.Find(decision.study_sha256));
  EXPECT_EQ(found.signature, decision.signature);
  EXPECT_EQ(found.roster, decision.roster);
}

TEST_F(ApprovalFilesTest, AStudyThatIsNotTheOneDecidedOnIsDataLoss) {
  const StudyDecision decision = Decision("s", true);
  ASSERT_THAT(approvals_.Save(decision), IsOk());
  const std::string folder = approvals_.StudyFolder(decision.study_sha256);
  ASSERT_THAT(
      WriteFileAtomically(folder + "/study.bin", models::SerialiseStudy(Decision("other", true).study)),
      IsOk());
  EXPECT_THAT(approvals_.Find(decision.study_sha256),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not the study")));
  ASSERT_THAT(WriteFileAtomically(folder + "/study.bin", "\xff\xff"), IsOk());
  EXPECT_THAT(approvals_.Find(decision.study_sha256),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("decoded")));
  std::filesystem::remove(folder + "/study.bin");
  EXPECT_THAT(approvals_.Find(decision.study_sha256),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("study.bin")));
}

TEST_F(ApprovalFilesTest, ADamagedDecisionIsDataLossAndNeverAYes) {
  const StudyDecision decision = Decision("s", true);
  ASSERT_THAT(approvals_.Save(decision), IsOk());
  const std::string path = approvals_.StudyFolder(decision.study_sha256) + "/decision.json";
  for (const char* text : {"", "{", "{}", R"({"approved": "yes"})",
                           R"({"roster": "alpha\n", "approved": true, "reason": "", "signature": ""})",
                           R"({"roster": "", "approved": true, "reason": "", "signature": "*"})"}) {
    ASSERT_THAT(WriteFileAtomically(path, text), IsOk());
    EXPECT_THAT(approvals_.Find(decision.study_sha256), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("")))
        << text;
    ASSERT_OK_AND_ASSIGN(const auto all, approvals_.All());
    ASSERT_THAT(all, SizeIs(1));
    EXPECT_FALSE(all[0].ok());
    EXPECT_FALSE(approvals_.Save(decision).ok());
  }
}

}  // namespace
}  // namespace osteon
