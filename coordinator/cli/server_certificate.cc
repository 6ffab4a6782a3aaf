#include "coordinator/cli/server_certificate.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/identity/certificate.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/identity/limits.h"
#include "common/identity/secret_file.h"
#include "common/identity/verify.h"
#include "common/status/status_macros.h"
#include "coordinator/session/enrolment_desk.h"

namespace osteon::coordinator {
namespace {

// What came from the offline CA, if it has come.
absl::StatusOr<std::optional<std::string>> SignedElsewhere(const CoordinatorFolder& folder,
                                                           const LoadedIdentity& present,
                                                           const std::vector<std::string>& hosts,
                                                           absl::Time now) {
  const std::string path = folder.ServerCertificate();
  const absl::StatusOr<std::string> found = ReadFile(path, kMaxPemBytes);
  if (absl::IsNotFound(found.status())) return std::nullopt;
  OSTEON_RETURN_IF_ERROR(found.status());
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer,
                          VerifyCoordinatorChain(*found, present.identity.ca_certificate_pem, now));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> its_hosts, CertificateHosts(*found));
  if (peer.public_key_fingerprint != present.peer.public_key_fingerprint || its_hosts != hosts ||
      peer.not_after <= present.peer.not_after) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is not a newer certificate for this server's key and hosts (", absl::StrJoin(hosts, ", "),
        "); put there what `sign` made of ", folder.ServerRequest()));
  }
  return *found;
}

}  // namespace

absl::StatusOr<std::optional<CertificateAuthority>> AuthorityAtHand(const CoordinatorFolder& folder,
                                                                    const std::string& ca_folder,
                                                                    const PassphraseSource& passphrase) {
  absl::StatusOr<CertificateAuthority> authority =
      CertificateAuthority::Open(ca_folder.empty() ? folder.DefaultCaFolder() : ca_folder, passphrase);
  if (authority.ok()) return *std::move(authority);
  if (absl::IsNotFound(authority.status()) && ca_folder.empty()) return std::nullopt;
  return authority.status();
}

absl::StatusOr<std::optional<LoadedIdentity>> RenewServerCertificate(
    const CoordinatorFolder& folder, const LoadedIdentity& present,
    const std::optional<CertificateAuthority>& authority, absl::Time now, const PassphraseSource& passphrase,
    absl::Duration lifetime) {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(present.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> hosts,
                          CertificateHosts(present.identity.certificate_pem));
  std::optional<std::string> certificate;
  if (authority) {
    OSTEON_ASSIGN_OR_RETURN(certificate, authority->SignServer(key, hosts, now, lifetime));
  } else {
    OSTEON_ASSIGN_OR_RETURN(certificate, SignedElsewhere(folder, present, hosts, now));
  }
  if (!certificate) {
    OSTEON_ASSIGN_OR_RETURN(const std::string request, MakeCertificateRequest(key));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(
        folder.ServerRequest(),
        PendingRequestText({present.peer.name, RoleName(present.peer.role), request, hosts})));
    return std::nullopt;
  }
  LoadedIdentity renewed = present;
  renewed.identity.certificate_pem = *std::move(certificate);
  OSTEON_ASSIGN_OR_RETURN(renewed.peer, CheckIdentity(renewed.identity, now));
  std::string sealed_with;
  if (IsSealedFile(folder.ServerIdentity())) {
    OSTEON_ASSIGN_OR_RETURN(sealed_with, passphrase(folder.ServerIdentity()));
  }
  OSTEON_RETURN_IF_ERROR(WriteIdentity(folder.ServerIdentity(), renewed.identity, sealed_with));
  std::error_code ignored;
  std::filesystem::remove(folder.ServerRequest(), ignored);
  std::filesystem::remove(folder.ServerCertificate(), ignored);
  return renewed;
}

}  // namespace osteon::coordinator
