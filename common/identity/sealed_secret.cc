#include "common/identity/sealed_secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/hash/random.h"
#include "common/identity/limits.h"
#include "common/identity/openssl_handles.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

using openssl::Bytes;
using openssl::Length;

constexpr std::uint64_t kScryptN = std::uint64_t{1} << 14, kScryptR = 8, kScryptP = 5;
constexpr std::uint64_t kScryptMemory = std::uint64_t{1} << 26;
constexpr std::size_t kSaltBytes = 16, kKeyBytes = 32, kNonceBytes = 12, kTagBytes = 16;

constexpr char kLockedKeyLabel[] = "ENCRYPTED PRIVATE KEY";
constexpr char kSealedLabel[] = "OSTEON SEALED SECRET";
constexpr char kSealedHeader[] = "osteon sealed secret v1\n";  // the first bytes, authenticated

template <auto kFree>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>>;
using LockedPkcs8 = std::unique_ptr<X509_SIG, FreeWith<X509_SIG_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, FreeWith<X509_ALGOR_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;

std::string Begin(absl::string_view label) {
  return absl::StrCat("-----BEGIN ", label, "-----");
}
std::string End(absl::string_view label) {
  return absl::StrCat("-----END ", label, "-----");
}

// A key that is wiped when it goes.
struct Key {
  std::string bytes = std::string(kKeyBytes, '\0');
  Key() = default;
  Key(Key&& other) noexcept = default;
  Key& operator=(Key&&) = delete;
  ~Key() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

absl::StatusOr<Key> DeriveKey(absl::string_view passphrase, absl::string_view salt) {
  Key key;
  if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(), Bytes(salt), salt.size(), kScryptN, kScryptR,
                     kScryptP, kScryptMemory, Bytes(key.bytes), key.bytes.size()) != 1) {
    return openssl::Failed("derive a key from a passphrase");
  }
  return key;
}

template <typename T>
absl::StatusOr<std::string> DerOf(const T* object, int (*write)(const T*, unsigned char**)) {
  unsigned char* bytes = nullptr;
  const int length = object == nullptr ? -1 : write(object, &bytes);
  if (length <= 0) return openssl::Failed("write a key");
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_clear_free(bytes, static_cast<std::size_t>(length));
  return der;
}

absl::Status NotThisPassphrase() {
  return absl::FailedPreconditionError(
      "the passphrase is not the one that it was encrypted with, or the file was altered; nothing was "
      "changed");
}

// --- Keys

absl::StatusOr<std::string> LockKey(absl::string_view der, absl::string_view passphrase) {
  const unsigned char* at = Bytes(der);
  const Pkcs8 key(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())));
  if (key == nullptr) return absl::DataLossError("the private key is no PKCS#8");
  OSTEON_ASSIGN_OR_RETURN(std::string salt, RandomBytes(kSaltBytes));
  Algorithm algorithm(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), Bytes(salt), Length(salt), nullptr, kScryptN,
                                            kScryptR, kScryptP));
  if (algorithm == nullptr) return openssl::Failed("encrypt a key");
  const LockedPkcs8 locked(PKCS8_set0_pbe(passphrase.data(), Length(passphrase), key.get(), algorithm.get()));
  if (locked == nullptr) return openssl::Failed("encrypt a key");
  static_cast<void>(algorithm.release());  // it is the locked key's now
  return DerOf(locked.get(), i2d_X509_SIG);
}

absl::StatusOr<std::string> LockKeys(absl::string_view pem, absl::string_view passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<openssl::PemBlock> blocks, openssl::ReadPem(pem, "secret"));
  std::string locked;
  for (const openssl::PemBlock& block : blocks) {
    if (block.label == PEM_STRING_PKCS8INF) {
      OSTEON_ASSIGN_OR_RETURN(const std::string der, LockKey(block.der, passphrase));
      absl::StrAppend(&locked, openssl::WritePem(kLockedKeyLabel, der));
    } else {
      absl::StrAppend(&locked, openssl::WritePem(block.label, block.der));
    }
  }
  return locked;
}

// What stands between BEGIN and END of the text's first block of this label.
struct Block {
  std::size_t begin = 0, end = 0;  // with both lines, and the line end
  std::string bytes;
};
absl::StatusOr<Block> FindBlock(absl::string_view text, absl::string_view label) {
  Block block;
  block.begin = text.find(Begin(label));
  const std::size_t end =
      block.begin == absl::string_view::npos ? block.begin : text.find(End(label), block.begin);
  if (end == absl::string_view::npos) {
    return absl::DataLossError(absl::StrCat("its ", label, " is cut short; copy the whole file again"));
  }
  const std::size_t first = block.begin + Begin(label).size();
  if (!absl::Base64Unescape(text.substr(first, end - first), &block.bytes)) {
    return absl::DataLossError(absl::StrCat("its ", label, " is damaged; copy the whole file again"));
  }
  block.end = end + End(label).size();
  if (block.end < text.size() && text[block.end] == '\n') ++block.end;
  return block;
}

absl::StatusOr<std::string> UnlockKey(absl::string_view text, absl::string_view passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const Block block, FindBlock(text, kLockedKeyLabel));
  const unsigned char* at = Bytes(block.bytes);
  const LockedPkcs8 locked(d2i_X509_SIG(nullptr, &at, static_cast<long>(block.bytes.size())));
  if (locked == nullptr)
    return absl::DataLossError("its encrypted key is damaged; copy the whole file again");
  const Pkcs8 key(PKCS8_decrypt(locked.get(), passphrase.data(), Length(passphrase)));
  if (key == nullptr) return NotThisPassphrase();
  OSTEON_ASSIGN_OR_RETURN(std::string der, DerOf(key.get(), i2d_PKCS8_PRIV_KEY_INFO));
  const openssl::PemBlock plain(PEM_STRING_PKCS8INF, std::move(der));
  return absl::StrCat(text.substr(0, block.begin), openssl::WritePem(plain.label, plain.der),
                      text.substr(block.end));
}

// --- Anything else: header | salt | nonce | tag | ciphertext

absl::StatusOr<std::string> Seal(absl::string_view secret, absl::string_view passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const std::string salt, RandomBytes(kSaltBytes));
  OSTEON_ASSIGN_OR_RETURN(const std::string nonce, RandomBytes(kNonceBytes));
  OSTEON_ASSIGN_OR_RETURN(const Key key, DeriveKey(passphrase, salt));
  const absl::string_view header = kSealedHeader;
  std::string ciphertext(secret.size(), '\0');
  std::string tag(kTagBytes, '\0');
  int length = 0;
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (context == nullptr ||
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key.bytes), Bytes(nonce)) != 1 ||
      EVP_EncryptUpdate(context.get(), nullptr, &length, Bytes(header), Length(header)) != 1 ||
      EVP_EncryptUpdate(context.get(), Bytes(ciphertext), &length, Bytes(secret), Length(secret)) != 1 ||
      EVP_EncryptFinal_ex(context.get(), Bytes(ciphertext) + length, &length) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) != 1) {
    return openssl::Failed("encrypt a secret");
  }
  return openssl::WritePem(kSealedLabel, absl::StrCat(header, salt, nonce, tag, ciphertext));
}

absl::StatusOr<std::string> Unseal(absl::string_view text, absl::string_view passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const Block block, FindBlock(text, kSealedLabel));
  const absl::string_view header = kSealedHeader;
  absl::string_view rest = block.bytes;
  if (!absl::ConsumePrefix(&rest, header) || rest.size() < kSaltBytes + kNonceBytes + kTagBytes) {
    return absl::DataLossError(
        "it is sealed in a form that this version does not know, or damaged; copy the whole file again");
  }
  const auto take = [&rest](std::size_t count) {
    const absl::string_view taken = rest.substr(0, count);
    rest.remove_prefix(count);
    return taken;
  };
  const absl::string_view salt = take(kSaltBytes), nonce = take(kNonceBytes);
  std::string tag(take(kTagBytes));
  OSTEON_ASSIGN_OR_RETURN(const Key key, DeriveKey(passphrase, salt));
  std::string secret(rest.size(), '\0');
  int length = 0;
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (context == nullptr ||
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, Bytes(key.bytes), Bytes(nonce)) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &length, Bytes(header), Length(header)) != 1 ||
      EVP_DecryptUpdate(context.get(), Bytes(secret), &length, Bytes(rest), Length(rest)) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) != 1) {
    return openssl::Failed("decrypt a secret");
  }
  if (EVP_DecryptFinal_ex(context.get(), Bytes(secret) + length, &length) != 1) {
    OPENSSL_cleanse(secret.data(), secret.size());
    return NotThisPassphrase();
  }
  return secret;
}

}  // namespace

absl::StatusOr<std::string> SealSecret(absl::string_view secret, absl::string_view passphrase) {
  const openssl::ErrorScope scope;
  if (passphrase.empty()) return absl::InvalidArgumentError("an empty passphrase locks nothing");
  if (secret.size() > kMaxPemBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("a secret of ", secret.size(), " bytes; at most ", kMaxPemBytes, " are encrypted"));
  }
  if (absl::StrContains(secret, Begin(PEM_STRING_PKCS8INF))) return LockKeys(secret, passphrase);
  return Seal(secret, passphrase);
}

bool IsSealed(absl::string_view text) {
  return absl::StrContains(text, Begin(kLockedKeyLabel)) || absl::StartsWith(text, Begin(kSealedLabel));
}

absl::StatusOr<std::string> OpenSealed(absl::string_view text, absl::string_view passphrase) {
  const openssl::ErrorScope scope;
  return absl::StartsWith(text, Begin(kSealedLabel)) ? Unseal(text, passphrase) : UnlockKey(text, passphrase);
}

}  // namespace osteon
