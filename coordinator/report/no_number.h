// What stands where a number would.
#ifndef OSTEON_COORDINATOR_REPORT_NO_NUMBER_H_
#define OSTEON_COORDINATOR_REPORT_NO_NUMBER_H_

#include <string>

#include "common/json/json_text.h"

namespace osteon::report {

// {"suppressed": RULE} where a disclosure rule keeps the number back (`why` names it, as
// models/disclosure/breach.h has it), {"unavailable": why} where there is none.
Json NoNumberJson(const std::string& why);

// As NoNumberJson; null where `why` is empty.
Json NoNumberOrNull(const std::string& why);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_NO_NUMBER_H_
