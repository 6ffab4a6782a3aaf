#include "common/masking/mask_key.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/hash/random.h"
#include "common/masking/openssl_scope.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using Key = std::unique_ptr<EVP_PKEY, masking::Deleter>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, masking::Deleter>;

absl::Status WrongLength(absl::string_view part, std::size_t found) {
  return absl::InvalidArgumentError(
      absl::StrCat("mask key: the ", part, " part has ", found, " bytes; needed are ", kMaskKeyBytes));
}

}  // namespace

MaskKey::MaskKey(const Bytes& private_part, const Bytes& public_part)
    : private_(private_part), public_(public_part) {}

MaskKey::~MaskKey() {
  OPENSSL_cleanse(private_.data(), private_.size());
}

absl::StatusOr<MaskKey> MaskKey::Generate() {
  OSTEON_ASSIGN_OR_RETURN(std::string secret, RandomBytes(kMaskKeyBytes));
  const masking::Wiper wiper(secret);
  return FromPrivate(secret);
}

absl::StatusOr<MaskKey> MaskKey::FromPrivate(absl::string_view private_bytes) {
  if (private_bytes.size() != kMaskKeyBytes) return WrongLength("private", private_bytes.size());
  const masking::ErrorScope scope;
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr,
                                             reinterpret_cast<const unsigned char*>(private_bytes.data()),
                                             private_bytes.size()));
  Bytes public_part{};
  std::size_t length = public_part.size();
  if (key == nullptr || EVP_PKEY_get_raw_public_key(key.get(), public_part.data(), &length) != 1 ||
      length != public_part.size()) {
    return masking::Failed("make a mask key");
  }
  Bytes private_part{};
  std::copy(private_bytes.begin(), private_bytes.end(), private_part.begin());
  MaskKey made(private_part, public_part);
  OPENSSL_cleanse(private_part.data(), private_part.size());
  return made;
}

std::string MaskKey::private_bytes() const {
  return std::string(private_.begin(), private_.end());
}

std::string MaskKey::public_bytes() const {
  return std::string(public_.begin(), public_.end());
}

absl::StatusOr<std::string> MaskKey::SharedSecret(absl::string_view public_bytes) const {
  if (public_bytes.size() != kMaskKeyBytes) return WrongLength("public", public_bytes.size());
  const masking::ErrorScope scope;
  const Key own(EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, private_.data(), private_.size()));
  const Key other(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr,
                                              reinterpret_cast<const unsigned char*>(public_bytes.data()),
                                              public_bytes.size()));
  const KeyContext context(own == nullptr ? nullptr : EVP_PKEY_CTX_new(own.get(), nullptr));
  if (other == nullptr || context == nullptr || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other.get()) != 1) {
    return masking::Failed("take a mask key");
  }
  std::string secret(kMaskKeyBytes, '\0');
  std::size_t length = secret.size();
  const bool derived =
      EVP_PKEY_derive(context.get(), reinterpret_cast<unsigned char*>(secret.data()), &length) == 1 &&
      length == kMaskKeyBytes;
  // OpenSSL fails by itself when the secret is all zero; looked at again, as RFC 7748 asks.
  unsigned char any = 0;
  for (const char byte : secret) any |= static_cast<unsigned char>(byte);
  if (!derived || any == 0) {
    return absl::InvalidArgumentError(
        "mask key: the other site's public key has small order, so everybody would know the secret; it was "
        "not made by Osteon");
  }
  return secret;
}

}  // namespace osteon
