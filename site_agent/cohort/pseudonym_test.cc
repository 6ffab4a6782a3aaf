#include "site_agent/cohort/pseudonym.h"

#include <sys/stat.h>

#include <string>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::TemporaryFolder;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Pseudonym, IsTheFirstHalfOfHmacSha256) {
  // RFC 4231, test case 1: key of 20 bytes 0x0b, data "Hi There".
  EXPECT_EQ(Pseudonym(PseudonymKey{std::string(20, '\x0b')}, "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b");
}

TEST(Pseudonym, AnotherKeyGivesAnotherPseudonym) {
  const TemporaryFolder folder;
  ASSERT_OK_AND_ASSIGN(const PseudonymKey alpha, ReadOrDeriveKey(folder.path().string(), "alpha"));
  ASSERT_OK_AND_ASSIGN(const PseudonymKey again, ReadOrDeriveKey(folder.path().string(), "alpha"));
  ASSERT_OK_AND_ASSIGN(const PseudonymKey beta, ReadOrDeriveKey(folder.path().string(), "beta"));
  EXPECT_EQ(alpha.bytes.size(), 32U);
  EXPECT_EQ(Pseudonym(alpha, "p1"), Pseudonym(again, "p1"));
  EXPECT_NE(Pseudonym(alpha, "p1"), Pseudonym(beta, "p1"));
  EXPECT_NE(Pseudonym(alpha, "p1"), Pseudonym(alpha, "p2"));
}

TEST(Pseudonym, AKeyIsMadeOnceAndForItsOwnerOnly) {
  const TemporaryFolder folder;
  const std::string path = folder / kPseudonymKeyFile;
  ASSERT_THAT(CreateKey(path), IsOk());
  struct stat information {};
  ASSERT_EQ(::stat(path.c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777U, 0600U);
  ASSERT_OK_AND_ASSIGN(const PseudonymKey key, ReadKey(path));
  ASSERT_OK_AND_ASSIGN(const PseudonymKey found, ReadOrDeriveKey(folder.path().string(), "alpha"));
  EXPECT_EQ(key.bytes, found.bytes);
  EXPECT_THAT(CreateKey(path), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("never replaced")));
}

TEST(Pseudonym, ADamagedKeyIsRefusedAndNotRepeated) {
  const TemporaryFolder folder;
  const std::string path = folder / kPseudonymKeyFile;
  ASSERT_THAT(WriteFileAtomically(path, "abcdef", FileMode::kSecret), IsOk());
  EXPECT_THAT(ReadOrDeriveKey(folder.path().string(), "alpha"),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr(path), Not(HasSubstr("abcdef")))));
  EXPECT_THAT(ReadKey(folder / "none"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
}

}  // namespace
}  // namespace osteon
