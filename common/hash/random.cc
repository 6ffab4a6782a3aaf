#include "common/hash/random.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "absl/strings/str_cat.h"

namespace osteon {

absl::StatusOr<std::string> RandomBytes(std::size_t count) {
  if (count > (std::size_t{1} << 20)) {
    return absl::InvalidArgumentError(
        absl::StrCat("at most 1048576 random bytes at once; ", count, " were asked for"));
  }
  std::string bytes(count, '\0');
  ERR_set_mark();
  const int ok = RAND_priv_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count));
  ERR_pop_to_mark();
  if (ok != 1) return absl::UnavailableError("the system's random generator is not ready; try again later");
  return bytes;
}

bool ConstantTimeEqual(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace osteon
