#include "common/masking/mask_key.h"

#include <string>

#include "absl/strings/escaping.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

std::string Hex(absl::string_view bytes) {
  return absl::BytesToHexString(bytes);
}

// X25519 of a scalar and a u-coordinate, both in hexadecimal.
std::string X25519Hex(absl::string_view scalar, absl::string_view u) {
  const auto key = MaskKey::FromPrivate(absl::HexStringToBytes(scalar));
  const auto secret = key.ok() ? key->SharedSecret(absl::HexStringToBytes(u)) : key.status();
  return secret.ok() ? Hex(*secret) : secret.status().ToString();
}

TEST(MaskKey, SharedSecretsAreTheProductsOfRfc7748Section52) {
  EXPECT_EQ(X25519Hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                      "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_EQ(X25519Hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                      "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"),
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

TEST(MaskKey, AThousandProductsGiveTheValueOfRfc7748Section52) {
  std::string k = "0900000000000000000000000000000000000000000000000000000000000000";
  std::string u = k;
  for (int i = 0; i < 1000; ++i) {
    const std::string product = X25519Hex(k, u);
    u = k;
    k = product;
    if (i == 0) {
      EXPECT_EQ(k, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(k, "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST(MaskKey, PairAgreesAsInRfc7748Section61) {
  const std::string alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  const std::string bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
  ASSERT_OK_AND_ASSIGN(const MaskKey of_alice, MaskKey::FromPrivate(absl::HexStringToBytes(alice)));
  ASSERT_OK_AND_ASSIGN(const MaskKey of_bob, MaskKey::FromPrivate(absl::HexStringToBytes(bob)));
  EXPECT_EQ(Hex(of_alice.public_bytes()), "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(Hex(of_bob.public_bytes()), "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const std::string shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  EXPECT_EQ(X25519Hex(alice, Hex(of_bob.public_bytes())), shared);
  EXPECT_EQ(X25519Hex(bob, Hex(of_alice.public_bytes())), shared);
}

TEST(MaskKey, NewKeysDifferAndAreReadBack) {
  ASSERT_OK_AND_ASSIGN(const MaskKey one, MaskKey::Generate());
  ASSERT_OK_AND_ASSIGN(const MaskKey two, MaskKey::Generate());
  EXPECT_NE(one.public_bytes(), two.public_bytes());
  ASSERT_OK_AND_ASSIGN(const MaskKey read, MaskKey::FromPrivate(one.private_bytes()));
  EXPECT_EQ(read.public_bytes(), one.public_bytes());
  EXPECT_EQ(read.private_bytes(), one.private_bytes());
}

TEST(MaskKey, WrongLengthsAndKeysOfSmallOrderAreRefused) {
  EXPECT_THAT(MaskKey::FromPrivate(std::string(33, 'k')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("private part has 33 bytes")));
  ASSERT_OK_AND_ASSIGN(const MaskKey key, MaskKey::Generate());
  EXPECT_THAT(key.SharedSecret(""),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("public part has 0 bytes")));
  // Points of order 4, 1, 8 (https://cr.yp.to/ecdh.html, "How do I validate Curve25519 public keys?").
  for (const char* point : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"}) {
    EXPECT_THAT(key.SharedSecret(absl::HexStringToBytes(point)),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("small order")));
  }
}

}  // namespace
}  // namespace osteon
