// What sessions tell whoever runs the studies.
#ifndef OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_
#define OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_

#include <string>

#include "absl/status/status.h"

namespace osteon::coordinator {

class StudyEvents {
 public:
  virtual ~StudyEvents() = default;
  // A decision of a site on this study, or its withdrawal, has been stored.
  virtual void Decided(const std::string& study_sha256) = 0;
  // A member was revoked or has another key than before: ends the studies that count on the earlier one.
  virtual void MemberChanged(const std::string& name) = 0;
  // The author ends the study. No error when it has ended already.
  virtual absl::Status Cancel(const std::string& study_sha256) = 0;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_STUDY_EVENTS_H_
