#include "common/masking/key_stream.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/masking/openssl_scope.h"

namespace osteon {

struct KeyStream::State {
  std::unique_ptr<EVP_CIPHER_CTX, masking::Deleter> context;
};

KeyStream::KeyStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
KeyStream::KeyStream(KeyStream&&) noexcept = default;
KeyStream& KeyStream::operator=(KeyStream&&) noexcept = default;
KeyStream::~KeyStream() = default;

absl::StatusOr<KeyStream> KeyStream::Create(absl::string_view key, absl::string_view nonce) {
  if (key.size() != kKeyStreamKeyBytes || nonce.size() != kKeyStreamNonceBytes) {
    return absl::InvalidArgumentError(absl::StrCat("key stream: a key of ", key.size(),
                                                   " bytes and a nonce of ", nonce.size(), "; needed are ",
                                                   kKeyStreamKeyBytes, " and ", kKeyStreamNonceBytes));
  }
  const masking::ErrorScope scope;
  std::array<unsigned char, 16> counter_and_nonce{};  // OpenSSL's: four bytes of block number come first
  std::copy(nonce.begin(), nonce.end(), counter_and_nonce.begin() + 4);
  auto state = std::make_unique<State>();
  state->context.reset(EVP_CIPHER_CTX_new());
  if (state->context == nullptr || EVP_EncryptInit_ex2(state->context.get(), EVP_chacha20(),
                                                       reinterpret_cast<const unsigned char*>(key.data()),
                                                       counter_and_nonce.data(), nullptr) != 1) {
    return masking::Failed("begin a key stream");
  }
  return KeyStream(std::move(state));
}

absl::Status KeyStream::Fill(std::uint64_t* words, std::size_t count) {
  static_assert(std::endian::native == std::endian::little, "words are written as the stream's bytes");
  constexpr std::size_t kMost = std::size_t{1} << 20;  // OpenSSL counts bytes in an int
  const masking::ErrorScope scope;
  while (count > 0) {
    const std::size_t now = std::min(count, kMost);
    const int bytes = static_cast<int>(now * sizeof(std::uint64_t));
    std::memset(words, 0, now * sizeof(std::uint64_t));
    auto* place = reinterpret_cast<unsigned char*>(words);
    int written = 0;
    if (EVP_EncryptUpdate(state_->context.get(), place, &written, place, bytes) != 1 || written != bytes) {
      return masking::Failed("continue a key stream");
    }
    words += now;
    count -= now;
  }
  return absl::OkStatus();
}

}  // namespace osteon
