#include "tests/attacks/open_attack.h"

#include <gtest/gtest.h>

namespace osteon::attacks {

void ExpectOpen(const std::string& attack, const std::string& view, const Finding& off, const Finding& on) {
  Tell("OPEN: " + attack, view, off, on);
  EXPECT_TRUE(off.succeeded) << "an attack that never works proves nothing";
  EXPECT_TRUE(on.succeeded)
      << "stopped now: expect that with ExpectOnlyWithoutProtection, and take it off the list of "
         "docs/threat-model.md";
}

}  // namespace osteon::attacks
