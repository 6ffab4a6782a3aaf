#include "common/files/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(Files, WhatIsWrittenIsRead) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "a.txt";
  ASSERT_THAT(WriteFileAtomically(path, std::string("one\0two", 7)), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string content, ReadFile(path));
  EXPECT_EQ(content, std::string("one\0two", 7));
}

TEST(Files, APipeInAFolderIsNotWaitedFor) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "policy.yaml";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(ReadFile(path),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("policy.yaml is a pipe, not a file")));
}

// As in `osteon study check <(command)`: what comes later is waited for.
TEST(Files, APipeOfTheShellsOwnIsRead) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::thread writer([&] {
    ::usleep(50'000);
    EXPECT_EQ(::write(ends[1], "osteon: 1\n", 10), 10);
    ::close(ends[1]);
  });
  EXPECT_EQ(ReadFile("/dev/fd/" + std::to_string(ends[0])).value(), "osteon: 1\n");
  writer.join();
  ::close(ends[0]);
}

TEST(Files, ASecretIsReadableByItsOwnerOnly) {
  const testing::TemporaryFolder folder;
  const std::string path = folder / "key.pem";
  ASSERT_THAT(WriteFileAtomically(path, "secret", FileMode::kSecret), IsOk());
  struct stat information {};
  ASSERT_EQ(::stat(path.c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777U, 0600U);
}

TEST(Files, AFailedWriteLeavesNothingBehind) {
  const testing::TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() / "taken");
  EXPECT_FALSE(WriteFileAtomically(folder / "taken", "x").ok());  // a folder cannot be renamed over
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, RootIsToldWhoseAFolderIs) {
  if (geteuid() != 0) GTEST_SKIP() << "root alone can give a folder away";
  const testing::TemporaryFolder folder;
  EXPECT_THAT(CheckRootOwns(folder.path(), "osteon-agent"), IsOk());
  EXPECT_THAT(CheckRootOwns(folder / "none", "osteon-agent"), IsOk());  // told by whoever opens it
  ASSERT_EQ(chown(folder.path().c_str(), 65534, 65534), 0);
  EXPECT_THAT(
      CheckRootOwns(folder.path(), "osteon-agent"),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("runuser -u nobody -- osteon-agent ...")));
}

TEST(Files, AMissingFileAndATooLargeOneAreNamed) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT(ReadFile(folder / "none"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  ASSERT_THAT(WriteFileAtomically(folder / "long", "12345"), IsOk());
  EXPECT_THAT(ReadFile(folder / "long", 4),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at most 4")));
}

}  // namespace
}  // namespace osteon
