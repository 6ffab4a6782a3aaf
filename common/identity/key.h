// Signing keys: ECDSA on the curve P-256, the only kind there is in Osteon.
#ifndef OSTEON_COMMON_IDENTITY_KEY_H_
#define OSTEON_COMMON_IDENTITY_KEY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// A private key. Constant once made; copies share it, and any number of threads may sign with it at once. The
// key's memory is wiped when the last copy goes; texts from ToPem are the caller's to keep short-lived.
class PrivateKey {
 public:
  // kInternal: OpenSSL failed (no entropy, or P-256 is forbidden by its configuration).
  static absl::StatusOr<PrivateKey> Generate();

  // One unencrypted PKCS#8 block ("BEGIN PRIVATE KEY"); never asks for a passphrase.
  // kInvalidArgument: no such block or several, over 64 KB, another kind of key or curve, or a public part
  // that does not belong to the private one. kDataLoss: the block cannot be decoded.
  static absl::StatusOr<PrivateKey> FromPem(absl::string_view pem);

  // PKCS#8, unencrypted. Write it with FileMode::kSecret only.
  absl::StatusOr<std::string> ToPem() const;

  // SHA-256 over the DER SubjectPublicKeyInfo, 64 lower-case digits: the same as
  // PeerIdentity::public_key_fingerprint of a certificate of this key.
  const std::string& PublicKeyFingerprint() const { return fingerprint_; }

  // ECDSA with SHA-256 over `message`: a DER signature, other bytes each time. The same key also signs TLS
  // handshakes and certificate requests: begin every message with a line of its own that says what is signed
  // ("osteon approval v1\n").
  absl::StatusOr<std::string> Sign(absl::string_view message) const;

  struct State;                                   // private to common/identity
  const State& state() const { return *state_; }  // private to common/identity

 private:
  PrivateKey(std::shared_ptr<const State> state, std::string fingerprint);

  std::shared_ptr<const State> state_;
  std::string fingerprint_;
};

// OK when `signature` is PrivateKey::Sign's over exactly `message` by the key in the certificate. Looks at
// the key only: whose certificate it is and whether it was valid is VerifyMemberChain's. kUnauthenticated: it
// is not. kInvalidArgument, kDataLoss: the certificate cannot be used, as in ParsePeer.
absl::Status VerifySignature(absl::string_view certificate_pem, absl::string_view message,
                             absl::string_view signature);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_KEY_H_
