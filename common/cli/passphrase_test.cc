#include "common/cli/passphrase.h"

#include <unistd.h>

#include <cstdlib>

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

class PassphraseTest : public ::testing::Test {
 protected:
  void SetUp() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }
  void TearDown() override { ::unsetenv("CREDENTIALS_DIRECTORY"); }
  const TemporaryFolder folder_;
  Passphrase passphrase_;
};

TEST_F(PassphraseTest, ComesFromTheFileThatIsNamed) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "pass", "correct horse battery\n", FileMode::kSecret), IsOk());
  passphrase_.UseFile(folder_ / "pass");
  EXPECT_EQ(passphrase_.Get("key.pem").value(), "correct horse battery");
  EXPECT_EQ(passphrase_.Source()("other.pem").value(), "correct horse battery");
  EXPECT_EQ(passphrase_.Choose().value(), "correct horse battery");
}

TEST_F(PassphraseTest, AFileThatOthersMayReadIsRefused) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "pass", "correct horse battery\n"), IsOk());
  passphrase_.UseFile(folder_ / "pass");
  EXPECT_THAT(passphrase_.Get("key.pem"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
}

TEST_F(PassphraseTest, ComesFromSystemdsCredential) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "osteon-passphrase", "from systemd's store\n"), IsOk());
  ::setenv("CREDENTIALS_DIRECTORY", (folder_ / "").c_str(), 1);
  EXPECT_EQ(passphrase_.Get("key.pem").value(), "from systemd's store");
}

TEST_F(PassphraseTest, WithoutATerminalItSaysHowToGiveOne) {
  if (::setsid() < 0) GTEST_SKIP() << "this process leads a group, and so keeps its terminal";
  EXPECT_THAT(passphrase_.Get("key.pem"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("key.pem is encrypted"), HasSubstr("--passphrase-file"),
                             HasSubstr("osteon-passphrase"))));
}

TEST_F(PassphraseTest, ANewOneHasALeastLength) {
  ASSERT_THAT(WriteFileAtomically(folder_ / "pass", "elevenchars\n", FileMode::kSecret), IsOk());
  passphrase_.UseFile(folder_ / "pass");
  EXPECT_THAT(passphrase_.Choose(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("at least 12")));
}

}  // namespace
}  // namespace osteon
