#include "site_agent/cli/check_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "common/files/files.h"
#include "site_agent/cohort/exclusions.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/withdrawn_patients.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::testing::HasSubstr;

class CheckFolderTest : public ::testing::Test {
 protected:
  CheckFolderTest() : folder_{temporary_ / "agent"} {
    EXPECT_TRUE(MakeAgentFolder(folder_, {"coordinator.example", "t.csv", 1}).ok());
  }
  Finding Check() const { return CheckFolder(folder_, absl::NotFoundError("not enrolled"), nullptr); }
  void Fails(const std::string& sentence) {
    const Finding finding = Check();
    EXPECT_EQ(finding.verdict, Verdict::kFail);
    EXPECT_THAT(finding.found, HasSubstr(sentence));
    EXPECT_NE(finding.to_do, "");
  }

  testing::TemporaryFolder temporary_;
  AgentFolder folder_;
};

TEST_F(CheckFolderTest, ANewFolderIsWhole) {
  EXPECT_EQ(Check().verdict, Verdict::kOk) << Check().found;
}

TEST_F(CheckFolderTest, WhatRunWouldNotStartWithFails) {
  ASSERT_THAT(WriteFileAtomically(folder_.PolicyFile(), "min_patient: 5\n"), testing::IsOk());
  Fails("min_patient");
  ASSERT_THAT(WriteFileAtomically(folder_.PolicyFile(), "rules: off_for_testing\n"), testing::IsOk());
  Fails("off_for_testing is for");
  ASSERT_THAT(WriteFileAtomically(folder_.PolicyFile(), "rules: standard\n"), testing::IsOk());
  ASSERT_THAT(MakeFolder(folder_.Studies() + "/" + std::string(64, 'a')), testing::IsOk());
  ASSERT_THAT(WriteFileAtomically(folder_.Studies() + "/" + std::string(64, 'a') + "/decision.json", "{"),
              testing::IsOk());
  Fails("decision.json");
  std::filesystem::remove_all(folder_.Studies());
  std::filesystem::remove(folder_.PseudonymKeyPath());
  Fails("pseudonym.key");
}

TEST_F(CheckFolderTest, AListThatLostAPatientWhoWithdrewFails) {
  {
    ASSERT_OK_AND_ASSIGN(const auto ledger, FileLedger::Open(folder_.LedgerFolder(), std::nullopt));
    ASSERT_THAT(WithdrawnPatients(folder_.Exclusions(), *ledger).Check({"p1"}), testing::IsOk());
  }
  Fails("excluded.jsonl lacks 1 of the patients");
  ASSERT_THAT(Exclusions(folder_.Exclusions()).Add({"p1", absl::UnixEpoch(), ""}), testing::IsOk());
  EXPECT_EQ(Check().verdict, Verdict::kOk) << Check().found;
}

}  // namespace
}  // namespace osteon
