// How often another agent has taken this one's stream.
#ifndef OSTEON_SITE_AGENT_SESSION_DISPLACEMENTS_H_
#define OSTEON_SITE_AGENT_SESSION_DISPLACEMENTS_H_

#include <chrono>
#include <cstddef>
#include <deque>

namespace osteon {

class Displacements {
 public:
  using Clock = std::chrono::steady_clock;
  // A connection that was given up is taken for another agent's once; more often, there is another agent.
  static constexpr std::size_t kMost = 3;
  static constexpr std::chrono::minutes kWithin{1};

  // True: this was the third within a minute.
  bool Add(Clock::time_point now);

 private:
  std::deque<Clock::time_point> lately_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_DISPLACEMENTS_H_
