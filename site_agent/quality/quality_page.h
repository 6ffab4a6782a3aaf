// Image QA as a page that is leafed through.
#ifndef OSTEON_SITE_AGENT_QUALITY_QUALITY_PAGE_H_
#define OSTEON_SITE_AGENT_QUALITY_QUALITY_PAGE_H_

#include <string>
#include <vector>

#include "site_agent/quality/quality_case.h"

namespace osteon::quality {

// Stands in every page, and so tells it from other people's.
inline constexpr char kQualityPageMark[] = "<meta name=\"generator\" content=\"osteon image QA\">";

// HTML that needs nothing but the pictures beside it: no network (its content security policy forbids it), no
// other script than its own. Without scripts the cases stand one below the other. All text of the manifest is
// escaped. Failed cases come first, then flagged ones, then the rest, each in the order given.
//
//   cases     as Assess left them
//   subject   "cohort.csv"
std::string QualityPage(const std::vector<QualityCase>& cases, const std::string& subject);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_QUALITY_PAGE_H_
