// Pseudorandom words: the key stream of ChaCha20 (RFC 8439), from block 0.
#ifndef OSTEON_COMMON_MASKING_KEY_STREAM_H_
#define OSTEON_COMMON_MASKING_KEY_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

inline constexpr std::size_t kKeyStreamKeyBytes = 32;
inline constexpr std::size_t kKeyStreamNonceBytes = 12;

class KeyStream {
 public:
  // kInvalidArgument: a key that is not 32 bytes, or a nonce that is not 12. kInternal: OpenSSL failed.
  static absl::StatusOr<KeyStream> Create(absl::string_view key, absl::string_view nonce);

  KeyStream(KeyStream&&) noexcept;
  KeyStream& operator=(KeyStream&&) noexcept;
  ~KeyStream();

  // The next `count` words, each of 8 bytes of the stream, the first the lowest. kInternal: OpenSSL failed.
  absl::Status Fill(std::uint64_t* words, std::size_t count);

 private:
  struct State;
  explicit KeyStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_MASKING_KEY_STREAM_H_
