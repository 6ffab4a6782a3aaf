#include "common/hash/sha1.h"

#include <openssl/evp.h>

#include <array>

#include "absl/strings/escaping.h"

namespace osteon {

struct Sha1Hasher::State {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  bool ok = context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1;
};

Sha1Hasher::Sha1Hasher() : state_(std::make_unique<State>()) {}
Sha1Hasher::~Sha1Hasher() = default;

void Sha1Hasher::Update(absl::string_view piece) {
  if (!state_->ok || piece.empty()) return;
  state_->ok = EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()) == 1;
}

std::string Sha1Hasher::Hex() {
  std::array<unsigned char, 20> digest{};
  if (!state_->ok || EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) != 1) return "";
  state_->ok = false;
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

}  // namespace osteon
