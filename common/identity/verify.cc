#include "common/identity/verify.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/encoding.h"
#include "common/hash/sha256.h"
#include "common/identity/host.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

enum class Purpose { kClient, kServer };

std::string Date(const ASN1_TIME* time) {
  const absl::StatusOr<absl::Time> read = openssl::TimeOf(time);
  return read.ok() ? absl::FormatTime("%Y-%m-%d %H:%M UTC", *read, absl::UTCTimeZone())
                   : "an unreadable date";
}

// A chain that OpenSSL refused, in words.
absl::Status Refused(X509_STORE_CTX* context, absl::string_view host, absl::Time now) {
  const int error = X509_STORE_CTX_get_error(context);
  const X509* bad = X509_STORE_CTX_get_current_cert(context);
  const std::string whose =
      X509_STORE_CTX_get_error_depth(context) > 0 ? "the CA's certificate" : "the certificate";
  const std::string today = absl::FormatTime("%Y-%m-%d %H:%M UTC", now, absl::UTCTimeZone());
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return absl::FailedPreconditionError(
          absl::StrCat(whose, " expired on ", Date(X509_get0_notAfter(bad)), "; this machine's clock says ",
                       today, ". Ask the consortium for a new one, or set the clock"));
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return absl::FailedPreconditionError(
          absl::StrCat(whose, " is valid from ", Date(X509_get0_notBefore(bad)),
                       " on; this machine's clock says ", today, ". Set the clock, or wait"));
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return absl::UnauthenticatedError(
          absl::StrCat("the certificate is not for the host ", host,
                       "; dial a name or address that it was made for, or have one made for this host"));
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return absl::UnauthenticatedError(absl::StrCat(whose, " is not signed by the consortium's CA (",
                                                     X509_verify_cert_error_string(error),
                                                     "); it belongs to another consortium, or was altered"));
    default:
      return absl::UnauthenticatedError(
          absl::StrCat(whose, " is refused: ", X509_verify_cert_error_string(error)));
  }
}

// Whether `leaf` is signed by `ca`, both are valid at `now`, and leaf is for `purpose` and nothing else.
absl::Status CheckChain(X509* leaf, X509* ca, Purpose purpose, const std::optional<Host>& host,
                        absl::string_view host_as_typed, absl::Time now) {
  const openssl::Store store(X509_STORE_new());
  const openssl::StoreContext context(X509_STORE_CTX_new());
  if (store == nullptr || context == nullptr || X509_STORE_add_cert(store.get(), ca) != 1 ||
      X509_STORE_CTX_init(context.get(), store.get(), leaf, nullptr) != 1) {
    return openssl::Failed("prepare a verification");
  }
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_depth(rules, 0);  // no certificate between leaf and CA
  X509_VERIFY_PARAM_set_auth_level(rules, 2);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  bool ready =
      X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT) == 1 &&
      X509_VERIFY_PARAM_set_purpose(
          rules, purpose == Purpose::kClient ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER) == 1;
  if (host.has_value() && !host->name.empty()) {
    ready = ready && X509_VERIFY_PARAM_set1_host(rules, host->name.data(), host->name.size()) == 1;
  } else if (host.has_value()) {
    ready = ready &&
            X509_VERIFY_PARAM_set1_ip(rules, reinterpret_cast<const unsigned char*>(host->address.data()),
                                      host->address.size()) == 1;
  }
  if (!ready) return openssl::Failed("prepare a verification");
  if (X509_verify_cert(context.get()) != 1) return Refused(context.get(), host_as_typed, now);
  // OpenSSL lets a certificate without extended key usage pass for every purpose, and a CA for a server.
  const std::uint32_t wanted = purpose == Purpose::kClient ? XKU_SSL_CLIENT : XKU_SSL_SERVER;
  if (X509_check_ca(leaf) != 0 || X509_get_extended_key_usage(leaf) != wanted) {
    return absl::UnauthenticatedError(absl::StrCat("the certificate is refused: it is not for ",
                                                   purpose == Purpose::kClient ? "clients" : "servers",
                                                   " only"));
  }
  return absl::OkStatus();
}

absl::StatusOr<PeerIdentity> VerifyChain(absl::string_view certificate_pem, absl::string_view ca_pem,
                                         Purpose purpose, absl::Time now) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(PeerIdentity peer, ParsePeer(certificate_pem));
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate leaf,
                          openssl::CertificateFromPem(certificate_pem, "certificate"));
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate ca,
                          openssl::CertificateFromPem(ca_pem, "CA certificate"));
  OSTEON_RETURN_IF_ERROR(CheckChain(leaf.get(), ca.get(), purpose, std::nullopt, "", now));
  if ((peer.role == Role::kCoordinator) != (purpose == Purpose::kServer)) {
    return absl::UnauthenticatedError(absl::StrCat("the certificate is refused: it is for ",
                                                   purpose == Purpose::kClient ? "clients" : "servers",
                                                   ", and its role is ", RoleName(peer.role)));
  }
  return peer;
}

}  // namespace

absl::StatusOr<std::string> VerifyServerChain(absl::string_view chain_pem,
                                              absl::string_view expected_ca_fingerprint,
                                              absl::string_view host, absl::Time now) {
  const openssl::ErrorScope scope;
  OSTEON_ASSIGN_OR_RETURN(const std::string expected, DecodeHex(expected_ca_fingerprint));
  if (expected.size() != 32) {
    return absl::InvalidArgumentError(
        absl::StrCat("the CA's fingerprint has ", expected.size(), " bytes, not 32"));
  }
  OSTEON_ASSIGN_OR_RETURN(const Host parsed_host, ParseHost(host));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<openssl::PemBlock> blocks,
                          openssl::ReadPem(chain_pem, "server chain"));
  if (blocks.size() != 2 || blocks[0].label != PEM_STRING_X509 || blocks[1].label != PEM_STRING_X509) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the server showed ", blocks.size(), " PEM block(s), the first a ", blocks[0].label,
        "; needed are two certificates, its own and then its CA's. Is this a coordinator of Osteon?"));
  }
  const std::string found = Sha256(blocks[1].der);
  if (found != expected) {
    return absl::UnauthenticatedError(
        absl::StrCat("the server at ", host, " belongs to another CA: its CA's fingerprint is ",
                     absl::BytesToHexString(found), ", the one that the token or this identity names is ",
                     absl::BytesToHexString(expected),
                     ". Do not go on; usual causes: a wrong address, an old token, or somebody in between"));
  }
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate leaf,
                          openssl::CertificateFromDer(blocks[0].der, "server certificate"));
  OSTEON_ASSIGN_OR_RETURN(const openssl::Certificate ca,
                          openssl::CertificateFromDer(blocks[1].der, "CA certificate"));
  OSTEON_RETURN_IF_ERROR(CheckChain(leaf.get(), ca.get(), Purpose::kServer, parsed_host, host, now));
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer,
                          ParsePeer(openssl::WritePem(PEM_STRING_X509, blocks[0].der)));
  if (peer.role != Role::kCoordinator) {
    return absl::UnauthenticatedError(absl::StrCat("the server at ", host, " shows the certificate of a ",
                                                   RoleName(peer.role), ", not a coordinator"));
  }
  return openssl::WritePem(PEM_STRING_X509, blocks[1].der);
}

absl::StatusOr<PeerIdentity> VerifyMemberChain(absl::string_view certificate_pem, absl::string_view ca_pem,
                                               absl::Time now) {
  return VerifyChain(certificate_pem, ca_pem, Purpose::kClient, now);
}

absl::StatusOr<PeerIdentity> VerifyCoordinatorChain(absl::string_view certificate_pem,
                                                    absl::string_view ca_pem, absl::Time now) {
  return VerifyChain(certificate_pem, ca_pem, Purpose::kServer, now);
}

}  // namespace osteon
