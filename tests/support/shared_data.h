// Where the reference data are: the folder named by OSTEON_SHARED. A test that needs it is reported as
// skipped where the variable is not set (a clone without the data); in CI it is an error not to have it.
#ifndef OSTEON_TESTS_SUPPORT_SHARED_DATA_H_
#define OSTEON_TESTS_SUPPORT_SHARED_DATA_H_

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace osteon::testing {

inline std::string SharedData() {
  const char* folder = std::getenv("OSTEON_SHARED");
  return folder == nullptr ? "" : folder;
}

}  // namespace osteon::testing

#define OSTEON_SKIP_WITHOUT_SHARED_DATA()      \
  if (::osteon::testing::SharedData().empty()) \
  GTEST_SKIP() << "OSTEON_SHARED is not set: reference data are absent"

#endif  // OSTEON_TESTS_SUPPORT_SHARED_DATA_H_
