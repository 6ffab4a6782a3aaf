#include "site_agent/session/agent_session.h"

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/renewal_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/member_connection.h"
#include "common/rpc/renewal.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "models/federation/kernels.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/session/proposals.h"
#include "site_agent/session/submit.h"
#include "site_agent/session/waiting_tasks.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestNegotiation = absl::Seconds(20);

}  // namespace

AgentSession::AgentSession(AgentSessionOptions options, SiteExecutor& executor, Consent consent,
                           FileLedger& ledger, spdlog::logger& log)
    : options_(std::move(options)),
      executor_(executor),
      consent_(consent),
      ledger_(ledger),
      refused_(ledger),
      log_(log) {}

// Before anything is released: whoever lost entries no longer knows what has left. A head that this site's
// key did not sign counts like one that it did: after a new enrolment the key is another, and a coordinator
// that invents heads gets no numbers.
absl::Status AgentSession::CheckLedger(v1::SiteSession::Stub& coordinator) {
  const SignedHead own = ledger_.Head();
  OSTEON_ASSIGN_OR_RETURN(const SignedHead seen, CompareLedgers(coordinator, own));
  if (ledger_.Holds(seen.head)) return absl::OkStatus();
  final_ = true;
  const bool signed_here = VerifyHead(identity().identity.certificate_pem, options_.site, seen).ok();
  return absl::DataLossError(absl::StrCat(
      "the ledger of this site was lost or rolled back: it ends at entry ", own.head.length,
      " and does not hold entry ", seen.head.length, " with hash ", seen.head.hash,
      ", which the coordinator has seen",
      signed_here ? " with this site's signature"
                  : "; this site's present key did not sign that one: an earlier key, or another coordinator",
      ". Nothing is released. Restore it from backup, or accept all caps as spent: osteon-agent ledger "
      "--accept-loss"));
}

absl::Status AgentSession::TellDecisions(AnsweringConnection& connection) {
  using Decisions = std::vector<absl::StatusOr<StudyDecision>>;
  OSTEON_ASSIGN_OR_RETURN(const Decisions decisions, consent_.decisions.All());
  for (const absl::StatusOr<StudyDecision>& decision : decisions) {
    if (!decision.ok()) {
      log_.error("a decision cannot be told: {}", std::string(decision.status().message()));
      continue;
    }
    grpc::ClientContext context;
    OSTEON_RETURN_IF_ERROR(connection.TellDecision(context, *decision));
  }
  return absl::OkStatus();
}

absl::Status AgentSession::Connect() {
  const absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = ConnectMember(
      options_.address, identity().identity, "osteon-agent", options_.clock(), kLongestNegotiation);
  // No later attempt with the same software would go better.
  final_ = absl::IsFailedPrecondition(channel.status());
  OSTEON_RETURN_IF_ERROR(channel.status());
  AnsweringConnection connection(
      *channel, executor_, consent_, ledger_, refused_, options_,
      [this, &channel](grpc::ClientContext& context) { RenewIfDue(*channel, context); }, log_);
  OSTEON_RETURN_IF_ERROR(CheckLedger(connection.stub()));
  OSTEON_RETURN_IF_ERROR(TellDecisions(connection));

  v1::SubscribeRequest request;
  for (const auto& [name, version] : models::KernelVersions()) {
    v1::SoftwareVersion* kernel = request.add_software();
    kernel->set_name("kernel " + name);
    kernel->set_version(version);
  }
  grpc::ClientContext context;
  const std::unique_ptr<grpc::ClientReader<v1::Task>> stream = connection.stub().Subscribe(&context, request);
  {
    const std::scoped_lock lock(mutex_);
    if (stop_ || renewed_) context.TryCancel();
    stream_ = &context;
    connection_ = &connection;
  }
  stream->WaitForInitialMetadata();
  if (context.GetServerInitialMetadata().contains("osteon-subscribed")) {
    connected_ = true;
    log_.info("connected to {}", options_.address);
    const std::scoped_lock lock(mutex_);
    streaming_ = true;
  }
  v1::Task message;
  while (stream->Read(&message)) {
    absl::StatusOr<models::Task> task = models::TaskFromMessage(message);
    if (task.ok()) {
      if (!connection.Take(*std::move(task))) {
        log_.error("{} tasks wait and the coordinator sends more; the connection is ended",
                   WaitingTasks::kMost);
        context.TryCancel();
      }
    } else {
      log_.error("a task was refused unread: {}", std::string(task.status().message()));
      const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(message.key());
      grpc::ClientContext refusal;
      if (key.ok()) connection.Refuse(refusal, *key, std::string(task.status().message())).IgnoreError();
    }
  }
  const absl::Status ended = FromRpc(stream->Finish());
  const std::scoped_lock lock(mutex_);
  stream_ = nullptr;
  streaming_ = false;
  connection_ = nullptr;
  return ended.ok() ? absl::UnavailableError("the coordinator ended the connection") : ended;
}

LoadedIdentity AgentSession::identity() {
  const std::scoped_lock lock(mutex_);
  return options_.identity;
}

absl::Time AgentSession::CertificateEnds() {
  const std::scoped_lock lock(mutex_);
  return options_.identity.peer.not_after;
}

void AgentSession::RenewIfDue(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context) {
  const absl::Time now = options_.clock();
  const LoadedIdentity present = identity();
  if (now < RenewalTime(present.peer) || now < next_renewal_) return;
  next_renewal_ = now + options_.between_renewals;
  const absl::StatusOr<LoadedIdentity> renewed =
      RenewIdentity(channel, context, present, options_.identity_path, options_.passphrase, now);
  if (!renewed.ok()) {
    log_.warn("the certificate of this site is valid until {} and is not renewed yet: {}",
              absl::FormatTime(present.peer.not_after), std::string(renewed.status().message()));
    return;
  }
  if (renewed->peer.serial_hex == present.peer.serial_hex) return;
  log_.info("the certificate of this site is renewed, until {}", absl::FormatTime(renewed->peer.not_after));
  const std::scoped_lock lock(mutex_);
  options_.identity = *renewed;
  renewed_ = true;
  if (stream_ != nullptr) stream_->TryCancel();
}

bool AgentSession::Pause(absl::Duration pause) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, absl::ToChronoNanoseconds(pause), [&] { return stop_; });
}

absl::Status AgentSession::TwoAgents() const {
  return absl::AbortedError(absl::StrCat(
      "two agents have the key of ", options_.site,
      " and push each other out; stop the other one (a copied folder, a cloned machine) and start "
      "this one again. Do not accept a loss of the ledger for it"));
}

absl::Status AgentSession::Run() {
  std::mt19937_64 random(options_.jitter_seed);
  absl::Duration longest = options_.shortest_pause;
  while (true) {
    connected_ = false;
    const absl::Status ended = Connect();
    bool renewed = false;
    {
      const std::scoped_lock lock(mutex_);
      if (stop_) break;
      renewed = std::exchange(renewed_, false);
    }
    if (final_ || absl::IsPermissionDenied(ended)) return ended;
    if (renewed) continue;
    if (absl::IsAborted(ended)) {
      if (displaced_.Add(Displacements::Clock::now())) return TwoAgents();
    } else if (connected_) {
      longest = options_.shortest_pause;
    }
    const double share = 0.5 + 0.5 * (static_cast<double>(random() >> 11) * 0x1p-53);
    const absl::Duration pause = longest * share;
    log_.warn("{}; trying again in {:.1f} s", std::string(ended.message()), absl::ToDoubleSeconds(pause));
    if (!Pause(pause)) break;
    longest = std::min(longest * 1.7, options_.longest_pause);
  }
  return refused_.NoteNumbers(absl::Now());
}

void AgentSession::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
    if (stream_ != nullptr) stream_->TryCancel();
  }
  stopped_.notify_all();
}

bool AgentSession::Connected() {
  const std::scoped_lock lock(mutex_);
  return streaming_;
}

std::size_t AgentSession::TasksWaiting() {
  const std::scoped_lock lock(mutex_);
  return connection_ == nullptr ? 0 : connection_->TasksWaiting();
}

}  // namespace osteon
