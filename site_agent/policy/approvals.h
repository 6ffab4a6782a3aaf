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
  std::string reason;     // of a refusal
  std::string signature;  // DER, by this site's key over DecisionText
};

class Approvals {
 public:
  virtual ~Approvals() = default;
  // kNotFound: nothing was decided about that study here.
  virtual absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const = 0;
};

// FOLDER/HASH/study.bin and decision.json.
class ApprovalFiles : public Approvals {
 public:
  explicit ApprovalFiles(std::string folder) : folder_(std::move(folder)) {}

  // kDataLoss: a stored study does not have the hash it is stored under.
  absl::StatusOr<StudyDecision> Find(const std::string& study_sha256) const override;
  // Sorted by hash.
  // One entry per study decided on; an error for each that cannot be read, so that one does not hide the
  // others.
  absl::StatusOr<std::vector<absl::StatusOr<StudyDecision>>> All() const;
  // Durable when it returns. kFailedPrecondition: decided otherwise before.
  absl::Status Save(const StudyDecision& decision) const;

  // Where the study's frozen dataset lies.
  std::string StudyFolder(const std::string& study_sha256) const;

 private:
  std::string folder_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_APPROVALS_H_
