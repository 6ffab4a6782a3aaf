// The sixteen features that GLRLM, GLSZM, GLDZM and NGLDM have in common, in IBSI's order.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_SIZE_FEATURES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_SIZE_FEATURES_H_

#include <vector>

#include "site_agent/radiomics/size_matrix.h"

namespace osteon::ibsi {

// Small, large, low level, high level, small low, small high, large low, large high; non-uniformity of the
// levels, the same normalised, of the sizes, the same normalised; percentage, variance of the levels, of the
// sizes, entropy.
std::vector<double> InIbsiOrder(const SizeStatistics& statistics);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_SIZE_FEATURES_H_
