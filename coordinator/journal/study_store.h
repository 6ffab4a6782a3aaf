// Studies, the sites' decisions on them, and their results.
#ifndef OSTEON_COORDINATOR_JOURNAL_STUDY_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_STUDY_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "coordinator/journal/database.h"

namespace osteon::coordinator {

// PROPOSED until every site has approved; RUNNING, or PAUSED while it waits for a site or cannot write; then
// one of the last three for ever.
enum class StudyState { kProposed, kRunning, kPaused, kDone, kFailed, kCancelled };
std::string StateName(StudyState state);  // "PROPOSED", ...
bool IsFinal(StudyState state);

struct StoredStudy {
  std::string study_sha256;
  std::string name;
  std::string author;
  std::string study_bytes;  // models::SerialiseStudy
  std::string roster;       // one line "name public_key_sha256" per site, sorted
  std::string roster_sha256;
  StudyState state = StudyState::kProposed;
  std::string message;  // why it failed
  absl::Time submitted;
  std::string author_certificate{};      // PEM, whose key signed
  std::string author_signature{};        // DER, over StudyText
  std::optional<absl::Time> finished{};  // when it became DONE; nullopt: it is not, or an older version did
};

struct SiteDecision {
  bool approved = false;
  std::string reason;       // of a refusal
  std::string signature;    // DER, by the site's key
  std::string certificate;  // PEM, whose key signed
  absl::Time decided;
  std::string mask_key{};  // of an approval: 32 bytes
};

struct SiteWithdrawal {
  std::string reason;
  std::string signature;    // DER, by the site's key
  std::string certificate;  // PEM, whose key signed
  absl::Time withdrawn;
};

// A round that waits for sites.
struct StudyWait {
  std::uint64_t sequence = 0;  // of the round
  absl::Time since;            // when it was put out first
};

class StudyStore {
 public:
  explicit StudyStore(Database& database) : database_(database) {}

  // kAlreadyExists: the same study (by hash), or another one of that name that is not finished.
  absl::Status Add(const StoredStudy& study);
  absl::StatusOr<std::optional<StoredStudy>> Find(const std::string& study_sha256) const;
  // Those of this name, the newest first, then those whose hash begins with it, if it has 8 digits or more.
  absl::StatusOr<std::vector<StoredStudy>> FindByNameOrHash(const std::string& name_or_hash) const;
  absl::StatusOr<std::vector<StoredStudy>> All() const;

  // Moves a study to `state` unless it is in a final one already; returns whether it moved.
  absl::StatusOr<bool> Move(const std::string& study_sha256, StudyState state, const std::string& message);

  // How long a study waits, over restarts: the newest one counts. Nothing where it never waited long.
  absl::Status KeepWait(const std::string& study_sha256, const StudyWait& wait);
  absl::StatusOr<std::optional<StudyWait>> Wait(const std::string& study_sha256) const;

  // A site decides once: a repeated equal decision changes nothing. kFailedPrecondition: it decided otherwise
  // before, approved with another mask key, or has withdrawn.
  absl::Status Decide(const std::string& study_sha256, const std::string& site, const SiteDecision& decision);
  absl::StatusOr<std::map<std::string, SiteDecision>> Decisions(const std::string& study_sha256) const;

  // Beside the decision, which stays. The first one counts; a repeated one changes nothing.
  // kFailedPrecondition: the site has refused the study.
  absl::Status Withdraw(const std::string& study_sha256, const std::string& site,
                        const SiteWithdrawal& withdrawal);
  absl::StatusOr<std::map<std::string, SiteWithdrawal>> Withdrawals(const std::string& study_sha256) const;

  // Result files, and the state DONE since `finished`, together. kFailedPrecondition: the study has ended
  // before.
  absl::Status Finish(const std::string& study_sha256, const std::map<std::string, std::string>& files,
                      absl::Time finished);
  absl::StatusOr<std::map<std::string, std::string>> Results(const std::string& study_sha256) const;

 private:
  Database& database_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_STUDY_STORE_H_
