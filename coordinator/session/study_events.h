// What sessions tell whoever runs the studies, and ask.
#ifndef OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_
#define OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "coordinator/journal/study_store.h"

namespace osteon::coordinator {

// What a study that runs is doing.
struct StudyNow {
  std::string step;                      // what the round that is out is for; empty: none is out
  std::optional<absl::Time> step_since;  // when it was put out first
  std::optional<absl::Time> fails_at;    // if its sites do not answer
  std::string stands_still;              // why the coordinator cannot go on; empty: it can
  std::uint64_t rounds_expected = 0;     // of the whole study, an estimate
};

// PAUSED where the journal, which may be what cannot be written, does not have it yet.
inline StudyState StateNow(const StoredStudy& study, const std::optional<StudyNow>& now) {
  const bool stands_still = now && !now->stands_still.empty();
  return stands_still && !IsFinal(study.state) ? StudyState::kPaused : study.state;
}

class StudyEvents {
 public:
  virtual ~StudyEvents() = default;
  virtual void Submitted(const std::string& study_sha256) = 0;
  // A decision of a site on this study, or its withdrawal, has been stored. kUnavailable: what follows from
  // it could not be; to be told again.
  virtual absl::Status Decided(const std::string& study_sha256) = 0;
  // A member was revoked or has another key than before: ends the studies that count on the earlier one. None
  // goes on without it.
  virtual void MemberChanged(const std::string& name) = 0;
  // The author ends the study. No error when it has ended already.
  virtual absl::Status Cancel(const std::string& study_sha256) = 0;
  // Nothing of a study that does not run.
  virtual std::optional<StudyNow> Now(const std::string& study_sha256) const = 0;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_
