#include "site_agent/session/answering_connection.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "site_agent/session/proposals.h"
#include "site_agent/session/submit.h"

namespace osteon {
namespace {

constexpr std::size_t kLongestReason = 2000;  // bytes; an error of the coordinator's may be in it
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

AnsweringConnection::AnsweringConnection(const std::shared_ptr<grpc::Channel>& channel,
                                         SiteExecutor& executor, const Consent& consent, FileLedger& ledger,
                                         RefusedTasks& refused, const AgentSessionOptions& options,
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

AnsweringConnection::~AnsweringConnection() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (call_ != nullptr) call_->TryCancel();
  }
  wake_.notify_all();
  worker_.join();
}

std::size_t AnsweringConnection::TasksWaiting() {
  const std::scoped_lock lock(mutex_);
  return waiting_.size();
}

bool AnsweringConnection::Take(models::Task task) {
  {
    const std::scoped_lock lock(mutex_);
    if (!waiting_.Add(std::move(task), Clock::now())) return false;
  }
  wake_.notify_all();
  return true;
}

absl::Status AnsweringConnection::TellDecision(grpc::ClientContext& context, const StudyDecision& decision) {
  if (decision.withdrawn) OSTEON_RETURN_IF_ERROR(NoteWithdrawal(ledger_, decision));
  const absl::Status told = SendDecision(*stub_, context, decision);
  const bool not_wanted = absl::IsNotFound(told) || absl::IsFailedPrecondition(told) ||
                          absl::IsInvalidArgument(told) || absl::IsUnauthenticated(told);
  return not_wanted ? absl::OkStatus() : told;
}

absl::Status AnsweringConnection::Refuse(grpc::ClientContext& context, const models::TaskKey& key,
                                         const std::string& reason, bool ends_study) {
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

void AnsweringConnection::Work() {
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
std::string AnsweringConnection::Label(const models::Task& task) {
  const std::string& hash = task.key.study_sha256;
  if (!names_.contains(hash)) {
    const absl::StatusOr<StudyDecision> decision = consent_.decisions.Find(hash);
    if (!decision.ok()) return absl::StrCat(hash.substr(0, 12), ": ", task.purpose);
    names_[hash] = decision->study.name;
  }
  return absl::StrCat(names_[hash], ": ", task.purpose);
}

// False: not answered now, to be tried again. The ledger answers a repeated task with the same bytes.
bool AnsweringConnection::Answer(const models::Task& task) {
  if (const absl::Status known = LearnMaskKeys(task.key.study_sha256); !known.ok()) {
    log_.error("{}: {}", Label(task), std::string(known.message()));
    const bool for_good = absl::IsUnauthenticated(known) || absl::IsFailedPrecondition(known);
    return for_good && Refuse(task, std::string(known.message()), /*ends_study=*/true);
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
    const absl::Status sent =
        Call([&](grpc::ClientContext& context) { return Submit(*stub_, context, *release, ledger_.Head()); });
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
absl::Status AnsweringConnection::LearnMaskKeys(const std::string& study_sha256) {
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
void AnsweringConnection::ForgetWithdrawn() {
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
void AnsweringConnection::ApproveByRule() {
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
      log_.info("study {} ({}) of {} is approved by a standing approval of policy.yaml", proposal.study.name,
                proposal.study_sha256.substr(0, 12), proposal.author);
    }
  }
}

absl::StatusOr<bool> AnsweringConnection::ApproveIfCovered(const StudyProposal& proposal) {
  const absl::Time now = absl::Now();
  OSTEON_ASSIGN_OR_RETURN(const bool covered,
                          consent_.desk.IsCoveredBy(options_.standing_approvals, proposal, now));
  if (!covered) return false;
  OSTEON_ASSIGN_OR_RETURN(const StudyDecision decision, consent_.desk.Approve(proposal, {}, now));
  OSTEON_RETURN_IF_ERROR(
      Call([&](grpc::ClientContext& context) { return SendDecision(*stub_, context, decision); }));
  return true;
}

// The coordinator must know why before it hears that nothing more comes: the study ends with what it hears
// first.
absl::Status AnsweringConnection::TellWithdrawal(const std::string& study_sha256) {
  const absl::StatusOr<StudyDecision> decision = consent_.decisions.Find(study_sha256);
  if (!decision.ok() || !decision->withdrawn) return absl::OkStatus();
  return Call([&](grpc::ClientContext& context) { return TellDecision(context, *decision); });
}

bool AnsweringConnection::Refuse(const models::Task& task, const std::string& reason, bool ends_study) {
  if (const absl::Status told = ends_study ? TellWithdrawal(task.key.study_sha256) : absl::OkStatus();
      !told.ok()) {
    log_.warn("{}: withdrawal not told ({})", Label(task), std::string(told.message()));
    return false;
  }
  const absl::Status told =
      Call([&](grpc::ClientContext& context) { return Refuse(context, task.key, reason, ends_study); });
  if (!told.ok()) log_.warn("{}: refusal not told ({})", Label(task), std::string(told.message()));
  return told.ok();
}

// A call that ends when the connection does.
absl::Status AnsweringConnection::Call(const std::function<absl::Status(grpc::ClientContext&)>& call) {
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

}  // namespace osteon
