#include "common/masking/key_stream.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

// The first `bytes` (a multiple of 8) of the stream, in hexadecimal.
std::string StreamHex(absl::string_view key_hex, absl::string_view nonce_hex, std::size_t bytes) {
  auto stream = KeyStream::Create(absl::HexStringToBytes(key_hex), absl::HexStringToBytes(nonce_hex));
  EXPECT_THAT(stream, IsOk());
  std::vector<std::uint64_t> words(bytes / 8, 12345);
  EXPECT_THAT(stream->Fill(words.data(), words.size()), IsOk());
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(words.data()), bytes));
}

// RFC 8439, appendix A.1, vectors 1 and 2: blocks 0 and 1 of the zero key.
TEST(KeyStream, FirstTwoBlocksAreThoseOfRfc8439AppendixA1) {
  EXPECT_EQ(StreamHex(std::string(64, '0'), std::string(24, '0'), 128),
            "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
            "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
            "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
            "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f");
}

// RFC 8439, section 2.3.2: block 1.
TEST(KeyStream, KeyAndNonceStandWhereRfc8439Section232HasThem) {
  EXPECT_EQ(StreamHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                      "000000090000004a00000000", 128)
                .substr(128),
            "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e"
            "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e");
}

TEST(KeyStream, PiecesOfAnySizeAreTheSameStream) {
  const std::string key(32, 'k');
  const std::string nonce(12, 'n');
  constexpr std::size_t kWords = (std::size_t{1} << 20) + 77;
  ASSERT_OK_AND_ASSIGN(KeyStream whole, KeyStream::Create(key, nonce));
  std::vector<std::uint64_t> at_once(kWords);
  ASSERT_THAT(whole.Fill(at_once.data(), kWords), IsOk());
  ASSERT_OK_AND_ASSIGN(KeyStream pieces, KeyStream::Create(key, nonce));
  std::vector<std::uint64_t> joined(kWords);
  for (std::size_t done = 0, piece = 1; done < kWords; done += piece, piece = piece * 3 + 1) {
    piece = std::min(piece, kWords - done);
    ASSERT_THAT(pieces.Fill(joined.data() + done, piece), IsOk());
  }
  EXPECT_EQ(joined, at_once);
}

TEST(KeyStream, KeysAndNoncesOfOtherLengthsAreRefused) {
  EXPECT_THAT(KeyStream::Create(std::string(31, 'k'), std::string(12, 'n')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("31 bytes")));
  EXPECT_THAT(KeyStream::Create(std::string(32, 'k'), std::string(8, 'n')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("nonce of 8")));
}

}  // namespace
}  // namespace osteon
