#include "common/identity/certificate_builder.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "common/hash/random.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon::openssl {
namespace {

struct ExtensionDeleter {
  void operator()(BASIC_CONSTRAINTS* value) const { BASIC_CONSTRAINTS_free(value); }
  void operator()(EXTENDED_KEY_USAGE* value) const { EXTENDED_KEY_USAGE_free(value); }
  void operator()(AUTHORITY_KEYID* value) const { AUTHORITY_KEYID_free(value); }
  void operator()(GENERAL_NAMES* value) const { GENERAL_NAMES_free(value); }
  void operator()(ASN1_STRING* value) const { ASN1_STRING_free(value); }
  void operator()(BIGNUM* value) const { BN_free(value); }
};
template <typename T>
using Owned = std::unique_ptr<T, ExtensionDeleter>;

bool Add(X509* certificate, int nid, void* value, bool critical) {
  return value != nullptr &&
         X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

absl::Status SetSerial(X509* certificate) {
  OSTEON_ASSIGN_OR_RETURN(const std::string random, RandomBytes(16));
  const Owned<BIGNUM> serial(BN_bin2bn(Bytes(random), Length(random), nullptr));
  if (serial == nullptr || BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return Failed("set a serial number");
  }
  return absl::OkStatus();
}

bool AddNamePart(X509_NAME* name, int nid, absl::string_view text) {
  return text.empty() ||
         X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, Bytes(text), Length(text), -1, 0) == 1;
}

bool SetValidity(X509* certificate, const CertificateContent& content) {
  return ASN1_TIME_set(X509_getm_notBefore(certificate), absl::ToTimeT(content.not_before)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), absl::ToTimeT(content.not_after)) != nullptr;
}

bool AddConstraints(X509* certificate, CertificateKind kind) {
  const Owned<BASIC_CONSTRAINTS> constraints(BASIC_CONSTRAINTS_new());
  const Owned<ASN1_STRING> usage(ASN1_BIT_STRING_new());
  if (constraints == nullptr || usage == nullptr) return false;
  bool ok = true;
  if (kind == CertificateKind::kAuthority) {
    constraints->ca = 0xff;
    constraints->pathlen = ASN1_INTEGER_new();
    ok = constraints->pathlen != nullptr && ASN1_INTEGER_set(constraints->pathlen, 0) == 1 &&
         ASN1_BIT_STRING_set_bit(usage.get(), 5, 1) == 1 &&  // keyCertSign
         ASN1_BIT_STRING_set_bit(usage.get(), 6, 1) == 1;    // cRLSign
  } else {
    ok = ASN1_BIT_STRING_set_bit(usage.get(), 0, 1) == 1;  // digitalSignature
  }
  return ok && Add(certificate, NID_basic_constraints, constraints.get(), true) &&
         Add(certificate, NID_key_usage, usage.get(), true);
}

bool AddExtendedUsage(X509* certificate, CertificateKind kind) {
  if (kind == CertificateKind::kAuthority) return true;
  const Owned<EXTENDED_KEY_USAGE> usage(EXTENDED_KEY_USAGE_new());
  if (usage == nullptr) return false;
  // A built-in object: it belongs to OpenSSL, and freeing the stack leaves it alone.
  ASN1_OBJECT* purpose = OBJ_nid2obj(kind == CertificateKind::kClient ? NID_client_auth : NID_server_auth);
  return purpose != nullptr && sk_ASN1_OBJECT_push(usage.get(), purpose) > 0 &&
         Add(certificate, NID_ext_key_usage, usage.get(), false);
}

bool AddKeyIdentifiers(X509* certificate, X509* issuer) {
  const ASN1_BIT_STRING* key = X509_get0_pubkey_bitstr(certificate);
  if (key == nullptr) return false;
  const std::string digest =
      Sha256(absl::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(key)),
                               static_cast<std::size_t>(ASN1_STRING_length(key))))
          .substr(0, 20);
  const Owned<ASN1_STRING> own(ASN1_OCTET_STRING_new());
  if (own == nullptr || ASN1_OCTET_STRING_set(own.get(), Bytes(digest), Length(digest)) != 1 ||
      !Add(certificate, NID_subject_key_identifier, own.get(), false)) {
    return false;
  }
  if (issuer == nullptr) return true;
  const ASN1_OCTET_STRING* issuer_identifier = X509_get0_subject_key_id(issuer);
  const Owned<AUTHORITY_KEYID> authority(AUTHORITY_KEYID_new());
  if (issuer_identifier == nullptr || authority == nullptr) return false;
  authority->keyid = ASN1_OCTET_STRING_dup(issuer_identifier);
  return authority->keyid != nullptr &&
         Add(certificate, NID_authority_key_identifier, authority.get(), false);
}

bool PushName(GENERAL_NAMES* names, int type, int string_type, absl::string_view text) {
  GENERAL_NAME* name = GENERAL_NAME_new();
  ASN1_STRING* value = ASN1_STRING_type_new(string_type);
  if (name == nullptr || value == nullptr || ASN1_STRING_set(value, text.data(), Length(text)) != 1) {
    GENERAL_NAME_free(name);
    ASN1_STRING_free(value);
    return false;
  }
  GENERAL_NAME_set0_value(name, type, value);  // takes value
  if (sk_GENERAL_NAME_push(names, name) > 0) return true;
  GENERAL_NAME_free(name);
  return false;
}

bool AddAlternativeNames(X509* certificate, const CertificateContent& content) {
  if (content.uris.empty() && content.dns_names.empty() && content.addresses.empty()) return true;
  const Owned<GENERAL_NAMES> names(GENERAL_NAMES_new());
  if (names == nullptr) return false;
  bool ok = true;
  for (const std::string& uri : content.uris)
    ok = ok && PushName(names.get(), GEN_URI, V_ASN1_IA5STRING, uri);
  for (const std::string& dns : content.dns_names)
    ok = ok && PushName(names.get(), GEN_DNS, V_ASN1_IA5STRING, dns);
  for (const std::string& ip : content.addresses)
    ok = ok && PushName(names.get(), GEN_IPADD, V_ASN1_OCTET_STRING, ip);
  return ok && Add(certificate, NID_subject_alt_name, names.get(), false);
}

}  // namespace

absl::StatusOr<std::string> BuildCertificate(const CertificateContent& content, EVP_PKEY* subject_key,
                                             X509* issuer, EVP_PKEY* issuer_key) {
  const ErrorScope scope;
  const Certificate certificate(X509_new());
  if (certificate == nullptr) return Failed("make a certificate");
  X509* x509 = certificate.get();
  OSTEON_RETURN_IF_ERROR(SetSerial(x509));
  X509_NAME* subject = X509_get_subject_name(x509);
  const bool filled =
      X509_set_version(x509, X509_VERSION_3) == 1 && SetValidity(x509, content) &&
      AddNamePart(subject, NID_organizationName, content.organisation) &&
      AddNamePart(subject, NID_commonName, content.common_name) &&
      X509_set_issuer_name(x509, X509_get_subject_name(issuer == nullptr ? x509 : issuer)) == 1 &&
      X509_set_pubkey(x509, subject_key) == 1 && AddConstraints(x509, content.kind) &&
      AddExtendedUsage(x509, content.kind) && AddAlternativeNames(x509, content) &&
      AddKeyIdentifiers(x509, issuer);
  if (!filled) return Failed("fill in a certificate");
  if (X509_sign(x509, issuer_key, EVP_sha256()) <= 0) return Failed("sign a certificate");
  return WritePem(PEM_STRING_X509, CertificateDer(x509));
}

}  // namespace osteon::openssl
