// JSON that others wrote, read strictly.
#ifndef OSTEON_COMMON_JSON_PARSE_JSON_H_
#define OSTEON_COMMON_JSON_PARSE_JSON_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/json/json_text.h"

namespace osteon {

// Objects and arrays within each other. Osteon's own files have ten; whoever walks through a value calls
// itself once a level.
inline constexpr std::size_t kDeepestJson = 100;

// kInvalidArgument, "LINE:COLUMN: WHAT" with the place from 1 where reading stopped: not JSON, a number that
// no double holds, text that is not UTF-8, a name that stands twice in one object (readers differ in which of
// the two counts), or more than kDeepestJson levels.
absl::StatusOr<Json> ParseJson(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_JSON_PARSE_JSON_H_
