// SHA-1, for comparing with what other programs write; not for security.
#ifndef OSTEON_COMMON_HASH_SHA1_H_
#define OSTEON_COMMON_HASH_SHA1_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace osteon {

// The hash of everything passed to Update. Hashing cannot fail short of exhausted memory or an OpenSSL
// configured without SHA-1; Hex is then empty.
class Sha1Hasher {
 public:
  Sha1Hasher();
  ~Sha1Hasher();
  Sha1Hasher(const Sha1Hasher&) = delete;
  Sha1Hasher& operator=(const Sha1Hasher&) = delete;

  void Update(absl::string_view piece);
  std::string Hex();  // 40 lower-case digits; ends the hash

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_HASH_SHA1_H_
