// The keys of a JSON object, for the tests of this folder.
#ifndef OSTEON_COORDINATOR_REPORT_TEST_KEYS_H_
#define OSTEON_COORDINATOR_REPORT_TEST_KEYS_H_

#include <string>
#include <vector>

#include "common/json/json_text.h"

namespace osteon::testing {

// In the object's order.
inline std::vector<std::string> Keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

}  // namespace osteon::testing

#endif  // OSTEON_COORDINATOR_REPORT_TEST_KEYS_H_
