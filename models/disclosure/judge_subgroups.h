// The rules of subgroups, which add up to a record that is told as well.
#ifndef OSTEON_MODELS_DISCLOSURE_JUDGE_SUBGROUPS_H_
#define OSTEON_MODELS_DISCLOSURE_JUDGE_SUBGROUPS_H_

#include "models/disclosure/limits.h"
#include "models/federation/records.h"

namespace osteon::models {

// Each level as a record of its own (judge_records.h). The levels that are not told are told together by the
// difference from the whole record, so they are judged together too: while they are too few, the smallest
// level that is left is suppressed with them, by the same rule; and at a threshold where they would have a
// small cell, all levels' tables are.
void SuppressIn(Subgroups& subgroups, const Limits& limits);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_JUDGE_SUBGROUPS_H_
