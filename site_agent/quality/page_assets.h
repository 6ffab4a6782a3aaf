// Style and script of the page of image QA.
#ifndef OSTEON_SITE_AGENT_QUALITY_PAGE_ASSETS_H_
#define OSTEON_SITE_AGENT_QUALITY_PAGE_ASSETS_H_

#include <string>

namespace osteon::quality {

std::string QualityPageStyle();
std::string QualityPageScript();

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_PAGE_ASSETS_H_
