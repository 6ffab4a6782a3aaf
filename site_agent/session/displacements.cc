#include "site_agent/session/displacements.h"

namespace osteon {

bool Displacements::Add(Clock::time_point now) {
  lately_.push_back(now);
  while (now - lately_.front() > kWithin) lately_.pop_front();
  return lately_.size() >= kMost;
}

}  // namespace osteon
