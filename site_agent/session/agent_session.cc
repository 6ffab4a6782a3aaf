#include "site_agent/session/agent_session.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>
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
#include "common/text/one_line.h"
#include "common/version/version.h"
#include "models/federation/kernels.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/session/proposals.h"
#include "site_agent/session/submit.h"
#include "site_agent/session/waiting_tasks.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestReason = 2000;  // bytes; an error of the coordinator's may be in it

constexpr absl::Duration kLongestNegotiation = absl::Seconds(20);
constexpr std::chrono::seconds kBetweenTries(15);

absl::Status NoteWithdrawal(FileLedger& ledger, const StudyDecision& decision) {
  LedgerEvent event;
  event.time = absl::Now();
  event.event = kWithdrawnEvent;
  event.study = decision.study.name;
  event.study_sha256 = decision.study_sha256;
  event.why = decision.withdrawal_reason;
  return ledger.Note(event);
}

}  // namespace

// One connection: a thread that executes, fed by the stream.
class AgentSession::Connection {
 public:
  // `renew`: looks whether the certificate is to be renewed, and does it within the call.
  Connection(const std::shared_ptr<grpc::Channel>& channel, SiteExecutor& executor, const Consent& consent,
             FileLedger& ledger, RefusedTasks& refused, const AgentSessionOptions& options,
             std::function<void(grpc::ClientContext&)> renew, spdlog::logger& log)
      : stub_(v1::SiteSession::NewStub(channel)),
        executor_(executor),
        consent_(consent),
        ledger_(ledger),
        refused_(refused),
        options_(options),
        renew_(std::move(renew)),
        log_(log),
        worker_([this] { Work(); }) {}

  ~Connection() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
      if (call_ != nullptr) call_->TryCancel();
    }
    wake_.notify_all();
    worker_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  v1::SiteSession::Stub& stub() { return *stub_; }

  std::size_t TasksWaiting() {
    const std::scoped_lock lock(mutex_);
    return waiting_.size();
  }

  // False: too many wait, so it was not taken.
  bool Take(models::Task task) {
    {
      const std::scoped_lock lock(mutex_);
      if (!waiting_.Add(std::move(task), Clock::now())) return false;
    }
    wake_.notify_all();
    return true;
  }

  // A refusal is in the ledger before it is told.
  absl::Status Refuse(grpc::ClientContext& context, const models::TaskKey& key, const std::string& reason,
                      bool ends_study = false) {
    const absl::StatusOr<StudyDecision> decision = consent_.decisions.Find(key.study_sha256);
    LedgerEvent refusal;
    refusal.time = absl::Now();
    refusal.event = kRefusedEvent;
    refusal.study = decision.ok() ? decision->study.name : "";
    refusal.study_sha256 = key.study_sha256;
    refusal.request_sha256 = key.request_sha256;
    refusal.why = OneLine(reason, kLongestReason);
    OSTEON_RETURN_IF_ERROR(refused_.Note(refusal));
    return SubmitRefusal(*stub_, context, key, refusal.why, ledger_.Head(), ends_study);
  }

 private:
  using Clock = WaitingTasks::Clock;

  void Work() {
    std::unique_lock lock(mutex_);
    Clock::time_point next_look = Clock::now();
    Clock::time_point next_tidy = Clock::now();
    while (!ended_) {
      if (Clock::now() >= next_tidy) {
        lock.unlock();
        ForgetWithdrawn();
        lock.lock();
        next_tidy = Clock::now() + absl::ToChronoMilliseconds(options_.between_tidyings);
        continue;
      }
      if (Clock::now() >= next_look) {
        lock.unlock();
        Call([this](grpc::ClientContext& context) {
          renew_(context);
          return absl::OkStatus();
        }).IgnoreError();
        if (!options_.standing_approvals.empty()) ApproveByRule();
        lock.lock();
        next_look = Clock::now() + absl::ToChronoMilliseconds(options_.between_looks);
        continue;
      }
      const std::optional<Clock::time_point> next = waiting_.Next();
      if (!next) {
        wake_.wait_until(lock, std::min(next_look, next_tidy));
        continue;
      }
      if (*next > Clock::now()) {
        wake_.wait_until(lock, std::min(*next, next_look));
        continue;
      }
      models::Task task = waiting_.TakeNext();
      lock.unlock();
      const bool done = Answer(task);
      lock.lock();
      // Where there is no room for it the coordinator, which waits for its answer, sends it with the next
      // connection.
      if (!done) waiting_.Add(std::move(task), Clock::now() + kBetweenTries);
    }
  }

  // "STUDY: purpose" for the log; a study that is not decided on here has no name here.
  std::string Label(const models::Task& task) {
    const std::string& hash = task.key.study_sha256;
    if (!names_.contains(hash)) {
      const absl::StatusOr<StudyDecision> decision = consent_.decisions.Find(hash);
      if (!decision.ok()) return absl::StrCat(hash.substr(0, 12), ": ", task.purpose);
      names_[hash] = decision->study.name;
    }
    return absl::StrCat(names_[hash], ": ", task.purpose);
  }

  // False: not answered now, to be tried again. The ledger answers a repeated task with the same bytes.
  bool Answer(const models::Task& task) {
    if (const absl::Status known = LearnMaskKeys(task.key.study_sha256); !known.ok()) {
      log_.error("{}: {}", Label(task), std::string(known.message()));
      const bool for_good = absl::IsUnauthenticated(known) || absl::IsFailedPrecondition(known);
      return for_good && Refuse(task, std::string(known.message()));
    }
    const std::variant<Release, Refusal> answer = executor_.Execute(task);
    if (const auto* release = std::get_if<Release>(&answer)) {
      // Computing may have taken hours.
      const absl::Status stands = consent_.decisions.CheckNotWithdrawn(task.key.study_sha256);
      if (!stands.ok()) {
        log_.error("{}: {}", Label(task), std::string(stands.message()));
        return absl::IsFailedPrecondition(stands) &&
               Refuse(task, std::string(stands.message()), /*ends_study=*/true);
      }
      const absl::Status sent = Call(
          [&](grpc::ClientContext& context) { return Submit(*stub_, context, *release, ledger_.Head()); });
      if (sent.ok()) {
        log_.info("{}: answered", Label(task));
        return true;
      }
      log_.warn("{}: not delivered ({})", Label(task), std::string(sent.message()));
      // The coordinator will never take this answer: it must know that no other comes.
      if (absl::IsInvalidArgument(sent)) return Refuse(task, std::string(sent.message()));
      return false;
    }
    const auto& refusal = std::get<Refusal>(answer);
    const std::string reason(refusal.local.message());
    log_.error("{}: {}", Label(task),
               refusal.about_cells ? options_.note_about_data(task.key.study_sha256, reason) : reason);
    return refusal.for_good && Refuse(task, refusal.told, refusal.ends_study);
  }

  // Once a connection for each study with masks: fetches, checks and keeps the mask keys of its sites.
  // kUnavailable and the like: to be tried again. A study that is not approved is the executor's to refuse.
  absl::Status LearnMaskKeys(const std::string& study_sha256) {
    if (keys_checked_.contains(study_sha256)) return absl::OkStatus();
    const absl::StatusOr<StudyDecision> decision = consent_.decisions.Find(study_sha256);
    if (!decision.ok() || !decision->approved || decision->withdrawn) return absl::OkStatus();
    if (decision->study.privacy.secure_aggregation != "off") {
      absl::StatusOr<std::map<std::string, SignedMaskKey>> keys = absl::UnavailableError("");
      const absl::Status called = Call([&](grpc::ClientContext& context) {
        keys = FetchMaskKeys(*stub_, context, study_sha256);
        return keys.status();
      });
      if (!called.ok()) {
        return absl::UnavailableError(absl::StrCat("the mask keys of the sites: ", called.message()));
      }
      OSTEON_RETURN_IF_ERROR(consent_.mask_keys.Store(study_sha256, *keys));
    }
    keys_checked_.insert(study_sha256);
    return absl::OkStatus();
  }

  // Patients who withdrew leave the dataset of a study that was allowed to finish as soon as it has ended.
  void ForgetWithdrawn() {
    const absl::StatusOr<bool> holds = executor_.HoldsWithdrawn();
    if (holds.ok() && !*holds) return;
    absl::StatusOr<std::vector<StudyProposal>> proposals = absl::UnavailableError("");
    absl::Status done = holds.status();
    if (done.ok()) {
      done = Call([&](grpc::ClientContext& context) {
        proposals = FetchProposals(*stub_, context);
        return proposals.status();
      });
    }
    for (const StudyProposal& proposal : proposals.value_or(std::vector<StudyProposal>())) {
      const bool ended =
          proposal.state == "DONE" || proposal.state == "FAILED" || proposal.state == "CANCELLED";
      if (ended && done.ok()) done = executor_.EndOf(proposal.study_sha256);
    }
    if (!done.ok()) {
      log_.warn("patients who withdrew are still in a dataset: {}; tried again later",
                std::string(done.message()));
    }
  }

  // Approves what is proposed and covered by a standing approval, with all checks of `approve`.
  void ApproveByRule() {
    absl::StatusOr<std::vector<StudyProposal>> proposals = absl::UnavailableError("");
    const absl::Status called = Call([&](grpc::ClientContext& context) {
      proposals = FetchProposals(*stub_, context);
      return proposals.status();
    });
    if (!called.ok()) {
      log_.warn("proposals are not known: {}", std::string(called.message()));
      return;
    }
    for (const StudyProposal& proposal : *proposals) {
      if (proposal.state != "PROPOSED") continue;
      if (!absl::IsNotFound(consent_.decisions.Find(proposal.study_sha256).status())) continue;
      const absl::StatusOr<bool> approved = ApproveIfCovered(proposal);
      if (!approved.ok()) {
        log_.error("study {}: no standing approval: {}", proposal.study.name,
                   std::string(approved.status().message()));
      } else if (*approved) {
        log_.info("study {} ({}) of {} is approved by a standing approval of policy.yaml",
                  proposal.study.name, proposal.study_sha256.substr(0, 12), proposal.author);
      }
    }
  }

  absl::StatusOr<bool> ApproveIfCovered(const StudyProposal& proposal) {
    const absl::Time now = absl::Now();
    OSTEON_ASSIGN_OR_RETURN(const bool covered,
                            consent_.desk.IsCoveredBy(options_.standing_approvals, proposal, now));
    if (!covered) return false;
    OSTEON_ASSIGN_OR_RETURN(const StudyDecision decision, consent_.desk.Approve(proposal, {}, now));
    OSTEON_RETURN_IF_ERROR(
        Call([&](grpc::ClientContext& context) { return SendDecision(*stub_, context, decision); }));
    return true;
  }

  bool Refuse(const models::Task& task, const std::string& reason, bool ends_study = false) {
    const absl::Status told =
        Call([&](grpc::ClientContext& context) { return Refuse(context, task.key, reason, ends_study); });
    if (!told.ok()) log_.warn("{}: refusal not told ({})", Label(task), std::string(told.message()));
    return told.ok();
  }

  // A call that ends when the connection does.
  absl::Status Call(const std::function<absl::Status(grpc::ClientContext&)>& call) {
    grpc::ClientContext context;
    {
      const std::scoped_lock lock(mutex_);
      if (ended_) return absl::CancelledError("the connection has ended");
      call_ = &context;
    }
    const absl::Status status = call(context);
    const std::scoped_lock lock(mutex_);
    call_ = nullptr;
    return status;
  }

  std::unique_ptr<v1::SiteSession::Stub> stub_;
  SiteExecutor& executor_;
  const Consent& consent_;
  FileLedger& ledger_;
  RefusedTasks& refused_;
  const AgentSessionOptions& options_;
  std::function<void(grpc::ClientContext&)> renew_;
  spdlog::logger& log_;
  std::set<std::string> keys_checked_;        // studies; the worker's
  std::map<std::string, std::string> names_;  // of studies by hash; the worker's
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  grpc::ClientContext* call_ = nullptr;
  WaitingTasks waiting_;
  std::thread worker_;
};

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

absl::Status AgentSession::TellDecisions(v1::SiteSession::Stub& coordinator) {
  using Decisions = std::vector<absl::StatusOr<StudyDecision>>;
  OSTEON_ASSIGN_OR_RETURN(const Decisions decisions, consent_.decisions.All());
  for (const absl::StatusOr<StudyDecision>& decision : decisions) {
    if (!decision.ok()) {
      log_.error("a decision cannot be told: {}", std::string(decision.status().message()));
      continue;
    }
    if (decision->withdrawn) OSTEON_RETURN_IF_ERROR(NoteWithdrawal(ledger_, *decision));
    const absl::Status told = SendDecision(coordinator, *decision);
    // A study of another coordinator, or one that was decided otherwise, is no reason not to work.
    const bool settled = told.ok() || absl::IsNotFound(told) || absl::IsFailedPrecondition(told) ||
                         absl::IsInvalidArgument(told) || absl::IsUnauthenticated(told);
    if (!settled) return told;
  }
  return absl::OkStatus();
}

absl::Status AgentSession::Connect() {
  const absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = ConnectMember(
      options_.address, identity().identity, "osteon-agent", options_.clock(), kLongestNegotiation);
  // No later attempt with the same software would go better.
  final_ = absl::IsFailedPrecondition(channel.status());
  OSTEON_RETURN_IF_ERROR(channel.status());
  Connection connection(
      *channel, executor_, consent_, ledger_, refused_, options_,
      [this, &channel](grpc::ClientContext& context) { RenewIfDue(*channel, context); }, log_);
  OSTEON_RETURN_IF_ERROR(CheckLedger(connection.stub()));
  OSTEON_RETURN_IF_ERROR(TellDecisions(connection.stub()));

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
