#include "coordinator/cli/coordinator_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"
#include "coordinator/journal/journal.h"

namespace osteon::coordinator {
namespace {

absl::Status WriteServerFiles(const CoordinatorFolder& folder, const CertificateAuthority& authority,
                              const NewCoordinator& made, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::Generate());
  OSTEON_ASSIGN_OR_RETURN(const std::string key_pem, key.ToPem());
  OSTEON_ASSIGN_OR_RETURN(const std::string certificate,
                          authority.SignServer(key, made.hosts, now, made.server_lifetime));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder.CaCertificate(), authority.certificate_pem()));
  return WriteIdentity(folder.ServerIdentity(), {key_pem, certificate, authority.certificate_pem()},
                       made.passphrase);
}

// A new, empty journal in place of one that was lost would forget every study, member and revocation without
// a word.
absl::Status CheckHasJournal(const CoordinatorFolder& folder) {
  std::error_code error;
  const std::string path = folder.path + "/coordinator.db";
  const bool is_there = std::filesystem::exists(path, error);
  if (error || (is_there && (std::filesystem::file_size(path, error) > 0 || error))) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "the journal ", path, is_there ? " is empty" : " is not there", ", though a coordinator was made in ",
      folder.path,
      ": studies and members were in it. Put the folder back from a backup; nothing was changed"));
}

}  // namespace

absl::Status CheckIsThere(const CoordinatorFolder& folder) {
  OSTEON_RETURN_IF_ERROR(CheckRootOwns(folder.path, "osteon-coordinator"));
  std::error_code error;
  // What cannot be looked at is told by whoever opens it.
  if (std::filesystem::exists(folder.ServerIdentity(), error) || error) return CheckHasJournal(folder);
  return absl::NotFoundError(
      absl::StrCat("no coordinator in ", folder.path,
                   "; name its folder with --state, or make one with: osteon-coordinator "
                   "init --state ",
                   folder.path));
}

bool IsServed(const CoordinatorFolder& folder) {
  const int file = ::open(folder.Lock().c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  const bool held = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(file);
  return held;
}

absl::StatusOr<std::string> MakeCoordinatorFolder(const CoordinatorFolder& folder, const NewCoordinator& made,
                                                  absl::Time now) {
  std::error_code ignored;
  if (std::filesystem::exists(folder.ServerIdentity(), ignored)) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.path, " has a coordinator already; nothing was changed. Choose another --state"));
  }
  // The journal first, which is the same when it is opened again, and the server's identity last, which says
  // that all is there: an `init` that a full disk ended can be repeated.
  OSTEON_RETURN_IF_ERROR(Journal::Open(folder.path).status());
  const std::string ca_folder = made.ca_folder.empty() ? folder.DefaultCaFolder() : made.ca_folder;
  OSTEON_ASSIGN_OR_RETURN(const CertificateAuthority authority,
                          CertificateAuthority::Create(ca_folder, made.consortium, now, made.passphrase));
  const absl::Status written = WriteServerFiles(folder, authority, made, now);
  if (!written.ok()) {
    CertificateAuthority::Discard(ca_folder);  // it has signed nothing that anybody has
    return written;
  }
  return authority.fingerprint();
}

}  // namespace osteon::coordinator
