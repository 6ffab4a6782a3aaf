#include "site_agent/session/displacements.h"

#include <gtest/gtest.h>

namespace osteon {
namespace {

TEST(Displacements, ThreeWithinAMinuteAreAnotherAgent) {
  const Displacements::Clock::time_point start;
  Displacements quick;
  EXPECT_FALSE(quick.Add(start));
  EXPECT_FALSE(quick.Add(start + std::chrono::seconds(30)));
  EXPECT_TRUE(quick.Add(start + std::chrono::seconds(60)));
}

TEST(Displacements, NowAndThenIsAConnectionThatWasGivenUp) {
  const Displacements::Clock::time_point start;
  Displacements slow;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(slow.Add(start + i * std::chrono::seconds(31))) << i;
}

}  // namespace
}  // namespace osteon
