// The consortium's certificate authority: a key and a self-signed certificate in a folder, and what it signs.
#ifndef OSTEON_COMMON_IDENTITY_CERTIFICATE_AUTHORITY_H_
#define OSTEON_COMMON_IDENTITY_CERTIFICATE_AUTHORITY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/identity/certificate.h"
#include "common/identity/key.h"
#include "common/identity/secret_file.h"

namespace osteon {

// Constant once opened; copies share it, and any number of threads may sign at once. It keeps no list of what
// it signed: the caller's journal does.
//
// Every certificate it signs begins five minutes before `now` (clocks differ), ends `lifetime` after `now` or
// with the CA's own if that is sooner, has a random 128-bit serial number, and is for one purpose.
class CertificateAuthority {
 public:
  static constexpr absl::Duration kDefaultLifetime = absl::Hours(24 * 90);
  static constexpr absl::Duration kMaxLifetime = absl::Hours(24 * 730);

  // Makes the folder (0700) when it is missing, a new key `ca.key` (0600) and a certificate `ca.crt` valid
  // for ten years. The key is encrypted unless the passphrase is empty. kFailedPrecondition: one of the two
  // files is there already; nothing is changed. kInvalidArgument: a consortium name that ValidateMemberName
  // refuses. Otherwise as WriteFileAtomically.
  static absl::StatusOr<CertificateAuthority> Create(const std::string& folder, absl::string_view consortium,
                                                     absl::Time now, absl::string_view passphrase = "");

  // Removes both files again, where what was to come with a new authority failed.
  static void Discard(const std::string& folder);

  // kNotFound: no such files. kFailedPrecondition: group or others may read ca.key (chmod 600), or it is
  // encrypted and the passphrase is missing or another.
  // kInvalidArgument, kDataLoss: the files cannot be used, or do not belong together.
  static absl::StatusOr<CertificateAuthority> Open(const std::string& folder,
                                                   const PassphraseSource& passphrase = nullptr);

  const std::string& consortium() const;
  const std::string& certificate_pem() const;
  const std::string& fingerprint()
      const;  // CertificateFingerprint(certificate_pem()), as in enrolment tokens

  // A member's certificate in PEM, for TLS clients: common name `name`, alternative name
  // urn:osteon:<role>:<name>. Of the request only the public key is used, after its own signature was checked
  // (the sender holds the key); the subject and extensions it asks for are ignored.
  //
  // kInvalidArgument: a name that ValidateMemberName refuses, the role kCoordinator, a lifetime not in (0,
  // kMaxLifetime], not exactly one request, over 64 KB, a key other than P-256, or a request whose signature
  // is not by its key. kDataLoss: the request cannot be decoded. kFailedPrecondition: the CA is not valid at
  // `now`.
  absl::StatusOr<std::string> SignMember(absl::string_view request_pem, absl::string_view name, Role role,
                                         absl::Time now, absl::Duration lifetime = kDefaultLifetime) const;

  // The coordinator's certificate in PEM, for TLS servers: alternative names are
  // urn:osteon:coordinator:<consortium> and `hosts`, each a DNS name or an IP address without port or
  // wildcard. A server shows it followed by certificate_pem(). kInvalidArgument: no host, more than 100, or
  // one that is neither. Otherwise as SignMember.
  absl::StatusOr<std::string> SignServer(const PrivateKey& key, const std::vector<std::string>& hosts,
                                         absl::Time now, absl::Duration lifetime = kDefaultLifetime) const;

  // The same from a certificate request, for a CA that is kept away from the server.
  absl::StatusOr<std::string> SignServerRequest(absl::string_view request_pem,
                                                const std::vector<std::string>& hosts, absl::Time now,
                                                absl::Duration lifetime = kDefaultLifetime) const;

 private:
  struct State;
  explicit CertificateAuthority(std::shared_ptr<const State> state);

  std::shared_ptr<const State> state_;
};

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_CERTIFICATE_AUTHORITY_H_
