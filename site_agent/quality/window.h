// Which intensities are shown black and which white.
#ifndef OSTEON_SITE_AGENT_QUALITY_WINDOW_H_
#define OSTEON_SITE_AGENT_QUALITY_WINDOW_H_

#include <string>
#include <vector>

#include "site_agent/quality/case_facts.h"

namespace osteon::quality {

struct Window {
  double low = 0, high = 0;  // shown black, shown white
  std::string name;          // "lung window"; empty: of percentiles
};

// Whether intensities look like Hounsfield units: air is below -500 and nothing is below -10,000 or above
// 35,000 (padding and metal), while most of a body is near 0.
bool LooksLikeHounsfield(const CaseFacts& facts);

// CT: lung (-600, width 1500) where the region's median is below -300 HU, bone (400, 1800) above 250, else
// soft tissue (40, 400). Otherwise from the 1st to the 99.5th percentile of `around`, the intensities in and
// near the region; values that are not finite are left out.
Window ChooseWindow(const CaseFacts& facts, std::vector<double> around);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_WINDOW_H_
