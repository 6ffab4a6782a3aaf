// Pseudonyms of patients: a keyed hash that only the holder of the site's key can repeat. Nothing after the
// reading of a table sees a patient's id.
#ifndef OSTEON_SITE_AGENT_COHORT_PSEUDONYM_H_
#define OSTEON_SITE_AGENT_COHORT_PSEUDONYM_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/identity/secret_file.h"

namespace osteon {

inline constexpr char kPseudonymKeyFile[] = "pseudonym.key";

// 32 bytes; never printed.
struct PseudonymKey {
  std::string bytes;
};

// The first 128 bits of HMAC-SHA256(key, patient id) as 32 lower-case hexadecimal digits. The id is taken as
// it is, byte for byte.
std::string Pseudonym(const PseudonymKey& key, absl::string_view patient_id);

// The key in the file at `path`: 64 hexadecimal digits and nothing else but a line end. Whoever reads it can
// tell which pseudonym is whose, so its mode is checked as a private key's. kNotFound: no such file.
// kFailedPrecondition: group or others may read it, or it is encrypted and the passphrase is missing or
// another. kDataLoss: something else is in it; the message does not repeat it.
absl::StatusOr<PseudonymKey> ReadKey(const std::string& path, const PassphraseSource& passphrase = nullptr);

// For simulation only: FOLDER/pseudonym.key, or where there is none a key that follows from the site's name
// (and so protects nobody). Other errors of ReadKey are passed on.
absl::StatusOr<PseudonymKey> ReadOrDeriveKey(const std::string& folder, const std::string& site);

// Writes 32 random bytes, readable by the owner only, encrypted unless the passphrase is empty.
// kAlreadyExists: a file is there, because a new key would give every patient another pseudonym.
absl::Status CreateKey(const std::string& path, absl::string_view passphrase = "");

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_COHORT_PSEUDONYM_H_
