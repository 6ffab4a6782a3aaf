// Names that stand before a column's name: of images and regions.
#ifndef OSTEON_COMMON_TEXT_COLUMN_PREFIX_H_
#define OSTEON_COMMON_TEXT_COLUMN_PREFIX_H_

#include "absl/strings/string_view.h"

namespace osteon {

// A name that may stand before "_" or "__" and a feature: it begins with a letter and has letters, digits,
// '.', '-' and single '_', and no '_' at its end.
bool IsColumnPrefix(absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_TEXT_COLUMN_PREFIX_H_
