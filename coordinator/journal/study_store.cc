#include "coordinator/journal/study_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

constexpr char kStudyColumns[] =
    "study_sha256, name, author, study, roster, roster_sha256, state, message, submitted, "
    "author_certificate, "
    "author_signature, finished";
constexpr char kUnfinished[] = "state IN ('PROPOSED', 'RUNNING', 'PAUSED')";
constexpr std::size_t kShortestHashPrefix = 8;

StudyState StateOf(const std::string& name) {
  for (const StudyState state : {StudyState::kProposed, StudyState::kRunning, StudyState::kPaused,
                                 StudyState::kDone, StudyState::kCancelled}) {
    if (StateName(state) == name) return state;
  }
  return StudyState::kFailed;
}

StoredStudy StudyOf(const SqlRow& row) {
  StoredStudy study;
  study.study_sha256 = TextOf(row[0]);
  study.name = TextOf(row[1]);
  study.author = TextOf(row[2]);
  study.study_bytes = BytesOf(row[3]);
  study.roster = TextOf(row[4]);
  study.roster_sha256 = TextOf(row[5]);
  study.state = StateOf(TextOf(row[6]));
  study.message = TextOf(row[7]);
  study.submitted = absl::FromUnixMicros(IntegerOf(row[8]));
  study.author_certificate = TextOf(row[9]);
  study.author_signature = BytesOf(row[10]);
  if (const std::int64_t finished = IntegerOf(row[11]); finished != 0) {
    study.finished = absl::FromUnixMicros(finished);
  }
  return study;
}

}  // namespace

std::string StateName(StudyState state) {
  switch (state) {
    case StudyState::kProposed:
      return "PROPOSED";
    case StudyState::kRunning:
      return "RUNNING";
    case StudyState::kPaused:
      return "PAUSED";
    case StudyState::kDone:
      return "DONE";
    case StudyState::kFailed:
      return "FAILED";
    case StudyState::kCancelled:
      return "CANCELLED";
  }
  return "";
}

bool IsFinal(StudyState state) {
  return state == StudyState::kDone || state == StudyState::kFailed || state == StudyState::kCancelled;
}

absl::Status StudyStore::Add(const StoredStudy& study) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> same, Find(study.study_sha256));
  if (same) {
    return absl::AlreadyExistsError(absl::StrCat("study ", study.name, " (", study.study_sha256.substr(0, 12),
                                                 ") was submitted before and is ", StateName(same->state)));
  }
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rivals,
      database_.Query(absl::StrCat("SELECT study_sha256 FROM studies WHERE name = ? AND ", kUnfinished),
                      {study.name}));
  if (!rivals.empty()) {
    return absl::AlreadyExistsError(absl::StrCat("another study named ", study.name, " (",
                                                 TextOf(rivals[0][0]).substr(0, 12),
                                                 ") is not finished; cancel it or choose another name"));
  }
  return database_.Execute(
      absl::StrCat("INSERT INTO studies (", kStudyColumns, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      {study.study_sha256, study.name, study.author, Blob{study.study_bytes}, study.roster,
       study.roster_sha256, StateName(study.state), study.message, absl::ToUnixMicros(study.submitted),
       study.author_certificate, Blob{study.author_signature},
       study.finished ? absl::ToUnixMicros(*study.finished) : std::int64_t{0}});
}

absl::StatusOr<std::optional<StoredStudy>> StudyStore::Find(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query(absl::StrCat("SELECT ", kStudyColumns, " FROM studies WHERE study_sha256 = ?"),
                      {study_sha256}));
  if (rows.empty()) return std::nullopt;
  return StudyOf(rows[0]);
}

absl::StatusOr<std::vector<StoredStudy>> StudyStore::FindByNameOrHash(const std::string& name_or_hash) const {
  const bool may_be_hash = name_or_hash.size() >= kShortestHashPrefix;
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query(absl::StrCat("SELECT ", kStudyColumns,
                                   " FROM studies WHERE name = ? OR (? AND substr(study_sha256, 1, ?) = ?) "
                                   "ORDER BY name = ? DESC, submitted DESC"),
                      {name_or_hash, std::int64_t{may_be_hash ? 1 : 0},
                       static_cast<std::int64_t>(name_or_hash.size()), name_or_hash, name_or_hash}));
  std::vector<StoredStudy> studies;
  for (const SqlRow& row : rows) studies.push_back(StudyOf(row));
  return studies;
}

absl::StatusOr<std::vector<StoredStudy>> StudyStore::All() const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query(absl::StrCat("SELECT ", kStudyColumns, " FROM studies ORDER BY submitted")));
  std::vector<StoredStudy> studies;
  for (const SqlRow& row : rows) studies.push_back(StudyOf(row));
  return studies;
}

absl::StatusOr<bool> StudyStore::Move(const std::string& study_sha256, StudyState state,
                                      const std::string& message) {
  OSTEON_ASSIGN_OR_RETURN(
      const std::int64_t changed,
      database_.Change(
          absl::StrCat("UPDATE studies SET state = ?, message = ? WHERE study_sha256 = ? AND ", kUnfinished),
          {StateName(state), message, study_sha256}));
  return changed == 1;
}

absl::Status StudyStore::KeepWait(const std::string& study_sha256, const StudyWait& wait) {
  return database_.Execute(
      "INSERT OR REPLACE INTO waits (study_sha256, sequence, since) VALUES (?, ?, ?)",
      {study_sha256, static_cast<std::int64_t>(wait.sequence), absl::ToUnixMicros(wait.since)});
}

absl::StatusOr<std::optional<StudyWait>> StudyStore::Wait(const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT sequence, since FROM waits WHERE study_sha256 = ?", {study_sha256}));
  if (rows.empty()) return std::nullopt;
  return StudyWait{static_cast<std::uint64_t>(IntegerOf(rows[0][0])),
                   absl::FromUnixMicros(IntegerOf(rows[0][1]))};
}

absl::Status StudyStore::Decide(const std::string& study_sha256, const std::string& site,
                                const SiteDecision& decision) {
  OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, Withdrawals(study_sha256));
  if (withdrawals.contains(site)) {
    return absl::FailedPreconditionError(absl::StrCat(site, " has withdrawn from this study"));
  }
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, Decisions(study_sha256));
  if (const auto earlier = decisions.find(site); earlier != decisions.end()) {
    if (earlier->second.approved != decision.approved) {
      return absl::FailedPreconditionError(absl::StrCat(
          site, earlier->second.approved ? " has approved" : " has refused", " this study already"));
    }
    if (earlier->second.mask_key == decision.mask_key) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(site, " has approved this study with another mask key; the first one counts"));
  }
  return database_.Execute(
      "INSERT INTO decisions (study_sha256, site, approved, reason, signature, certificate, decided, "
      "mask_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      {study_sha256, site, std::int64_t{decision.approved ? 1 : 0}, decision.reason, Blob{decision.signature},
       decision.certificate, absl::ToUnixMicros(decision.decided), Blob{decision.mask_key}});
}

absl::StatusOr<std::map<std::string, SiteDecision>> StudyStore::Decisions(
    const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT site, approved, reason, signature, certificate, decided, "
                                          "mask_key FROM decisions WHERE study_sha256 = ?",
                                          {study_sha256}));
  std::map<std::string, SiteDecision> decisions;
  for (const SqlRow& row : rows) {
    decisions[TextOf(row[0])] = {IntegerOf(row[1]) == 1,
                                 TextOf(row[2]),
                                 BytesOf(row[3]),
                                 TextOf(row[4]),
                                 absl::FromUnixMicros(IntegerOf(row[5])),
                                 BytesOf(row[6])};
  }
  return decisions;
}

absl::Status StudyStore::Withdraw(const std::string& study_sha256, const std::string& site,
                                  const SiteWithdrawal& withdrawal) {
  OSTEON_ASSIGN_OR_RETURN(const auto withdrawals, Withdrawals(study_sha256));
  if (withdrawals.contains(site)) return absl::OkStatus();
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, Decisions(study_sha256));
  const auto decision = decisions.find(site);
  if (decision != decisions.end() && !decision->second.approved) {
    return absl::FailedPreconditionError(
        absl::StrCat(site, " has refused this study; there is nothing to withdraw"));
  }
  return database_.Execute(
      "INSERT INTO withdrawals (study_sha256, site, reason, signature, certificate, withdrawn) VALUES (?, ?, "
      "?, ?, ?, ?)",
      {study_sha256, site, withdrawal.reason, Blob{withdrawal.signature}, withdrawal.certificate,
       absl::ToUnixMicros(withdrawal.withdrawn)});
}

absl::StatusOr<std::map<std::string, SiteWithdrawal>> StudyStore::Withdrawals(
    const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT site, reason, signature, certificate, withdrawn FROM "
                                          "withdrawals WHERE study_sha256 = ?",
                                          {study_sha256}));
  std::map<std::string, SiteWithdrawal> withdrawals;
  for (const SqlRow& row : rows) {
    withdrawals[TextOf(row[0])] = {TextOf(row[1]), BytesOf(row[2]), TextOf(row[3]),
                                   absl::FromUnixMicros(IntegerOf(row[4]))};
  }
  return withdrawals;
}

absl::Status StudyStore::Finish(const std::string& study_sha256,
                                const std::map<std::string, std::string>& files, absl::Time finished) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<StoredStudy> study, Find(study_sha256));
  if (!study) return absl::NotFoundError("no such study");
  if (IsFinal(study->state)) {
    return absl::FailedPreconditionError(
        absl::StrCat("study ", study->name, " has ended already: it is ", StateName(study->state)));
  }
  std::vector<Database::Statement> statements;
  for (const auto& [name, text] : files) {
    // The condition again: the study may be cancelled in between.
    statements.push_back({absl::StrCat("INSERT INTO results (study_sha256, file, content) SELECT "
                                       "study_sha256, ?, ? FROM studies WHERE study_sha256 = ? AND ",
                                       kUnfinished),
                          {name, Blob{text}, study_sha256}});
  }
  statements.push_back(
      {absl::StrCat(
           "UPDATE studies SET state = 'DONE', message = '', finished = ? WHERE study_sha256 = ? AND ",
           kUnfinished),
       {absl::ToUnixMicros(finished), study_sha256}});
  return database_.ExecuteTogether(statements);
}

absl::StatusOr<std::map<std::string, std::string>> StudyStore::Results(
    const std::string& study_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT file, content FROM results WHERE study_sha256 = ?", {study_sha256}));
  std::map<std::string, std::string> files;
  for (const SqlRow& row : rows) files[TextOf(row[0])] = BytesOf(row[1]);
  return files;
}

}  // namespace osteon::coordinator
