// The known name nearest to what somebody typed, for "did you mean".
#ifndef OSTEON_COMMON_TEXT_NEAREST_H_
#define OSTEON_COMMON_TEXT_NEAREST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace osteon {

// By Levenshtein distance, case ignored; the first of several equally near. nullopt when nothing is near
// enough to be a likely slip: more than a third of the word's letters would have to change (two are always
// allowed; of a word of two or three letters one, of a single letter none), and no single known name begins
// with the word, of four letters or more (MajorAxis for MajorAxisLength).
std::optional<std::string> NearestName(absl::string_view word, const std::vector<std::string>& known);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_NEAREST_H_
