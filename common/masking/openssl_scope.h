// Private to common/masking: OpenSSL's key as a value that frees itself, and its errors taken away.
#ifndef OSTEON_COMMON_MASKING_OPENSSL_SCOPE_H_
#define OSTEON_COMMON_MASKING_OPENSSL_SCOPE_H_

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace osteon::masking {

struct Deleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// What OpenSSL leaves in the thread's queue of errors would make a later TLS call on that thread fail.
class ErrorScope {
 public:
  ErrorScope() { ERR_set_mark(); }
  ~ErrorScope() { ERR_pop_to_mark(); }
  ErrorScope(const ErrorScope&) = delete;
  ErrorScope& operator=(const ErrorScope&) = delete;
};

inline absl::Status Failed(absl::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return absl::InternalError(
      absl::StrCat("OpenSSL could not ", what, ": ", reason == nullptr ? "no reason" : reason));
}

// Wipes a secret text when it goes.
class Wiper {
 public:
  explicit Wiper(std::string& secret) : secret_(secret) {}
  ~Wiper() { OPENSSL_cleanse(secret_.data(), secret_.size()); }
  Wiper(const Wiper&) = delete;
  Wiper& operator=(const Wiper&) = delete;

 private:
  std::string& secret_;
};

}  // namespace osteon::masking

#endif  // OSTEON_COMMON_MASKING_OPENSSL_SCOPE_H_
