#include "common/identity/certificate_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/certificate_builder.h"
#include "common/identity/certificate_request.h"
#include "common/identity/host.h"
#include "common/identity/limits.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr absl::Duration kClockSkew = absl::Minutes(5);
constexpr absl::Duration kAuthorityLifetime = absl::Hours(24 * 3652);  // ten years
constexpr absl::string_view kOrganisation = "Osteon certificate authority";

std::string KeyPath(const std::string& folder) {
  return (std::filesystem::path(folder) / "ca.key").string();
}
std::string CertificatePath(const std::string& folder) {
  return (std::filesystem::path(folder) / "ca.crt").string();
}

absl::Status Damaged(const std::string& path, const absl::Status& what) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": ", what.message(), ". Restore ca.key and ca.crt from a backup"));
}

std::string Date(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

absl::Status RefuseExisting(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status found = std::filesystem::symlink_status(path, error);
  if (found.type() == std::filesystem::file_type::not_found) return absl::OkStatus();
  if (error) return absl::UnavailableError(absl::StrCat("cannot look at ", path, ": ", error.message()));
  return absl::FailedPreconditionError(absl::StrCat(
      path,
      " exists already, and a certificate authority is never overwritten: every member would have to "
      "enrol again. Use it, or choose another folder"));
}

std::string CommonName(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int position = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (position < 0) return "";
  const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, position));
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                     static_cast<std::size_t>(ASN1_STRING_length(text)));
}

}  // namespace

struct CertificateAuthority::State {
  PrivateKey key;
  openssl::Certificate certificate;
  std::string consortium;
  std::string certificate_pem;
  std::string fingerprint;
  absl::Time not_before;
  absl::Time not_after;

  absl::StatusOr<std::string> Sign(absl::string_view request_pem, openssl::CertificateContent content,
                                   absl::Time now, absl::Duration lifetime) const;
};

CertificateAuthority::CertificateAuthority(std::shared_ptr<const State> state) : state_(std::move(state)) {}

const std::string& CertificateAuthority::consortium() const {
  return state_->consortium;
}
const std::string& CertificateAuthority::certificate_pem() const {
  return state_->certificate_pem;
}
const std::string& CertificateAuthority::fingerprint() const {
  return state_->fingerprint;
}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Create(const std::string& folder,
                                                                  absl::string_view consortium,
                                                                  absl::Time now,
                                                                  absl::string_view passphrase) {
  OSTEON_RETURN_IF_ERROR(ValidateMemberName(consortium));
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder, FileMode::kSecret));
  OSTEON_RETURN_IF_ERROR(RefuseExisting(KeyPath(folder)));
  OSTEON_RETURN_IF_ERROR(RefuseExisting(CertificatePath(folder)));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::Generate());
  OSTEON_ASSIGN_OR_RETURN(const std::string key_pem, key.ToPem());
  openssl::CertificateContent content;
  content.kind = openssl::CertificateKind::kAuthority;
  content.organisation = std::string(kOrganisation);
  content.common_name = std::string(consortium);
  content.not_before = now - kClockSkew;
  content.not_after = now + kAuthorityLifetime;
  OSTEON_ASSIGN_OR_RETURN(const std::string pem,
                          openssl::BuildCertificate(content, key.state().key, nullptr, key.state().key));
  OSTEON_RETURN_IF_ERROR(WriteSecretFile(KeyPath(folder), key_pem, passphrase));
  if (const absl::Status status = WriteFileAtomically(CertificatePath(folder), pem); !status.ok()) {
    Discard(folder);
    return status;
  }
  return Open(folder, [passphrase](const std::string&) { return std::string(passphrase); });
}

void CertificateAuthority::Discard(const std::string& folder) {
  std::error_code ignored;
  std::filesystem::remove(KeyPath(folder), ignored);
  std::filesystem::remove(CertificatePath(folder), ignored);
}

absl::StatusOr<CertificateAuthority> CertificateAuthority::Open(const std::string& folder,
                                                                const PassphraseSource& passphrase) {
  const openssl::ErrorScope scope;
  const std::string path = CertificatePath(folder);
  OSTEON_ASSIGN_OR_RETURN(const std::string key_pem,
                          ReadSecretFile(KeyPath(folder), kMaxPemBytes, passphrase));
  OSTEON_ASSIGN_OR_RETURN(std::string pem, ReadFile(path, kMaxPemBytes));
  absl::StatusOr<PrivateKey> read_key = PrivateKey::FromPem(key_pem);
  if (!read_key.ok()) return Damaged(KeyPath(folder), read_key.status());
  PrivateKey key = *std::move(read_key);
  absl::StatusOr<openssl::Certificate> read_certificate = openssl::CertificateFromPem(pem, "certificate");
  if (!read_certificate.ok()) return Damaged(path, read_certificate.status());
  openssl::Certificate certificate = *std::move(read_certificate);
  OSTEON_ASSIGN_OR_RETURN(const std::string public_key,
                          openssl::P256PublicKeyDer(X509_get_X509_PUBKEY(certificate.get()), path));
  if (Sha256Hex(public_key) != key.PublicKeyFingerprint()) {
    return absl::InvalidArgumentError(
        absl::StrCat(KeyPath(folder), " is not the key of ", path,
                     ": files of two authorities were mixed; restore both from a backup"));
  }
  std::string consortium = CommonName(certificate.get());
  if (X509_check_ca(certificate.get()) != 1 || X509_get0_subject_key_id(certificate.get()) == nullptr ||
      !ValidateMemberName(consortium).ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is not the certificate of an Osteon certificate authority"));
  }
  OSTEON_ASSIGN_OR_RETURN(const absl::Time not_before,
                          openssl::TimeOf(X509_get0_notBefore(certificate.get())));
  OSTEON_ASSIGN_OR_RETURN(const absl::Time not_after, openssl::TimeOf(X509_get0_notAfter(certificate.get())));
  std::string fingerprint = Sha256Hex(openssl::CertificateDer(certificate.get()));
  return CertificateAuthority(
      std::make_shared<const State>(State{std::move(key), std::move(certificate), std::move(consortium),
                                          std::move(pem), std::move(fingerprint), not_before, not_after}));
}

absl::StatusOr<std::string> CertificateAuthority::State::Sign(absl::string_view request_pem,
                                                              openssl::CertificateContent content,
                                                              absl::Time now, absl::Duration lifetime) const {
  const openssl::ErrorScope scope;
  if (lifetime < absl::Seconds(1) || lifetime > kMaxLifetime) {
    return absl::InvalidArgumentError(
        absl::StrCat("a certificate's lifetime is between a second and 730 days; ",
                     absl::FormatDuration(lifetime), " was asked for"));
  }
  if (now < not_before || now >= not_after) {
    return absl::FailedPreconditionError(
        absl::StrCat("the certificate authority of ", consortium, " is valid from ", Date(not_before), " to ",
                     Date(not_after), "; this machine's clock says ", Date(now)));
  }
  OSTEON_ASSIGN_OR_RETURN(const openssl::Request request, openssl::ReadRequest(request_pem));
  content.not_before = now - kClockSkew;
  content.not_after = std::min(now + lifetime, not_after);
  return openssl::BuildCertificate(content, X509_REQ_get0_pubkey(request.get()), certificate.get(),
                                   key.state().key);
}

absl::StatusOr<std::string> CertificateAuthority::SignMember(absl::string_view request_pem,
                                                             absl::string_view name, Role role,
                                                             absl::Time now, absl::Duration lifetime) const {
  OSTEON_RETURN_IF_ERROR(ValidateMemberName(name));
  if (role == Role::kCoordinator) {
    return absl::InvalidArgumentError("a member cannot have the role coordinator; that is the server's");
  }
  openssl::CertificateContent content;
  content.kind = openssl::CertificateKind::kClient;
  content.common_name = std::string(name);
  content.uris = {absl::StrCat("urn:osteon:", RoleName(role), ":", name)};
  return state_->Sign(request_pem, std::move(content), now, lifetime);
}

absl::StatusOr<std::string> CertificateAuthority::SignServer(const PrivateKey& key,
                                                             const std::vector<std::string>& hosts,
                                                             absl::Time now, absl::Duration lifetime) const {
  OSTEON_ASSIGN_OR_RETURN(const std::string request, MakeCertificateRequest(key));
  return SignServerRequest(request, hosts, now, lifetime);
}

absl::StatusOr<std::string> CertificateAuthority::SignServerRequest(absl::string_view request_pem,
                                                                    const std::vector<std::string>& hosts,
                                                                    absl::Time now,
                                                                    absl::Duration lifetime) const {
  if (hosts.empty() || hosts.size() > 100) {
    return absl::InvalidArgumentError(absl::StrCat("a server's certificate names 1 to 100 hosts; ",
                                                   hosts.size(),
                                                   " were given. Name what the sites will dial"));
  }
  openssl::CertificateContent content;
  content.kind = openssl::CertificateKind::kServer;
  content.common_name = "coordinator";
  content.uris = {absl::StrCat("urn:osteon:coordinator:", state_->consortium)};
  for (const std::string& text : hosts) {
    OSTEON_ASSIGN_OR_RETURN(Host host, ParseHost(text));
    if (host.name.empty()) {
      content.addresses.push_back(std::move(host.address));
    } else {
      content.dns_names.push_back(std::move(host.name));
    }
  }
  return state_->Sign(request_pem, std::move(content), now, lifetime);
}

}  // namespace osteon
