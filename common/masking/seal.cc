#include "common/masking/seal.h"

#include <openssl/crypto.h>

#include "absl/strings/str_cat.h"
#include "common/hash/hmac.h"
#include "common/hash/sha256.h"
#include "common/masking/openssl_scope.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kSealKeyBytes = 32;

// Words lowest byte first, on any machine.
std::string BytesOf(const std::vector<std::uint64_t>& words) {
  std::string bytes;
  bytes.reserve(words.size() * sizeof(std::uint64_t));
  for (const std::uint64_t word : words) {
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes.push_back(static_cast<char>(word >> shift & 0xffU));
  }
  return bytes;
}

absl::StatusOr<std::string> Tag(const MaskKey& own, absl::string_view other_public_key,
                                const std::string& sender, const std::string& receiver,
                                absl::string_view context, const std::vector<std::uint64_t>& words) {
  OSTEON_ASSIGN_OR_RETURN(std::string secret, own.SharedSecret(other_public_key));
  const masking::Wiper wipe_secret(secret);
  OSTEON_ASSIGN_OR_RETURN(
      std::string key, HkdfSha256(secret, Sha256(context),
                                  absl::StrCat("osteon seal v1\n", sender, "\n", receiver), kSealKeyBytes));
  const masking::Wiper wipe_key(key);
  return HmacSha256(key, BytesOf(words));
}

}  // namespace

absl::StatusOr<std::map<std::string, std::string>> SealFor(
    const MaskKey& own, const std::string& self, const std::map<std::string, std::string>& public_keys,
    absl::string_view context, const std::vector<std::uint64_t>& words) {
  std::map<std::string, std::string> tags;
  for (const auto& [site, public_key] : public_keys) {
    if (site == self) continue;
    OSTEON_ASSIGN_OR_RETURN(tags[site], Tag(own, public_key, self, site, context, words));
  }
  return tags;
}

absl::Status CheckSeal(const MaskKey& own, const std::string& self, const std::string& sender,
                       absl::string_view sender_public_key, absl::string_view context,
                       const std::vector<std::uint64_t>& words, absl::string_view tag) {
  OSTEON_ASSIGN_OR_RETURN(const std::string expected,
                          Tag(own, sender_public_key, sender, self, context, words));
  if (tag.size() == expected.size() && CRYPTO_memcmp(tag.data(), expected.data(), tag.size()) == 0) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      absl::StrCat("what came as from ", sender, " does not have its seal: it was altered on the way"));
}

}  // namespace osteon
