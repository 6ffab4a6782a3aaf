#include "site_agent/cli/data_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DataNotes, StandInAFileThatOnlyTheAgentReads) {
  const testing::TemporaryFolder folder;
  const ApprovalFiles studies(folder / "studies");
  const std::string hash(64, 'a');
  ASSERT_THAT(MakeFolder(studies.StudyFolder(hash)), testing::IsOk());
  DataNotes notes(studies);
  const std::string path = studies.StudyFolder(hash) + "/data-notes.txt";
  const std::string said = notes.Add(hash, "t.csv:3: found \"61.5\"", absl::UnixEpoch());
  EXPECT_THAT(said, HasSubstr(path));
  EXPECT_THAT(said, Not(HasSubstr("61.5")));
  // A task that is tried again and again says the same again and again.
  EXPECT_EQ(notes.Add(hash, "t.csv:3: found \"61.5\"", absl::UnixEpoch() + absl::Hours(1)), said);
  notes.Add(hash, "t.csv:4: found \"62\"", absl::UnixEpoch() + absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(path));
  EXPECT_EQ(text,
            "1970-01-01T00:00:00Z t.csv:3: found \"61.5\"\n"
            "1970-01-01T02:00:00Z t.csv:4: found \"62\"\n");
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(DataNotes, WhatCannotBeWrittenIsNotSaidElsewhere) {
  const testing::TemporaryFolder folder;
  const ApprovalFiles studies(folder / "studies");
  DataNotes notes(studies);
  const std::string said = notes.Add(std::string(64, 'a'), "found \"61.5\"", absl::UnixEpoch());
  EXPECT_THAT(said, HasSubstr("could not be written"));
  EXPECT_THAT(said, Not(HasSubstr("61.5")));
}

}  // namespace
}  // namespace osteon
