#include "common/hash/hmac.h"

#include "absl/strings/escaping.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

std::string FromHex(absl::string_view hex) {
  return absl::HexStringToBytes(hex);
}
std::string HmacHex(absl::string_view key, absl::string_view message) {
  return absl::BytesToHexString(HmacSha256(key, message));
}

TEST(Hmac, GivesTheDigestsOfRfc4231) {
  EXPECT_EQ(HmacHex(std::string(20, '\x0b'), "Hi There"),  // test case 1
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HmacHex("Jefe", "what do ya want for nothing?"),  // 2
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HmacHex(std::string(20, '\xaa'), std::string(50, '\xdd')),  // 3
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(
      HmacHex(FromHex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')),  // 4
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_EQ(HmacHex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),  // 6
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(
      HmacHex(std::string(131, '\xaa'),  // 7
              "This is a test using a larger than block-size key and a larger than block-size data. The key "
              "needs to be hashed before being used by the HMAC algorithm."),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(Hkdf, GivesTheKeyOfRfc5869TestCase1) {
  ASSERT_OK_AND_ASSIGN(const std::string key,
                       HkdfSha256(std::string(22, '\x0b'), FromHex("000102030405060708090a0b0c"),
                                  FromHex("f0f1f2f3f4f5f6f7f8f9"), 42));
  EXPECT_EQ(absl::BytesToHexString(key),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST(Hkdf, GivesTheKeyOfRfc5869TestCase2) {
  std::string ikm;
  std::string salt;
  std::string info;
  for (int i = 0; i < 80; ++i) {
    ikm += static_cast<char>(i);
    salt += static_cast<char>(0x60 + i);
    info += static_cast<char>(0xb0 + i);
  }
  ASSERT_OK_AND_ASSIGN(const std::string key, HkdfSha256(ikm, salt, info, 82));
  EXPECT_EQ(absl::BytesToHexString(key),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

TEST(Hkdf, GivesTheKeyOfRfc5869TestCase3WithoutSaltAndInfo) {
  ASSERT_OK_AND_ASSIGN(const std::string key, HkdfSha256(std::string(22, '\x0b'), "", "", 42));
  EXPECT_EQ(absl::BytesToHexString(key),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, LengthsThatTheRfcForbidsAreRefused) {
  EXPECT_THAT(HkdfSha256("k", "s", "i", 0), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("8160")));
  EXPECT_THAT(HkdfSha256("k", "s", "i", 8161),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("8161")));
  ASSERT_OK_AND_ASSIGN(const std::string longest, HkdfSha256("k", "s", "i", 8160));
  EXPECT_EQ(longest.size(), 8160U);
}

}  // namespace
}  // namespace osteon
