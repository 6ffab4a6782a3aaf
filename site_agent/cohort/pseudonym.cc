#include "site_agent/cohort/pseudonym.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/hash/encoding.h"
#include "common/hash/hmac.h"
#include "common/hash/random.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kPseudonymBytes = 16;

}  // namespace

std::string Pseudonym(const PseudonymKey& key, absl::string_view patient_id) {
  return absl::BytesToHexString(HmacSha256(key.bytes, patient_id).substr(0, kPseudonymBytes));
}

absl::StatusOr<PseudonymKey> ReadKey(const std::string& path, const PassphraseSource& passphrase) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadSecretFile(path, 1024, passphrase));
  absl::StatusOr<std::string> bytes = DecodeHex(absl::StripAsciiWhitespace(text));
  if (!bytes.ok() || bytes->size() != kKeyBytes) {
    return absl::DataLossError(absl::StrCat(
        path,
        ": not a pseudonym key, which is 64 hexadecimal digits; restore the file from a backup, because ",
        "a new key would give every patient another pseudonym"));
  }
  return PseudonymKey{*std::move(bytes)};
}

absl::StatusOr<PseudonymKey> ReadOrDeriveKey(const std::string& folder, const std::string& site) {
  absl::StatusOr<PseudonymKey> key = ReadKey((std::filesystem::path(folder) / kPseudonymKeyFile).string());
  if (absl::IsNotFound(key.status())) {
    return PseudonymKey{HmacSha256("osteon pseudonym key of a simulated site", site)};
  }
  return key;
}

absl::Status CreateKey(const std::string& path, absl::string_view passphrase) {
  std::error_code error;
  if (std::filesystem::exists(path, error) || error) {
    return absl::AlreadyExistsError(absl::StrCat(path, ": there already, and is never replaced"));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string bytes, RandomBytes(kKeyBytes));
  return WriteSecretFile(path, absl::StrCat(absl::BytesToHexString(bytes), "\n"), passphrase);
}

}  // namespace osteon
