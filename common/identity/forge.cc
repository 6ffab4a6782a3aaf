#include "common/identity/forge.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "absl/strings/match.h"
#include "common/files/files.h"
#include "common/identity/openssl_handles.h"

namespace osteon::forge {
namespace {

openssl::Key MakeKey(KeyKind kind) {
  switch (kind) {
    case KeyKind::kP256:
      return openssl::Key(EVP_EC_gen("P-256"));
    case KeyKind::kP384:
      return openssl::Key(EVP_EC_gen("P-384"));
    case KeyKind::kRsa:
      return openssl::Key(EVP_RSA_gen(2048));
  }
  return nullptr;
}

std::string RequestPem(X509_REQ* request) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509_REQ(request, &bytes);
  const std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return openssl::WritePem(PEM_STRING_X509_REQ, der);
}

openssl::Certificate Parse(const std::string& pem) {
  return openssl::CertificateFromPem(pem, "forged").value();
}

}  // namespace

std::string EvilRequest(KeyKind kind) {
  const openssl::Key key = MakeKey(kind);
  const openssl::Request request(X509_REQ_new());
  X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("evil"), -1, -1, 0);
  STACK_OF(X509_EXTENSION)* extensions = sk_X509_EXTENSION_new_null();
  sk_X509_EXTENSION_push(extensions, X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name,
                                                         "URI:urn:osteon:operator:evil,DNS:evil.example"));
  sk_X509_EXTENSION_push(extensions,
                         X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE"));
  X509_REQ_add_extensions(request.get(), extensions);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  X509_REQ_set_pubkey(request.get(), key.get());
  X509_REQ_sign(request.get(), key.get(), EVP_sha256());
  return RequestPem(request.get());
}

std::string RequestForAnotherKey(const std::string& request_pem) {
  const openssl::PemBlock block =
      openssl::ReadOnePemBlock(request_pem, PEM_STRING_X509_REQ, "request").value();
  const auto* bytes = reinterpret_cast<const unsigned char*>(block.der.data());
  const openssl::Request request(d2i_X509_REQ(nullptr, &bytes, static_cast<long>(block.der.size())));
  X509_REQ_set_pubkey(request.get(), MakeKey(KeyKind::kP256).get());
  return RequestPem(request.get());
}

std::string ForeignKeyPem(KeyKind kind) {
  const openssl::Key key = MakeKey(kind);
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<std::size_t>(length));
  BIO_free(bio);
  return pem;
}

std::string AnyCertificate(const openssl::CertificateContent& content, const PrivateKey& subject,
                           const std::string& issuer_pem, const PrivateKey& issuer) {
  const openssl::Certificate parent = issuer_pem.empty() ? nullptr : Parse(issuer_pem);
  return openssl::BuildCertificate(content, subject.state().key, parent.get(), issuer.state().key).value();
}

std::string WithoutExtension(const std::string& certificate_pem, int nid, const PrivateKey& issuer) {
  const openssl::Certificate certificate = Parse(certificate_pem);
  X509_EXTENSION_free(X509_delete_ext(certificate.get(), X509_get_ext_by_NID(certificate.get(), nid, -1)));
  X509_sign(certificate.get(), issuer.state().key, EVP_sha256());
  return openssl::WritePem(PEM_STRING_X509, openssl::CertificateDer(certificate.get()));
}

PrivateKey AuthorityKey(const std::string& folder) {
  return PrivateKey::FromPem(ReadFile(folder + "/ca.key").value()).value();
}

bool DerContains(const std::string& pem, absl::string_view text) {
  return absl::StrContains(openssl::ReadPem(pem, "pem").value().at(0).der, text);
}

bool NoOpenSslErrors() {
  return ERR_peek_error() == 0;
}

}  // namespace osteon::forge
