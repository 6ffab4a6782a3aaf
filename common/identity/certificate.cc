#include "common/identity/certificate.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/hash/sha256.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::array<std::pair<Role, const char*>, 5> kRoles = {{{Role::kSite, "site"},
                                                                 {Role::kStatistician, "statistician"},
                                                                 {Role::kOperator, "operator"},
                                                                 {Role::kAuditor, "auditor"},
                                                                 {Role::kCoordinator, "coordinator"}}};
constexpr absl::string_view kScheme = "urn:osteon:";

struct NamesDeleter {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

// The URIs of the subject alternative name that claim to be ours, in either case of letters.
absl::StatusOr<std::vector<std::string>> OsteonUris(const X509* certificate) {
  int found = 0;  // -1: none, -2: several extensions of the kind, otherwise there is one
  const std::unique_ptr<GENERAL_NAMES, NamesDeleter> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &found, nullptr)));
  std::vector<std::string> uris;
  if (names == nullptr) {
    if (found == -1) return uris;
    return absl::InvalidArgumentError("certificate: its subject alternative names cannot be read");
  }
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    std::string uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                    static_cast<std::size_t>(ASN1_STRING_length(text)));
    if (absl::StartsWithIgnoreCase(uri, kScheme)) uris.push_back(std::move(uri));
  }
  return uris;
}

absl::Status ReadNameAndRole(const X509* certificate, PeerIdentity& peer) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<std::string> uris, OsteonUris(certificate));
  if (uris.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat("certificate: ", uris.size(), " names of the form ",
                                                   kScheme,
                                                   "<role>:<name> were found; needed is exactly one"));
  }
  const std::vector<std::string> parts = absl::StrSplit(uris[0], ':');
  absl::StatusOr<Role> role = absl::InvalidArgumentError("");
  if (parts.size() == 4 && absl::StartsWith(uris[0], kScheme)) role = ParseRole(parts[2]);
  if (!role.ok() || !ValidateMemberName(parts[3]).ok()) {
    return absl::InvalidArgumentError(absl::StrCat("certificate: the name '",
                                                   absl::CHexEscape(uris[0].substr(0, 120)),
                                                   "' is not of the form ", kScheme, "<role>:<name>"));
  }
  peer.role = *role;
  peer.name = parts[3];
  return absl::OkStatus();
}

}  // namespace

std::string RoleName(Role role) {
  const auto* found =
      std::find_if(kRoles.begin(), kRoles.end(), [&](const auto& entry) { return entry.first == role; });
  return found == kRoles.end() ? "unknown" : found->second;
}

absl::StatusOr<Role> ParseRole(absl::string_view name) {
  for (const auto& [role, role_name] : kRoles) {
    if (name == role_name) return role;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("role '", absl::CHexEscape(name.substr(0, 40)),
                   "' is unknown; roles are site, statistician, operator, auditor, coordinator"));
}

absl::Status ValidateMemberName(absl::string_view name) {
  const bool good = !name.empty() && name.size() <= 63 &&
                    absl::ascii_islower(static_cast<unsigned char>(name[0])) &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      const auto byte = static_cast<unsigned char>(c);
                      return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-';
                    });
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("name '", absl::CHexEscape(name.substr(0, 80)),
                   "': a name has 1 to 63 characters, a to z, 0 to 9 and -, and begins with a letter"));
}

absl::StatusOr<PeerIdentity> ParsePeer(absl::string_view certificate_pem) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate certificate,
                          openssl::CertificateFromPem(certificate_pem, "certificate"));
  OSTEON_ASSIGN_OR_RETURN(const std::string key,
                          openssl::P256PublicKeyDer(X509_get_X509_PUBKEY(certificate.get()), "certificate"));
  PeerIdentity peer;
  OSTEON_RETURN_IF_ERROR(ReadNameAndRole(certificate.get(), peer));
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
  peer.serial_hex =
      absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                                               static_cast<std::size_t>(ASN1_STRING_length(serial))));
  peer.public_key_fingerprint = Sha256Hex(key);
  OSTEON_ASSIGN_OR_RETURN(peer.not_before, openssl::TimeOf(X509_get0_notBefore(certificate.get())));
  OSTEON_ASSIGN_OR_RETURN(peer.not_after, openssl::TimeOf(X509_get0_notAfter(certificate.get())));
  return peer;
}

absl::StatusOr<std::vector<std::string>> CertificateHosts(absl::string_view certificate_pem) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate certificate,
                          openssl::CertificateFromPem(certificate_pem, "certificate"));
  const std::unique_ptr<GENERAL_NAMES, NamesDeleter> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> hosts;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) {
      const ASN1_IA5STRING* text = name->d.dNSName;
      hosts.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                         static_cast<std::size_t>(ASN1_STRING_length(text)));
    } else if (name->type == GEN_IPADD) {
      const ASN1_OCTET_STRING* bytes = name->d.iPAddress;
      const int length = ASN1_STRING_length(bytes);
      std::array<char, INET6_ADDRSTRLEN> text{};
      if ((length == 4 || length == 16) &&
          ::inet_ntop(length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(bytes), text.data(),
                      text.size()) != nullptr) {
        hosts.emplace_back(text.data());
      }
    }
  }
  return hosts;
}

absl::StatusOr<std::string> CertificateFingerprint(absl::string_view certificate_pem) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate certificate,
                          openssl::CertificateFromPem(certificate_pem, "certificate"));
  return Sha256Hex(openssl::CertificateDer(certificate.get()));
}

}  // namespace osteon
