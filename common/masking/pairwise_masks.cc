#include "common/masking/pairwise_masks.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/ring_arithmetic.h"
#include "common/hash/hmac.h"
#include "common/hash/sha256.h"
#include "common/masking/key_stream.h"
#include "common/masking/openssl_scope.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

// Words at a time: whole numbers of 1 to 5 words, and a buffer that stays in the cache.
constexpr std::size_t kBufferWords = 60 * 64;

struct Mask {
  KeyStream stream;
  bool added;  // else subtracted
};

absl::StatusOr<KeyStream> StreamOfPair(absl::string_view secret, absl::string_view context_sha256,
                                       absl::string_view info) {
  OSTEON_ASSIGN_OR_RETURN(std::string derived, HkdfSha256(secret, context_sha256, info,
                                                          kKeyStreamKeyBytes + kKeyStreamNonceBytes));
  const masking::Wiper wiper(derived);
  const absl::string_view bytes = derived;
  return KeyStream::Create(bytes.substr(0, kKeyStreamKeyBytes), bytes.substr(kKeyStreamKeyBytes));
}

absl::Status CheckSites(const MaskKey& own, const std::string& self,
                        const std::map<std::string, std::string>& public_keys) {
  if (public_keys.size() < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("masks: ", public_keys.size(), " site; at least two are needed, or nothing is hidden"));
  }
  for (const auto& [name, key] : public_keys) {
    if (name.empty() || name.find('\n') != std::string::npos) {
      return absl::InvalidArgumentError("masks: a site's name is empty or has a line break");
    }
  }
  const auto found = public_keys.find(self);
  if (found == public_keys.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("masks: this site, ", self, ", is not among the round's sites"));
  }
  if (found->second != own.public_bytes()) {
    return absl::InvalidArgumentError(
        absl::StrCat("masks: the round has another mask key for ", self,
                     " than this site's own; masks with it would not add to zero"));
  }
  return absl::OkStatus();
}

absl::Status Apply(Mask& mask, std::vector<std::uint64_t>& buffer, RingVector& summand) {
  for (std::size_t block = 0; block < summand.layout().size(); ++block) {
    const std::size_t size = summand.layout()[block].size;
    const auto width = static_cast<std::size_t>(summand.layout()[block].format.words);
    std::uint64_t* numbers = summand.MutableNumber(block, 0);
    for (std::size_t done = 0; done < size;) {
      const std::size_t now = std::min(size - done, buffer.size() / width);
      OSTEON_RETURN_IF_ERROR(mask.stream.Fill(buffer.data(), now * width));
      (mask.added ? AddNumbers : SubtractNumbers)(numbers, buffer.data(), now, width);
      numbers += now * width;
      done += now;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddPairwiseMasks(const MaskKey& own, const std::string& self,
                              const std::map<std::string, std::string>& public_keys,
                              absl::string_view context, RingVector& summand) {
  OSTEON_RETURN_IF_ERROR(CheckSites(own, self, public_keys));
  const std::string salt = Sha256(context);
  std::vector<Mask> masks;
  for (const auto& [name, key] : public_keys) {
    if (name == self) continue;
    const bool first = self < name;
    absl::StatusOr<std::string> secret = own.SharedSecret(key);
    if (!secret.ok())
      return absl::Status(secret.status().code(), absl::StrCat(name, ": ", secret.status().message()));
    const masking::Wiper wiper(*secret);
    const std::string info =
        absl::StrCat("osteon mask v1\n", first ? self : name, "\n", first ? name : self, "\n",
                     first ? own.public_bytes() : key, first ? key : own.public_bytes());
    OSTEON_ASSIGN_OR_RETURN(KeyStream stream, StreamOfPair(*secret, salt, info));
    masks.push_back({std::move(stream), first});
  }
  std::vector<std::uint64_t> buffer(kBufferWords);
  absl::Status status;
  for (Mask& mask : masks) status.Update(Apply(mask, buffer, summand));
  OPENSSL_cleanse(buffer.data(), buffer.size() * sizeof(std::uint64_t));
  return status;
}

}  // namespace osteon
