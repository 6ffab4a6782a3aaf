// A site's key for masks: X25519 (RFC 7748), one for each study.
#ifndef OSTEON_COMMON_MASKING_MASK_KEY_H_
#define OSTEON_COMMON_MASKING_MASK_KEY_H_

#include <array>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

inline constexpr std::size_t kMaskKeyBytes = 32;

// A pair of keys. Constant once made; the private part is wiped when the object goes. Texts from
// private_bytes and SharedSecret are the caller's to keep short-lived.
class MaskKey {
 public:
  // kUnavailable: no entropy. kInternal: OpenSSL failed.
  static absl::StatusOr<MaskKey> Generate();

  // The pair of a private part as private_bytes gave it, or of any 32 secret uniform bytes.
  // kInvalidArgument: another length.
  static absl::StatusOr<MaskKey> FromPrivate(absl::string_view private_bytes);

  MaskKey(const MaskKey&) = default;
  MaskKey& operator=(const MaskKey&) = default;
  ~MaskKey();

  std::string private_bytes() const;  // 32 bytes, secret
  std::string public_bytes() const;   // 32 bytes, for everybody

  // What this key's owner and the owner of `public_bytes` have in common and nobody else: 32 bytes, not
  // uniform; derive keys from it. kInvalidArgument: not 32 bytes, or a public key of small order, with which
  // the secret is known to all (RFC 7748, section 6.1: all zero).
  absl::StatusOr<std::string> SharedSecret(absl::string_view public_bytes) const;

 private:
  using Bytes = std::array<unsigned char, kMaskKeyBytes>;
  MaskKey(const Bytes& private_part, const Bytes& public_part);

  Bytes private_;
  Bytes public_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_MASKING_MASK_KEY_H_
