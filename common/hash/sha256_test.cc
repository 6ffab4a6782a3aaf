#include "common/hash/sha256.h"

#include <sys/stat.h>

#include "common/hash/encoding.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

#include <fstream>
#include <utility>

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

// FIPS 180-4's examples (NIST, Examples with Intermediate Values, SHA-256) and the empty message of the CAVP
// suite.
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr char kTwoBlocks[] = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
constexpr char kMillionA[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(Sha256Hex(""), kEmpty);
  EXPECT_EQ(Sha256Hex("abc"), kAbc);
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), kTwoBlocks);
  EXPECT_EQ(Sha256Hex(std::string(1000000, 'a')), kMillionA);
}

TEST(Sha256, RawBytesAreTheHexDigits) {
  ASSERT_OK_AND_ASSIGN(const std::string bytes, DecodeHex(kAbc));
  EXPECT_EQ(Sha256("abc"), bytes);
}

TEST(Sha256, PiecesGiveTheHashOfTheWhole) {
  Sha256Hasher hasher;
  EXPECT_EQ(hasher.Hex(), kEmpty);
  hasher.Update("a");
  hasher.Update("");
  EXPECT_EQ(hasher.Hex(), Sha256Hex("a"));
  hasher.Update("bc");
  Sha256Hasher moved = std::move(hasher);
  EXPECT_EQ(moved.Hex(), kAbc);
  EXPECT_EQ(moved.Raw(), Sha256("abc"));
}

TEST(Sha256, AFileIsHashedInPieces) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder / "a", std::ios::binary) << std::string(1000000, 'a');
  std::ofstream(folder / "empty", std::ios::binary) << "";
  ASSERT_OK_AND_ASSIGN(const std::string a, Sha256OfFile(folder / "a"));
  EXPECT_EQ(a, kMillionA);
  ASSERT_OK_AND_ASSIGN(const std::string empty, Sha256OfFile(folder / "empty"));
  EXPECT_EQ(empty, kEmpty);
}

TEST(Sha256, AMissingFileAndAFolderAreNamed) {
  const testing::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(Sha256OfFile(folder / "pipe"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is a pipe, not a file")));
  EXPECT_THAT(Sha256OfFile(folder / "none"), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(Sha256OfFile(folder.path().string()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(folder.path().string())));
}

}  // namespace
}  // namespace osteon
