#include "coordinator/federation/study_runner.h"

#include <algorithm>
#include <exception>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/consent/consent.h"
#include "common/identity/certificate.h"
#include "common/status/status_macros.h"
#include "coordinator/federation/ledger_summary.h"
#include "coordinator/federation/live_federation.h"
#include "coordinator/report/result_files.h"
#include "coordinator/report/runs.h"
#include "coordinator/session/task_board.h"
#include "models/pipeline/expected_releases.h"
#include "models/pipeline/run_study.h"
#include "models/wire/study_wire.h"

namespace osteon::coordinator {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// Of the validation that `study` repeats; it was DONE when the study was submitted.
absl::StatusOr<Json> EarlierRunsOf(const models::Study& study, const StudyStore& studies) {
  if (study.repeats.empty()) return Json::array();
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> earlier, studies.Find(study.repeats));
  OSTEON_ASSIGN_OR_RETURN(const auto files, studies.Results(study.repeats));
  const auto validation = files.find("validation.json");
  if (!earlier || validation == files.end()) {
    return absl::FailedPreconditionError(absl::StrCat("study ", study.name, " repeats ", study.repeats,
                                                      ", of which this coordinator has no results"));
  }
  return report::EarlierRuns(
      validation->second, absl::StrCat("validation.json of ", earlier->name), study.repeats,
      earlier->finished ? std::optional<std::string>(TimeText(*earlier->finished)) : std::nullopt);
}

// What a study without a site means, for the message of one that ended because of it.
std::string Without(const std::string& site, const std::string& study) {
  return absl::StrCat("; what was summed before stays journaled. A study without ", site,
                      " is a new study, to be approved again by all its sites (osteon study restart ", study,
                      " --without ", site,
                      "); what it sums, together with what was summed before, may tell of ", site, " alone");
}

std::uint64_t ExpectedRounds(const models::Study& study) {
  const double developing = study.development.empty() ? 0 : models::EstimateReleases(study, true).requests;
  const double external = study.external.empty() ? 0 : models::EstimateReleases(study, false).requests;
  return static_cast<std::uint64_t>(std::max(developing, external));
}

}  // namespace

StudyRunner::StudyRunner(Journal& journal, TaskBoard& board, StudyRunnerOptions options, spdlog::logger& log)
    : journal_(journal), board_(board), options_(std::move(options)), log_(log) {}

StudyRunner::~StudyRunner() {
  Stop();
}

absl::Status StudyRunner::Resume() {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies, journal_.studies().All());
  for (const StoredStudy& study : studies) OSTEON_RETURN_IF_ERROR(Consider(study.study_sha256));
  return absl::OkStatus();
}

void StudyRunner::Submitted(const std::string& study_sha256) {
  const absl::StatusOr<std::optional<StoredStudy>> study = journal_.studies().Find(study_sha256);
  if (study.ok() && *study) Tell(**study, "NEW", StateName((*study)->state), "", {});
}

absl::Status StudyRunner::Decided(const std::string& study_sha256) {
  const absl::Status status = Consider(study_sha256);
  if (!status.ok()) log_.error("study {}: {}", study_sha256.substr(0, 12), std::string(status.message()));
  return status;
}

void StudyRunner::MemberChanged(const std::string& name) {
  const absl::StatusOr<std::vector<StoredStudy>> studies = journal_.studies().All();
  if (!studies.ok()) {
    log_.error("the studies of {} are not known: {}", name, std::string(studies.status().message()));
    return;
  }
  for (const StoredStudy& study : *studies) {
    const absl::StatusOr<Roster> roster = ParseRoster(study.roster);
    if (roster.ok() && study.author != name && !roster->contains(name)) continue;
    Decided(study.study_sha256).IgnoreError();  // it is logged, and a restart looks again
  }
}

absl::StatusOr<std::optional<StudyRunner::Out>> StudyRunner::WhoIsOut(const StoredStudy& study,
                                                                      const Roster& roster) const {
  const MemberStore& members = journal_.members();
  for (const auto& [site, key] : roster) {
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revocation, members.FindRevocation("", key));
    if (revocation) {
      return Out{site,
                 absl::StrCat(site, " was revoked on ", WhenAndWhy(*revocation), Without(site, study.name))};
    }
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members.Find(site));
    if (member && member->public_key_sha256 != key) {
      return Out{
          site,
          absl::StrCat(site, " enrolled again with another key, on ", absl::FormatTime(member->enrolled),
                       ", and the roster that was approved has the earlier one. What was summed before stays "
                       "journaled; submit the study again, to be approved with the new roster")};
    }
  }
  if (study.author_certificate.empty()) return std::nullopt;  // of an early version's journal
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity author, ParsePeer(study.author_certificate));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revocation,
                          members.FindRevocation(author.serial_hex, author.public_key_fingerprint));
  if (!revocation) return std::nullopt;
  return Out{
      study.author,
      absl::StrCat("its author ", study.author, " was revoked on ", WhenAndWhy(*revocation),
                   "; what was summed before stays journaled. Somebody else can submit the study again")};
}

absl::Status StudyRunner::Consider(const std::string& study_sha256) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> study, journal_.studies().Find(study_sha256));
  if (!study || IsFinal(study->state)) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study->roster));
  OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, journal_.studies().Withdrawals(study_sha256));
  if (!withdrawals.empty()) {
    const auto& [site, withdrawal] = *withdrawals.begin();
    const std::string message = absl::StrCat(
        site, " withdrew", withdrawal.reason.empty() ? "" : absl::StrCat(": ", withdrawal.reason),
        Without(site, study->name));
    return End(study_sha256, StudyState::kFailed, message, {site});
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Out> out, WhoIsOut(*study, roster));
  if (out) {
    board_.Cancel(study_sha256);  // even if the journal cannot be written: a restart comes here again
    log_.error("study {}: {}", study->name, out->why);
    // The author is no site.
    const std::set<std::string> sites =
        roster.contains(out->who) ? std::set{out->who} : std::set<std::string>();
    return End(study_sha256, StudyState::kFailed, out->why, sites);
  }
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, journal_.studies().Decisions(study_sha256));
  bool all_approved = true;
  for (const auto& [site, key] : roster) {
    const auto decision = decisions.find(site);
    if (decision != decisions.end() && !decision->second.approved) {
      const std::string message = absl::StrCat(
          site, " refused the study", decision->second.reason.empty() ? "" : ": ", decision->second.reason);
      return End(study_sha256, StudyState::kFailed, message, {site});
    }
    all_approved = all_approved && decision != decisions.end();
  }
  if (!all_approved) return absl::OkStatus();
  // One that was PAUSED stays so until it has an answer.
  if (study->state == StudyState::kProposed) {
    OSTEON_RETURN_IF_ERROR(Move(study_sha256, StudyState::kRunning, ""));
  }
  return Start(*study);
}

absl::Status StudyRunner::Start(const StoredStudy& stored) {
  const std::scoped_lock lock(mutex_);
  if (stopped_ || threads_.contains(stored.study_sha256)) return absl::OkStatus();
  try {
    threads_.emplace(stored.study_sha256, [this, stored] { Run(stored); });
  } catch (const std::system_error& error) {
    return absl::UnavailableError(
        absl::StrCat("study ", stored.name, " cannot be started at present: ", error.what()));
  }
  return absl::OkStatus();
}

std::shared_ptr<StudyWaits> StudyRunner::WaitsOf(const StoredStudy& stored, const models::Study& study) {
  const std::string& hash = stored.study_sha256;
  const StudyWaits::Study waiting{stored.name, hash, study.max_wait_days, ExpectedRounds(study),
                                  stored.state == StudyState::kPaused};
  auto waits = std::make_shared<StudyWaits>(
      waiting, options_.waits, journal_.studies(),
      [this, hash](StudyState state, const std::set<std::string>& whom) {
        return Move(hash, state, "", whom);
      },
      [this, stored](StudyState from, StudyState to, const std::string& reason) {
        TellStandstill(stored, from, to, reason);
      },
      [this, hash](absl::Duration duration) { return Sleep(hash, duration); }, options_.clock, log_);
  const std::scoped_lock lock(mutex_);
  waits_[hash] = waits;
  return waits;
}

void StudyRunner::Run(const StoredStudy& stored) {
  log_.info("study {} runs", stored.name);
  const absl::StatusOr<models::Study> study = models::ParseStudy(stored.study_bytes);
  const std::shared_ptr<StudyWaits> waits = WaitsOf(stored, study.value_or(models::Study()));
  const absl::Status status = study.ok() ? RunGuarded(stored, *study, *waits) : study.status();
  if (status.ok()) {
    log_.info("study {} is done", stored.name);
  } else if (!absl::IsCancelled(status) &&
             !IsStopped()) {  // who cancelled has said so; a server goes on later
    log_.error("study {}: {}", stored.name, std::string(status.message()));
    const std::string message(status.message());
    const std::set<std::string> refusing = RefusingSites(status);
    const std::set<std::string> sites = refusing.empty() ? waits->Named() : refusing;
    const absl::Status moved =
        waits->Insist([&] { return Move(stored.study_sha256, StudyState::kFailed, message, sites); });
    if (!moved.ok()) log_.error("study {}: {}", stored.name, std::string(moved.message()));
  }
  const std::scoped_lock lock(mutex_);
  waits_.erase(stored.study_sha256);
}

absl::Status StudyRunner::RunGuarded(const StoredStudy& stored, const models::Study& study,
                                     StudyWaits& waits) {
  const auto run = [&]() -> absl::Status {
    try {
      return RunToTheEnd(stored, study, waits);
    } catch (const std::bad_alloc&) {
      return absl::ResourceExhaustedError(
          "this study needs more memory than the coordinator has; give it more, or ask for less at a time "
          "(fewer "
          "features, folds or replicates). Other studies are not concerned");
    } catch (const std::exception& error) {
      return absl::InternalError(absl::StrCat("the coordinator could not compute this study: ", error.what(),
                                              ". Other studies are not concerned"));
    }
  };
  absl::Status status = run();
  while (!IsStopped() && (absl::IsUnavailable(status) || absl::IsPermissionDenied(status))) {
    OSTEON_RETURN_IF_ERROR(waits.StandStill(status));
    status = run();
  }
  return status;
}

absl::Status StudyRunner::RunToTheEnd(const StoredStudy& stored, const models::Study& study,
                                      StudyWaits& waits) {
  report::ReportInput input;
  OSTEON_ASSIGN_OR_RETURN(input.earlier_runs,
                          waits.Insist([&] { return EarlierRunsOf(study, journal_.studies()); }));
  LiveFederation federation({stored.study_sha256, stored.roster_sha256}, journal_.rounds(), board_,
                            options_.clock, &waits);
  OSTEON_ASSIGN_OR_RETURN(models::StudyResult result, models::RunStudy(federation, study));
  if (federation.replayed() > 0)
    log_.info("study {}: {} rounds came from the journal", stored.name, federation.replayed());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredRound> rounds,
                          waits.Insist([&] { return journal_.rounds().Summaries(stored.study_sha256); }));
  const absl::Time finished = options_.clock();
  input.finished = TimeText(finished);
  input.ledger = SummariseLedger(rounds, study, result);
  input.study = study;
  input.study_sha256 = stored.study_sha256;
  input.result = std::move(result);
  input.software = options_.software;
  OSTEON_ASSIGN_OR_RETURN(report::ResultFiles files, report::MakeResultFiles(input));
  OSTEON_ASSIGN_OR_RETURN(input.signature, options_.sign(files["model.json"]));
  OSTEON_ASSIGN_OR_RETURN(files, report::MakeResultFiles(input));
  return waits.Insist([&]() -> absl::Status {
    const std::scoped_lock moving(moving_);
    OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> before,
                            journal_.studies().Find(stored.study_sha256));
    if (before && before->state == StudyState::kDone) return absl::OkStatus();
    OSTEON_RETURN_IF_ERROR(journal_.studies().Finish(stored.study_sha256, files, finished));
    if (before) Tell(*before, StateName(before->state), StateName(StudyState::kDone), "", {});
    return absl::OkStatus();
  });
}

absl::Status StudyRunner::Move(const std::string& study_sha256, StudyState state, const std::string& message,
                               const std::set<std::string>& whom) {
  const std::scoped_lock moving(moving_);
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> before, journal_.studies().Find(study_sha256));
  if (!before || (before->state == state && before->message == message)) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const bool moved, journal_.studies().Move(study_sha256, state, message));
  if (moved && before->state != state)
    Tell(*before, StateName(before->state), StateName(state), message, whom);
  return absl::OkStatus();
}

absl::Status StudyRunner::End(const std::string& study_sha256, StudyState state, const std::string& message,
                              const std::set<std::string>& whom) {
  OSTEON_RETURN_IF_ERROR(Move(study_sha256, state, message, whom));
  board_.Cancel(study_sha256);
  {
    const std::scoped_lock lock(mutex_);
    over_.insert(study_sha256);
  }
  ended_.notify_all();
  return absl::OkStatus();
}

void StudyRunner::Tell(const StoredStudy& study, const std::string& from, const std::string& to,
                       const std::string& message, const std::set<std::string>& whom) {
  log_.info("study {} ({}) is {}, it was {}", study.name, study.study_sha256.substr(0, 12), to, from);
  if (options_.listener) {
    options_.listener({study.name, study.study_sha256, from, to, whom, message, options_.clock()});
  }
}

// The journal could not be written, and may be so still.
void StudyRunner::TellStandstill(const StoredStudy& study, StudyState from, StudyState to,
                                 const std::string& reason) {
  const std::scoped_lock moving(moving_);
  const absl::StatusOr<std::optional<StoredStudy>> now = journal_.studies().Find(study.study_sha256);
  if (now.ok() && *now && IsFinal((*now)->state)) return;  // that has been told
  Tell(study, StateName(from), StateName(to), reason, {});
}

absl::Status StudyRunner::Sleep(const std::string& study_sha256, absl::Duration duration) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, absl::ToChronoNanoseconds(duration),
                  [&] { return stopped_ || over_.contains(study_sha256); });
  if (stopped_) return absl::UnavailableError("the coordinator is stopping");
  if (over_.contains(study_sha256)) return absl::CancelledError("the study has ended");
  return absl::OkStatus();
}

absl::Status StudyRunner::Cancel(const std::string& study_sha256) {
  return End(study_sha256, StudyState::kCancelled, "cancelled by its author");
}

std::optional<StudyNow> StudyRunner::Now(const std::string& study_sha256) const {
  const std::scoped_lock lock(mutex_);
  const auto waits = waits_.find(study_sha256);
  if (waits == waits_.end()) return std::nullopt;
  return waits->second->Now();
}

absl::Status StudyRunner::CheckGoesOn() const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [study_sha256, waits] : waits_) {
    if (const StudyNow now = waits->Now(); !now.stands_still.empty()) {
      return absl::UnavailableError(
          absl::StrCat("study ", waits->study_name(), " stands still: ", now.stands_still));
    }
  }
  return absl::OkStatus();
}

bool StudyRunner::IsStopped() const {
  const std::scoped_lock lock(mutex_);
  return stopped_;
}

void StudyRunner::Stop() {
  std::map<std::string, std::thread> threads;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
    board_.Close();  // before anybody wakes who would put out another task
  }
  ended_.notify_all();
  for (auto& [study, thread] : threads) thread.join();
}

}  // namespace osteon::coordinator
