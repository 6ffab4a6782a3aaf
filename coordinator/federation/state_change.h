// A study's step from one state to another, for whoever wants to be told.
#ifndef OSTEON_COORDINATOR_FEDERATION_STATE_CHANGE_H_
#define OSTEON_COORDINATOR_FEDERATION_STATE_CHANGE_H_

#include <functional>
#include <set>
#include <string>

#include "absl/time/time.h"

namespace osteon::coordinator {

struct StateChange {
  std::string study, study_sha256;
  std::string from, to;        // StateName; `from` is "NEW" of a study that was just submitted
  std::set<std::string> whom;  // sites: whom it waits for, or because of whom it failed
  std::string message;
  absl::Time time;
};

// Must not block.
using StateListener = std::function<void(const StateChange&)>;

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_FEDERATION_STATE_CHANGE_H_
