#include "coordinator/federation/study_runner.h"

#include <optional>
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
std::string Without(const std::string& site) {
  return absl::StrCat("; what was summed before stays journaled. A study without ", site,
                      " is a new study, to be approved again by all its sites; what it sums, together with "
                      "what was summed before, may tell of ",
                      site, " alone");
}

}  // namespace

StudyRunner::StudyRunner(Journal& journal, TaskBoard& board, ModelSigner sign,
                         std::map<std::string, std::string> software, std::function<absl::Time()> clock,
                         spdlog::logger& log)
    : journal_(journal),
      board_(board),
      sign_(std::move(sign)),
      software_(std::move(software)),
      clock_(std::move(clock)),
      log_(log) {}

StudyRunner::~StudyRunner() {
  Stop();
}

absl::Status StudyRunner::Resume() {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredStudy> studies, journal_.studies().All());
  for (const StoredStudy& study : studies) OSTEON_RETURN_IF_ERROR(Consider(study.study_sha256));
  return absl::OkStatus();
}

void StudyRunner::Decided(const std::string& study_sha256) {
  const absl::Status status = Consider(study_sha256);
  if (!status.ok()) log_.error("study {}: {}", study_sha256.substr(0, 12), std::string(status.message()));
}

void StudyRunner::MemberChanged(const std::string& name) {
  const absl::StatusOr<std::vector<StoredStudy>> studies = journal_.studies().All();
  if (!studies.ok()) {
    log_.error("the studies of {} are not known: {}", name, std::string(studies.status().message()));
    return;
  }
  for (const StoredStudy& study : *studies) {
    const absl::StatusOr<Roster> roster = ParseRoster(study.roster);
    if (!roster.ok() || study.author == name || roster->contains(name)) Decided(study.study_sha256);
  }
}

absl::StatusOr<std::optional<std::string>> StudyRunner::WhoIsOut(const StoredStudy& study,
                                                                 const Roster& roster) const {
  const MemberStore& members = journal_.members();
  for (const auto& [site, key] : roster) {
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revocation, members.FindRevocation("", key));
    if (revocation) return absl::StrCat(site, " was revoked on ", WhenAndWhy(*revocation), Without(site));
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members.Find(site));
    if (member && member->public_key_sha256 != key) {
      return absl::StrCat(
          site, " enrolled again with another key, on ", absl::FormatTime(member->enrolled),
          ", and the roster that was approved has the earlier one. What was summed before stays "
          "journaled; submit the study again, to be approved with the new roster");
    }
  }
  if (study.author_certificate.empty()) return std::nullopt;  // of an early version's journal
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity author, ParsePeer(study.author_certificate));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revocation,
                          members.FindRevocation(author.serial_hex, author.public_key_fingerprint));
  if (!revocation) return std::nullopt;
  return absl::StrCat("its author ", study.author, " was revoked on ", WhenAndWhy(*revocation),
                      "; what was summed before stays journaled. Somebody else can submit the study again");
}

absl::Status StudyRunner::Consider(const std::string& study_sha256) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> study, journal_.studies().Find(study_sha256));
  if (!study || (study->state != StudyState::kProposed && study->state != StudyState::kRunning)) {
    return absl::OkStatus();
  }
  OSTEON_ASSIGN_OR_RETURN(const Roster roster, ParseRoster(study->roster));
  OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, journal_.studies().Withdrawals(study_sha256));
  if (!withdrawals.empty()) {
    const auto& [site, withdrawal] = *withdrawals.begin();
    const std::string message =
        absl::StrCat(site, " withdrew",
                     withdrawal.reason.empty() ? "" : absl::StrCat(": ", withdrawal.reason), Without(site));
    OSTEON_RETURN_IF_ERROR(journal_.studies().Move(study_sha256, StudyState::kFailed, message).status());
    board_.Cancel(study_sha256);
    return absl::OkStatus();
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::string> out, WhoIsOut(*study, roster));
  if (out) {
    board_.Cancel(study_sha256);  // even if the journal cannot be written: a restart comes here again
    log_.error("study {}: {}", study->name, *out);
    return journal_.studies().Move(study_sha256, StudyState::kFailed, *out).status();
  }
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, journal_.studies().Decisions(study_sha256));
  bool all_approved = true;
  for (const auto& [site, key] : roster) {
    const auto decision = decisions.find(site);
    if (decision != decisions.end() && !decision->second.approved) {
      const std::string message = absl::StrCat(
          site, " refused the study", decision->second.reason.empty() ? "" : ": ", decision->second.reason);
      return journal_.studies().Move(study_sha256, StudyState::kFailed, message).status();
    }
    all_approved = all_approved && decision != decisions.end();
  }
  if (!all_approved) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const bool moved, journal_.studies().Move(study_sha256, StudyState::kRunning, ""));
  if (!moved) return absl::OkStatus();
  const std::scoped_lock lock(mutex_);
  if (stopped_ || threads_.contains(study_sha256)) return absl::OkStatus();
  threads_[study_sha256] = std::thread([this, stored = *study] { Run(stored); });
  return absl::OkStatus();
}

void StudyRunner::Run(const StoredStudy& stored) {
  log_.info("study {} runs", stored.name);
  const absl::Status status = RunToTheEnd(stored);
  if (status.ok()) {
    log_.info("study {} is done", stored.name);
    return;
  }
  if (absl::IsCancelled(status)) return;  // Cancel or Consider has said so
  {
    const std::scoped_lock lock(mutex_);
    if (stopped_) return;  // taken up again when the server starts
  }
  log_.error("study {}: {}", stored.name, std::string(status.message()));
  // A full disk or a locked journal is this server's trouble: the study waits for the server to be started
  // again.
  const bool resumable = absl::IsUnavailable(status) || absl::IsPermissionDenied(status);
  const absl::StatusOr<bool> moved = journal_.studies().Move(
      stored.study_sha256, resumable ? StudyState::kRunning : StudyState::kFailed,
      absl::StrCat(resumable ? "stands still until the coordinator is started again: " : "",
                   status.message()));
  if (!moved.ok()) log_.error("study {}: {}", stored.name, std::string(moved.status().message()));
}

absl::Status StudyRunner::RunToTheEnd(const StoredStudy& stored) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, models::ParseStudy(stored.study_bytes));
  report::ReportInput input;
  OSTEON_ASSIGN_OR_RETURN(input.earlier_runs, EarlierRunsOf(study, journal_.studies()));
  LiveFederation federation({stored.study_sha256, stored.roster_sha256}, journal_.rounds(), board_, clock_);
  OSTEON_ASSIGN_OR_RETURN(models::StudyResult result, models::RunStudy(federation, study));
  if (federation.replayed() > 0)
    log_.info("study {}: {} rounds came from the journal", stored.name, federation.replayed());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StoredRound> rounds,
                          journal_.rounds().Summaries(stored.study_sha256));
  const absl::Time finished = clock_();
  input.finished = TimeText(finished);
  input.ledger = SummariseLedger(rounds, study, result);
  input.study = study;
  input.study_sha256 = stored.study_sha256;
  input.result = std::move(result);
  input.software = software_;
  OSTEON_ASSIGN_OR_RETURN(report::ResultFiles files, report::MakeResultFiles(input));
  OSTEON_ASSIGN_OR_RETURN(input.signature, sign_(files["model.json"]));
  OSTEON_ASSIGN_OR_RETURN(files, report::MakeResultFiles(input));
  return journal_.studies().Finish(stored.study_sha256, files, finished);
}

absl::Status StudyRunner::Cancel(const std::string& study_sha256) {
  OSTEON_RETURN_IF_ERROR(
      journal_.studies().Move(study_sha256, StudyState::kCancelled, "cancelled by its author").status());
  board_.Cancel(study_sha256);
  return absl::OkStatus();
}

void StudyRunner::Stop() {
  std::map<std::string, std::thread> threads;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
  }
  board_.Close();
  for (auto& [study, thread] : threads) thread.join();
}

}  // namespace osteon::coordinator
