// Which studies this hospital has said yes or no to.
#ifndef OSTEON_SITE_AGENT_POLICY_APPROVALS_H_
#define OSTEON_SITE_AGENT_POLICY_APPROVALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/consent/consent.h"
#include "models/study/study.h"

namespace osteon {

struct StudyDecision {
  models::Study study;
  std::string study_sha256;
  Roster roster;
  bool approved = false;
  std::string reason;      // of a refusal
  std::string signature;   // DER, by this site's key over DecisionText
  std::string mask_key{};  // of an approval: the public part of this site's key for the study's masks
  bool withdrawn = false;  // the approval was taken back
  std::string withdrawal_reason{};
  std::string withdrawal_signature{};  // DER, over DecisionText
};

class Approvals {
 public:
  virtual ~Approvals() = default;
  // kNotFound: nothing was decided about that study here.
  virtual absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const = 0;
  // Cheap, for before every answer: another process may have withdrawn since Find. kFailedPrecondition:
  // withdrawn. kUnavailable: it cannot be told. Where nobody can withdraw (a simulation): OK.
  virtual absl::Status CheckNotWithdrawn(const std::string& /*study_sha256*/) const {
    return absl::OkStatus();
  }
};

// FOLDER/HASH/study.bin and decision.json; withdrawal.json where the approval was taken back.
class ApprovalFiles : public Approvals {
 public:
  explicit ApprovalFiles(std::string folder) : folder_(std::move(folder)) {}

  // kDataLoss: a stored study does not have the hash it is stored under.
  absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const override;
  // Sorted by hash.
  // One entry per study decided on; an error for each that cannot be read, so that one does not hide the
  // others.
  absl::StatusOr<std::vector<absl::StatusOr<StudyDecision>>> All() const;
  // Durable when it returns. kFailedPrecondition: decided otherwise before, or withdrawn.
  absl::Status Save(const StudyDecision& decision) const;

  // Durable when it returns: from then on CheckNotWithdrawn says so in every process. The first withdrawal
  // stays. kFailedPrecondition: the study was not approved here.
  absl::Status Withdraw(const std::string& study_sha256, const std::string& reason,
                        const std::string& signature) const;
  absl::Status CheckNotWithdrawn(const std::string& study_sha256) const override;

  // Where the study's frozen dataset lies.
  std::string StudyFolder(const std::string& study_sha256) const;

 private:
  std::string folder_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_APPROVALS_H_
