// SHA-256 (FIPS 180-4) of strings, of pieces as they come, and of files.
#ifndef OSTEON_COMMON_HASH_SHA256_H_
#define OSTEON_COMMON_HASH_SHA256_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// 32 raw bytes.
std::string Sha256(absl::string_view message);

// The same as 64 lower-case hexadecimal digits.
std::string Sha256Hex(absl::string_view message);

// The hash of everything passed to Update so far. Raw and Hex may be called at any time and more than once;
// they do not end the hash. One hasher belongs to one thread. Hashing cannot fail short of exhausted memory
// or an OpenSSL configured without SHA-256; both end the program.
class Sha256Hasher {
 public:
  Sha256Hasher();
  ~Sha256Hasher();
  Sha256Hasher(Sha256Hasher&&) noexcept;
  Sha256Hasher& operator=(Sha256Hasher&&) noexcept;

  void Update(absl::string_view piece);
  std::string Raw() const;  // 32 raw bytes
  std::string Hex() const;  // 64 lower-case digits

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// SHA-256 of a file's bytes as 64 lower-case digits, read in pieces, so that the size of a file does not
// matter. kNotFound: no such file. kInvalidArgument: a folder. kPermissionDenied, kUnavailable: what the
// operating system said. The message names the path.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_COMMON_HASH_SHA256_H_
