#include "common/hash/hmac.h"

#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"

namespace osteon {
namespace {

constexpr std::size_t kBlock = 64;   // of SHA-256
constexpr std::size_t kDigest = 32;  // of SHA-256

}  // namespace

std::string HmacSha256(absl::string_view key, absl::string_view message) {
  std::string block = key.size() > kBlock ? Sha256(key) : std::string(key);
  block.resize(kBlock, '\0');
  std::string inner_pad = block;
  std::string outer_pad = block;
  for (std::size_t i = 0; i < kBlock; ++i) {
    inner_pad[i] = static_cast<char>(inner_pad[i] ^ 0x36);
    outer_pad[i] = static_cast<char>(outer_pad[i] ^ 0x5c);
  }
  Sha256Hasher inner;
  inner.Update(inner_pad);
  inner.Update(message);
  Sha256Hasher outer;
  outer.Update(outer_pad);
  outer.Update(inner.Raw());
  return outer.Raw();
}

absl::StatusOr<std::string> HkdfSha256(absl::string_view ikm, absl::string_view salt, absl::string_view info,
                                       std::size_t length) {
  if (length == 0 || length > 255 * kDigest) {
    return absl::InvalidArgumentError(
        absl::StrCat("HKDF-SHA256 gives 1 to 8160 bytes; ", length, " were asked for"));
  }
  const std::string pseudorandom_key = HmacSha256(salt, ikm);  // HMAC pads an empty salt with zeros by itself
  std::string key;
  std::string block;
  for (unsigned counter = 1; key.size() < length; ++counter) {
    block =
        HmacSha256(pseudorandom_key, absl::StrCat(block, info, std::string(1, static_cast<char>(counter))));
    key += block;
  }
  key.resize(length);
  return key;
}

}  // namespace osteon
