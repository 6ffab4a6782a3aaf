// JSON as Osteon writes it: the same value gives the same bytes, and reading the bytes gives the same value.
#ifndef OSTEON_COMMON_JSON_JSON_TEXT_H_
#define OSTEON_COMMON_JSON_JSON_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace osteon {

// Members keep the order in which they were added.
using Json = nlohmann::ordered_json;

// The value as UTF-8 text with a line end. Doubles have 17 significant digits, integers are integers,
// negative zero keeps its sign. Two blanks of indent; what fits on one line of 110 characters and holds no
// further object or array is written on one.
//
// kInternal, naming the place as a JSON pointer ("/models/suv/terms/0/p"): a number that is not finite, text
// that is not UTF-8, binary data. Whoever computes says null or {"unavailable": "<why>"} instead.
absl::StatusOr<std::string> JsonText(const Json& value);

}  // namespace osteon

#endif  // OSTEON_COMMON_JSON_JSON_TEXT_H_
