#include "common/identity/openssl_handles.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/identity/limits.h"
#include "common/status/status_macros.h"

namespace osteon::openssl {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};

// RFC 5480: SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { 04 x y } }; x and y follow, 32
// bytes each.
constexpr absl::string_view kP256Prefix = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
constexpr std::size_t kP256Length = 91;

// What a person calls this key: "RSA", "EC on secp384r1".
std::string Describe(const EVP_PKEY* key) {
  const char* type = EVP_PKEY_get0_type_name(key);
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &length) == 1 && length > 0) {
    return absl::StrCat(type == nullptr ? "?" : type, " on ", absl::string_view(group.data(), length));
  }
  return type == nullptr ? "of an unknown kind" : type;
}

absl::StatusOr<std::string> RequireP256(std::string der, const EVP_PKEY* key, absl::string_view what) {
  if (der.size() == kP256Length && absl::StartsWith(der, absl::HexStringToBytes(kP256Prefix))) return der;
  const std::string found = key == nullptr ? "of an unknown kind" : Describe(key);
  return absl::InvalidArgumentError(absl::StrCat(
      what, ": the key is ", found, "; Osteon uses EC keys on P-256 (named curve, uncompressed point) only"));
}

// `i2d` as OpenSSL's encoders are: called with no buffer for the length, then with one.
template <typename Encode>
std::string Der(Encode i2d) {
  const int length = i2d(nullptr);
  if (length <= 0) return "";
  std::string der(static_cast<std::size_t>(length), '\0');
  unsigned char* end = reinterpret_cast<unsigned char*>(der.data());
  i2d(&end);
  return der;
}

}  // namespace

void Deleter::operator()(EVP_PKEY* key) const {
  EVP_PKEY_free(key);
}
void Deleter::operator()(EVP_MD_CTX* context) const {
  EVP_MD_CTX_free(context);
}
void Deleter::operator()(X509* certificate) const {
  X509_free(certificate);
}
void Deleter::operator()(X509_REQ* request) const {
  X509_REQ_free(request);
}
void Deleter::operator()(X509_STORE* store) const {
  X509_STORE_free(store);
}
void Deleter::operator()(X509_STORE_CTX* context) const {
  X509_STORE_CTX_free(context);
}

ErrorScope::ErrorScope() {
  ERR_set_mark();
}
ErrorScope::~ErrorScope() {
  ERR_pop_to_mark();
}

absl::Status Failed(absl::string_view what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  return absl::InternalError(
      absl::StrCat("OpenSSL could not ", what, ": ", reason == nullptr ? "no reason" : reason));
}

PemBlock::PemBlock(std::string label_in, std::string der_in)
    : label(std::move(label_in)), der(std::move(der_in)) {}
PemBlock::~PemBlock() {
  OPENSSL_cleanse(der.data(), der.size());
}

absl::StatusOr<std::vector<PemBlock>> ReadPem(absl::string_view pem, absl::string_view what) {
  if (pem.size() > kMaxPemBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, ": ", pem.size(), " bytes; at most ", kMaxPemBytes, " are read"));
  }
  const ErrorScope scope;
  const std::unique_ptr<BIO, BioDeleter> bio(
      BIO_new_mem_buf(pem.empty() ? "" : pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return Failed("read PEM");
  std::vector<PemBlock> blocks;
  while (true) {
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long length = 0;
    if (PEM_read_bio(bio.get(), &name, &header, &data, &length) != 1) {
      if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) break;
      return absl::DataLossError(absl::StrCat(what, ": PEM block ", blocks.size() + 1,
                                              " is damaged or cut short; copy the whole file again"));
    }
    const bool locked = header[0] != '\0';
    blocks.emplace_back(name, std::string(reinterpret_cast<char*>(data), static_cast<std::size_t>(length)));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(length));
    if (locked || absl::StartsWith(blocks.back().label, "ENCRYPTED")) {
      return absl::DataLossError(absl::StrCat(what, ": PEM block ", blocks.size(),
                                              " is locked with a passphrase; an unencrypted one is needed"));
    }
  }
  if (blocks.empty())
    return absl::InvalidArgumentError(absl::StrCat(what, ": no PEM block (-----BEGIN ...) was found"));
  return blocks;
}

absl::StatusOr<PemBlock> ReadOnePemBlock(absl::string_view pem, absl::string_view label,
                                         absl::string_view what) {
  OSTEON_ASSIGN_OR_RETURN(std::vector<PemBlock> blocks, ReadPem(pem, what));
  if (blocks.size() != 1 || blocks[0].label != label) {
    return absl::InvalidArgumentError(absl::StrCat(what, ": found ", blocks.size(),
                                                   " PEM block(s), the first a ", blocks[0].label,
                                                   "; needed is exactly one ", label));
  }
  return std::move(blocks[0]);
}

std::string WritePem(absl::string_view label, absl::string_view der) {
  const std::string base64 = absl::Base64Escape(der);
  std::string pem = absl::StrCat("-----BEGIN ", label, "-----\n");
  for (std::size_t i = 0; i < base64.size(); i += 64) {
    absl::StrAppend(&pem, absl::string_view(base64).substr(i, 64), "\n");
  }
  absl::StrAppend(&pem, "-----END ", label, "-----\n");
  return pem;
}

absl::StatusOr<Certificate> CertificateFromDer(absl::string_view der, absl::string_view what) {
  const ErrorScope scope;
  const unsigned char* end = Bytes(der);
  Certificate certificate(d2i_X509(nullptr, &end, static_cast<long>(der.size())));
  if (certificate == nullptr || end != Bytes(der) + der.size()) {
    return absl::DataLossError(absl::StrCat(what, ": the block is not an X.509 certificate"));
  }
  return certificate;
}

absl::StatusOr<Certificate> CertificateFromPem(absl::string_view pem, absl::string_view what) {
  OSTEON_ASSIGN_OR_RETURN(const PemBlock block, ReadOnePemBlock(pem, PEM_STRING_X509, what));
  return CertificateFromDer(block.der, what);
}

std::string CertificateDer(const X509* certificate) {
  return Der([&](unsigned char** end) { return i2d_X509(certificate, end); });
}

absl::StatusOr<Key> KeyFromDer(absl::string_view pkcs8, absl::string_view what) {
  struct InfoDeleter {
    void operator()(PKCS8_PRIV_KEY_INFO* info) const { PKCS8_PRIV_KEY_INFO_free(info); }
  };
  const ErrorScope scope;
  const unsigned char* end = Bytes(pkcs8);
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, InfoDeleter> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(pkcs8.size())));
  Key key(info == nullptr ? nullptr : EVP_PKCS82PKEY(info.get()));
  if (key == nullptr || end != Bytes(pkcs8) + pkcs8.size()) {
    return absl::DataLossError(absl::StrCat(what, ": the block is not a PKCS#8 private key"));
  }
  return key;
}

absl::StatusOr<std::string> P256PublicKeyDer(const EVP_PKEY* key, absl::string_view what) {
  const ErrorScope scope;
  return RequireP256(Der([&](unsigned char** end) { return i2d_PUBKEY(key, end); }), key, what);
}

absl::StatusOr<std::string> P256PublicKeyDer(const X509_PUBKEY* key, absl::string_view what) {
  const ErrorScope scope;
  const EVP_PKEY* parsed = X509_PUBKEY_get0(key);
  if (parsed == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, ": the public key cannot be read; Osteon uses EC keys on P-256"));
  }
  return RequireP256(Der([&](unsigned char** end) { return i2d_X509_PUBKEY(key, end); }), parsed, what);
}

absl::StatusOr<absl::Time> TimeOf(const ASN1_TIME* time) {
  const ErrorScope scope;
  std::tm calendar{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &calendar) != 1) {
    return absl::DataLossError("the certificate's validity dates cannot be read");
  }
  return absl::FromTM(calendar, absl::UTCTimeZone());
}

}  // namespace osteon::openssl

namespace osteon {

PrivateKey::State::~State() {
  EVP_PKEY_free(key);
}

}  // namespace osteon
