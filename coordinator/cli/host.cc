#include "coordinator/cli/host.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/audit/signed_head.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "coordinator/federation/study_runner.h"
#include "coordinator/model_file/model_signature.h"
#include "coordinator/session/enrolment_desk.h"
#include "coordinator/session/gate_service.h"
#include "coordinator/session/server.h"
#include "coordinator/session/site_service.h"
#include "coordinator/session/study_desk_service.h"

namespace osteon::coordinator {
namespace {

// The CA when its key is at hand; nothing when it was taken elsewhere.
absl::StatusOr<std::optional<CertificateAuthority>> AuthorityAtHand(const HostOptions& options) {
  const std::string folder = options.ca_folder.empty() ? options.folder.DefaultCaFolder() : options.ca_folder;
  absl::StatusOr<CertificateAuthority> authority = CertificateAuthority::Open(folder, options.passphrase);
  if (authority.ok()) return *std::move(authority);
  if (absl::IsNotFound(authority.status()) && options.ca_folder.empty()) return std::nullopt;
  return authority.status();
}

absl::StatusOr<LoadedIdentity> ServerIdentityOf(const HostOptions& options) {
  absl::StatusOr<LoadedIdentity> identity =
      ReadIdentity(options.folder.ServerIdentity(), options.clock(), options.passphrase);
  if (!absl::IsNotFound(identity.status())) return identity;
  return absl::NotFoundError(absl::StrCat("no coordinator in ", options.folder.path,
                                          "; make one with: osteon-coordinator init --state ",
                                          options.folder.path));
}

// A descriptor whose lock goes when it is closed.
class FileLock {
 public:
  explicit FileLock(int file) : file_(file) {}
  ~FileLock() {
    if (file_ >= 0) ::close(file_);
  }
  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;

 private:
  int file_;
};

// One `serve` a folder. The lock goes with the process, however it ends.
absl::StatusOr<FileLock> HoldLock(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", std::strerror(errno)));
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return FileLock(file);
  ::close(file);
  return absl::UnavailableError(
      absl::StrCat("another coordinator is running on this folder (", path, " is held)"));
}

ModelSigner SignerWith(const PrivateKey& key, const std::string& certificate) {
  return [key, certificate](const std::string& text) -> absl::StatusOr<report::Signature> {
    OSTEON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(absl::StrCat(kModelSignaturePrefix, text)));
    return report::Signature{"ecdsa-p256-sha256", key.PublicKeyFingerprint(), absl::Base64Escape(signature),
                             certificate};
  };
}

}  // namespace

// In the order in which they are made; the server, made last, is stopped first.
struct Host::Parts {
  Parts(FileLock held_lock, HostOptions given, std::unique_ptr<Journal> opened,
        std::optional<CertificateAuthority> authority, const LoadedIdentity& identity, const PrivateKey& key)
      : lock(std::move(held_lock)),
        options(std::move(given)),
        journal(std::move(opened)),
        desk(journal->members(), std::move(authority), identity.identity.ca_certificate_pem,
             options.folder.Enrolments()),
        runner(*journal, board, SignerWith(key, identity.identity.certificate_pem), SoftwareVersions(),
               options.clock, *options.log),
        peers(journal->members(), options.clock),
        gate(desk, options.clock, *options.log),
        sites(*journal, peers, board, runner, options.clock, *options.log),
        studies(*journal, peers, board, runner, identity.identity.certificate_pem, options.clock,
                *options.log) {}

  FileLock lock;
  HostOptions options;
  std::unique_ptr<Journal> journal;
  TaskBoard board;
  EnrolmentDesk desk;
  StudyRunner runner;
  Peers peers;
  GateService gate;
  SiteService sites;
  StudyDeskService studies;
  std::unique_ptr<RunningServer> server;
};

Host::Host(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Host::~Host() {
  parts_->runner.Stop();
  parts_->server->Stop();
}

Journal& Host::journal() {
  return *parts_->journal;
}

TaskBoard& Host::board() {
  return parts_->board;
}

absl::StatusOr<std::unique_ptr<Host>> Host::Start(HostOptions options) {
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity, ServerIdentityOf(options));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(identity.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(std::optional<CertificateAuthority> authority, AuthorityAtHand(options));
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(options.listen, /*any_port=*/true));
  OSTEON_ASSIGN_OR_RETURN(FileLock lock, HoldLock(options.folder.Lock()));
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<Journal> journal, Journal::Open(options.folder.path, options.journal_hook));
  journal->rounds().SignHeadsWith(
      [key](const std::string& who, const ChainHead& head) { return SignHead(key, who, head); });
  if (!authority)
    options.log->info("the CA's key is not here: enrolments wait in {}", options.folder.Enrolments());

  ServerOptions server;
  server.listen = options.listen;
  server.private_key_pem = identity.identity.private_key_pem;
  server.ca_certificate_pem = identity.identity.ca_certificate_pem;
  server.certificate_chain_pem =
      absl::StrCat(identity.identity.certificate_pem, identity.identity.ca_certificate_pem);
  auto parts = std::make_unique<Parts>(std::move(lock), std::move(options), std::move(journal),
                                       std::move(authority), identity, key);
  OSTEON_ASSIGN_OR_RETURN(parts->server,
                          RunningServer::Start(server, {&parts->gate, &parts->sites, &parts->studies}));
  std::unique_ptr<Host> host(new Host(std::move(parts)));
  host->address_ = absl::StrCat(endpoint.host, ":", host->parts_->server->port());
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(host->parts_->options.folder.Address(), host->address_ + "\n"));
  OSTEON_RETURN_IF_ERROR(host->parts_->runner.Resume());
  return host;
}

}  // namespace osteon::coordinator
