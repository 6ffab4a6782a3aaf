#include "common/hash/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace osteon {
namespace {

void MustSucceed(bool ok) {
  if (ok) return;
  std::fputs("osteon: OpenSSL cannot compute SHA-256 (out of memory, or its configuration forbids it)\n",
             stderr);
  std::abort();
}

absl::Status CannotRead(const std::string& path) {
  const int error = errno;
  const std::string message = absl::StrCat("cannot read ", path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
      return absl::NotFoundError(message);
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError(message);
    case EISDIR:
      return absl::InvalidArgumentError(message);
    default:
      return absl::UnavailableError(message);
  }
}

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

struct Sha256Hasher::State {
  struct Deleter {
    void operator()(EVP_MD_CTX* freed) const { EVP_MD_CTX_free(freed); }
  };
  using Context = std::unique_ptr<EVP_MD_CTX, Deleter>;
  Context context;
};

Sha256Hasher::Sha256Hasher() : state_(std::make_unique<State>()) {
  state_->context.reset(EVP_MD_CTX_new());
  MustSucceed(state_->context != nullptr);
  MustSucceed(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}
Sha256Hasher::~Sha256Hasher() = default;
Sha256Hasher::Sha256Hasher(Sha256Hasher&&) noexcept = default;
Sha256Hasher& Sha256Hasher::operator=(Sha256Hasher&&) noexcept = default;

void Sha256Hasher::Update(absl::string_view piece) {
  if (piece.empty()) return;
  MustSucceed(EVP_DigestUpdate(state_->context.get(), piece.data(), piece.size()) == 1);
}

std::string Sha256Hasher::Raw() const {
  const State::Context copy(EVP_MD_CTX_new());
  MustSucceed(copy != nullptr && EVP_MD_CTX_copy_ex(copy.get(), state_->context.get()) == 1);
  std::array<unsigned char, 32> digest{};
  MustSucceed(EVP_DigestFinal_ex(copy.get(), digest.data(), nullptr) == 1);
  return std::string(digest.begin(), digest.end());
}

std::string Sha256Hasher::Hex() const {
  return absl::BytesToHexString(Raw());
}

std::string Sha256(absl::string_view message) {
  Sha256Hasher hasher;
  hasher.Update(message);
  return hasher.Raw();
}

std::string Sha256Hex(absl::string_view message) {
  return absl::BytesToHexString(Sha256(message));
}

absl::StatusOr<std::string> Sha256OfFile(const std::string& path) {
  std::error_code unknown;
  if (std::filesystem::is_fifo(path, unknown)) {  // for whose writer one could wait for ever
    return absl::InvalidArgumentError(absl::StrCat(path, " is a pipe, not a file"));
  }
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return CannotRead(path);
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // the pieces are large enough
  Sha256Hasher hasher;
  std::string buffer(std::size_t{1} << 18, '\0');
  while (true) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
    hasher.Update(absl::string_view(buffer.data(), got));
    if (got == buffer.size()) continue;
    if (std::ferror(file.get()) != 0) return CannotRead(path);
    return hasher.Hex();
  }
}

}  // namespace osteon
