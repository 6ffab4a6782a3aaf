// Files that only their owner may read, encrypted where somebody gave a passphrase.
#ifndef OSTEON_COMMON_IDENTITY_SECRET_FILE_H_
#define OSTEON_COMMON_IDENTITY_SECRET_FILE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace osteon {

// Gives the passphrase of an encrypted file; called only when there is one. It may ask a person.
using PassphraseSource = std::function<absl::StatusOr<std::string>(const std::string& path)>;

// The content of a private key's file or the like, decrypted (sealed_secret.h).
// kFailedPrecondition: group or others may read or change it; the message says chmod 600. Or it is encrypted
// and there is no passphrase, or another one. kInvalidArgument: a folder or no regular file, or longer than
// `max_bytes`. Otherwise as ReadFile, OpenSealed and the source; every message names the path.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path, std::size_t max_bytes,
                                           const PassphraseSource& passphrase = nullptr);

// Mode 0600; encrypted unless the passphrase is empty. Otherwise as WriteFileAtomically and SealSecret.
absl::Status WriteSecretFile(const std::string& path, absl::string_view content,
                             absl::string_view passphrase = "");

// Encrypts a file that is not. As ReadSecretFile and WriteSecretFile; on error it stays as it was.
absl::Status SealFile(const std::string& path, absl::string_view passphrase);

// Encrypts each of these files with `passphrase` instead of the present one, or leaves them in clear where it
// is empty. All are opened before the first is written; each is written whole or stays. Where a call was
// interrupted, some have the new one already, and the same call again does the rest. `present` is asked only
// when a file is encrypted. As ReadSecretFile and WriteSecretFile.
absl::Status ChangePassphrase(const std::vector<std::string>& paths, const PassphraseSource& present,
                              absl::string_view passphrase);

// Whether the file is there and encrypted; what is written beside it should be so too.
bool IsSealedFile(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_SECRET_FILE_H_
