#include "coordinator/cli/host.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/audit/signed_head.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/identity/limits.h"
#include "common/identity/renewal_time.h"
#include "common/rpc/channel.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "coordinator/cli/notifier.h"
#include "coordinator/cli/serve_lock.h"
#include "coordinator/cli/server_certificate.h"
#include "coordinator/federation/study_runner.h"
#include "coordinator/metrics/coordinator_metrics.h"
#include "coordinator/model_file/model_signature.h"
#include "coordinator/session/enrolment_desk.h"
#include "coordinator/session/gate_service.h"
#include "coordinator/session/membership_service.h"
#include "coordinator/session/revocation_watch.h"
#include "coordinator/session/server.h"
#include "coordinator/session/site_service.h"
#include "coordinator/session/study_desk_service.h"

namespace osteon::coordinator {
namespace {

// One that has run out is renewed, if the CA is at hand or has signed it elsewhere.
absl::StatusOr<LoadedIdentity> ServerIdentityOf(const HostOptions& options,
                                                const std::optional<CertificateAuthority>& authority) {
  const CoordinatorFolder& folder = options.folder;
  OSTEON_RETURN_IF_ERROR(CheckIsThere(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity,
                          ReadIdentityOfAnyDate(folder.ServerIdentity(), options.passphrase));
  const absl::Time now = options.clock();
  if (now <= identity.peer.not_after) return ReadIdentity(folder.ServerIdentity(), now, options.passphrase);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<LoadedIdentity> renewed,
                          RenewServerCertificate(folder, identity, authority, now, options.passphrase));
  if (renewed) return *renewed;
  return absl::FailedPreconditionError(
      absl::StrCat("the server's certificate expired on ", absl::FormatTime(identity.peer.not_after),
                   ", and the CA's key is not here: sign ", folder.ServerRequest(),
                   " where it is (osteon-coordinator sign), "
                   "put the result here as ",
                   folder.ServerCertificate(), ", and start again"));
}

constexpr absl::Duration kBetweenRenewals = absl::Hours(1);  // that failed, or wait for the offline CA

ModelSigner SignerWith(const PrivateKey& key, const std::function<std::string()>& certificate) {
  return [key, certificate](const std::string& text) -> absl::StatusOr<report::Signature> {
    OSTEON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(absl::StrCat(kModelSignaturePrefix, text)));
    return report::Signature{"ecdsa-p256-sha256", key.PublicKeyFingerprint(), absl::Base64Escape(signature),
                             certificate()};
  };
}

ServerOptions ListenWith(const std::string& address, const Identity& identity) {
  return {address, identity.private_key_pem,
          absl::StrCat(identity.certificate_pem, identity.ca_certificate_pem), identity.ca_certificate_pem};
}

StateListener ListenerOf(Notifier* notifier) {
  if (notifier == nullptr) return nullptr;
  return [notifier](const StateChange& change) { notifier->Tell(change); };
}

}  // namespace

// The server's identity of today; from any thread.
class Host::PresentIdentity {
 public:
  explicit PresentIdentity(LoadedIdentity identity) : identity_(std::move(identity)) {}
  LoadedIdentity Get() const {
    const std::scoped_lock lock(mutex_);
    return identity_;
  }
  void Set(LoadedIdentity identity) {
    const std::scoped_lock lock(mutex_);
    identity_ = std::move(identity);
  }
  std::function<std::string()> Certificate() const {
    return [this] { return Get().identity.certificate_pem; };
  }

 private:
  mutable std::mutex mutex_;
  LoadedIdentity identity_;
};

// In the order in which they are made; the server, made last, is stopped first.
struct Host::Parts {
  Parts(ServeLock held_lock, HostOptions given, std::unique_ptr<Journal> opened,
        std::optional<CertificateAuthority> at_hand, const LoadedIdentity& present, const PrivateKey& key)
      : lock(std::move(held_lock)),
        options(std::move(given)),
        journal(std::move(opened)),
        authority(std::move(at_hand)),
        identity(present),
        desk(journal->members(), authority, present.identity.ca_certificate_pem, options.folder.Enrolments(),
             options.member_lifetime),
        notifier(options.notify.empty() ? nullptr : std::make_unique<Notifier>(options.notify, *options.log)),
        runner(*journal, board,
               {SignerWith(key, identity.Certificate()), SoftwareVersions(), options.clock, options.waits,
                ListenerOf(notifier.get())},
               *options.log),
        revocations(journal->members(), board, runner, *options.log),
        sightings(journal->sightings(), options.clock),
        peers(journal->members(), revocations, sightings, options.clock),
        gate(desk, peers, sightings, runner, options.clock, *options.log),
        membership(desk, peers, options.clock, *options.log),
        sites(*journal, peers, sightings, board, runner, options.clock, *options.log),
        studies(*journal, peers, board, runner, identity.Certificate(), options.clock, *options.log),
        listener(options.probes) {}

  std::vector<grpc::Service*> Services() { return {&gate, &membership, &sites, &studies}; }

  // Until `stopping`: what other processes write into the folder, and the server's own certificate.
  void Watch();
  void LookAtCertificate();
  void LookAtListener();
  // Ends every connection. Agents dial again by themselves.
  absl::Status ListenAnew(const Identity& with);

  ServeLock lock;
  HostOptions options;
  std::unique_ptr<Journal> journal;
  std::optional<CertificateAuthority> authority;
  PresentIdentity identity;
  TaskBoard board;
  EnrolmentDesk desk;
  std::unique_ptr<Notifier> notifier;
  StudyRunner runner;
  RevocationWatch revocations;
  Sightings sightings;
  Peers peers;
  GateService gate;
  MembershipService membership;
  SiteService sites;
  StudyDeskService studies;
  ListenerCheck listener;
  std::unique_ptr<RunningServer> server;
  std::string address;  // where it listens
  std::mutex mutex;
  std::condition_variable stop;
  bool stopping = false;
  std::string seen_file;                           // server.pem; the watch's
  absl::Time next_renewal = absl::InfinitePast();  // the same
  std::thread watch;
};

void Host::Parts::Watch() {
  std::unique_lock held(mutex);
  while (!stopping) {
    held.unlock();
    if (const absl::Status looked = revocations.Look(); !looked.ok()) {
      options.log->error("revocations are not known: {}", std::string(looked.message()));
    }
    LookAtCertificate();
    LookAtListener();
    held.lock();
    stop.wait_for(held, absl::ToChronoMilliseconds(options.between_looks), [this] { return stopping; });
  }
}

absl::Status Host::Parts::ListenAnew(const Identity& with) {
  server->Stop();
  OSTEON_ASSIGN_OR_RETURN(server, RunningServer::Start(ListenWith(address, with), Services()));
  return absl::OkStatus();
}

void Host::Parts::LookAtListener() {
  if (!listener.FindsItDeaf(address)) return;
  options.log->error("{}; listening anew", std::string(listener.Last().message()));
  if (const absl::Status again = ListenAnew(identity.Get().identity); !again.ok()) {
    options.log->error("{}", std::string(again.message()));
  }
}

// A new certificate, from here or from `osteon-coordinator renew`, is shown to whoever connects from then on.
// TLS credentials of a listening server do not change, so it listens anew; agents dial again by themselves.
void Host::Parts::LookAtCertificate() {
  const LoadedIdentity shown = identity.Get();
  const absl::Time now = options.clock();
  const absl::StatusOr<std::string> file = ReadFile(options.folder.ServerIdentity(), kMaxPemBytes);
  const bool due = now >= RenewalTime(shown.peer) && now >= next_renewal;
  if (!due && file.ok() && *file == seen_file) return;  // opening an encrypted one takes a while
  absl::StatusOr<LoadedIdentity> newest =
      ReadIdentityOfAnyDate(options.folder.ServerIdentity(), options.passphrase);
  if (due && newest.ok() && now >= RenewalTime(newest->peer)) {
    next_renewal = now + kBetweenRenewals;
    const absl::StatusOr<std::optional<LoadedIdentity>> renewed =
        RenewServerCertificate(options.folder, *newest, authority, now, options.passphrase);
    if (!renewed.ok()) {
      newest = renewed.status();
    } else if (renewed->has_value()) {
      newest = **renewed;
    } else {
      options.log->warn(
          "the server's certificate is valid until {}; sign {} where the CA's key is, and put the result "
          "here as {}",
          absl::FormatTime(newest->peer.not_after), options.folder.ServerRequest(),
          options.folder.ServerCertificate());
    }
  }
  if (!newest.ok()) {
    options.log->error("the server's certificate: {}", std::string(newest.status().message()));
    return;
  }
  seen_file = file.ok() ? *file : "";
  if (newest->identity.certificate_pem == shown.identity.certificate_pem) return;
  if (newest->peer.public_key_fingerprint != shown.peer.public_key_fingerprint) {
    options.log->error("{} has another key than the one that this process began with; start it again",
                       options.folder.ServerIdentity());
    return;
  }
  identity.Set(*newest);
  if (const absl::Status again = ListenAnew(newest->identity); !again.ok()) {
    identity.Set(shown);
    seen_file.clear();  // so that the next look tries again
    options.log->error("{}", std::string(again.message()));
    return;
  }
  options.log->info("the server's certificate is renewed, until {}",
                    absl::FormatTime(newest->peer.not_after));
}

Host::Host(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Host::~Host() {
  {
    const std::scoped_lock lock(parts_->mutex);
    parts_->stopping = true;
  }
  parts_->stop.notify_all();
  if (parts_->watch.joinable()) parts_->watch.join();
  parts_->runner.Stop();
  parts_->server->Stop();
}

Journal& Host::journal() {
  return *parts_->journal;
}

TaskBoard& Host::board() {
  return parts_->board;
}

absl::StatusOr<std::vector<Metric>> Host::Metrics() {
  return CoordinatorMetrics({*parts_->journal, parts_->board, parts_->runner, parts_->options.folder.path,
                             parts_->identity.Certificate()()},
                            parts_->options.clock());
}

absl::Status Host::Ready() {
  OSTEON_RETURN_IF_ERROR(parts_->journal->members().Members().status());
  OSTEON_RETURN_IF_ERROR(parts_->listener.Last());
  return parts_->runner.CheckGoesOn();
}

absl::StatusOr<std::unique_ptr<Host>> Host::Start(HostOptions options) {
  OSTEON_ASSIGN_OR_RETURN(std::optional<CertificateAuthority> authority,
                          AuthorityAtHand(options.folder, options.ca_folder, options.passphrase));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity, ServerIdentityOf(options, authority));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(identity.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(options.listen, /*any_port=*/true));
  if (!options.notify.empty()) OSTEON_RETURN_IF_ERROR(CheckNotifyProgram(options.notify));
  OSTEON_ASSIGN_OR_RETURN(ServeLock lock, ServeLock::Hold(options.folder.Lock()));
  OSTEON_ASSIGN_OR_RETURN(std::unique_ptr<Journal> journal,
                          Journal::Open(options.folder.path, options.journal_hook));
  journal->rounds().SignHeadsWith(
      [key](const std::string& who, const ChainHead& head) { return SignHead(key, who, head); });
  if (!authority)
    options.log->info("the CA's key is not here: enrolments wait in {}", options.folder.Enrolments());

  const ServerOptions server = ListenWith(options.listen, identity.identity);
  auto parts = std::make_unique<Parts>(std::move(lock), std::move(options), std::move(journal),
                                       std::move(authority), identity, key);
  OSTEON_ASSIGN_OR_RETURN(parts->server, RunningServer::Start(server, parts->Services()));
  std::unique_ptr<Host> host(new Host(std::move(parts)));
  host->address_ = EndpointText({endpoint.host, host->parts_->server->port()});
  host->parts_->address = host->address_;
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(host->parts_->options.folder.Address(), host->address_ + "\n"));
  OSTEON_RETURN_IF_ERROR(host->parts_->runner.Resume());
  host->parts_->watch = std::thread([parts = host->parts_.get()] { parts->Watch(); });
  return host;
}

}  // namespace osteon::coordinator
