// How many neighbours of a voxel have its grey level, or nearly.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_DEPENDENCE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_DEPENDENCE_H_

#include <vector>

#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon {

// Voxels by level and size, where a voxel's size is 1 plus the number of neighbours whose level differs from
// its own by `difference` at most. The neighbours are `half_of_the_steps` away, forth and back; at most 65534
// of them. `padded` holds levels, not rows (PadLevels), at least one, and a margin no smaller than the
// longest step.
std::vector<SizeCount> CountDependent(const PaddedLevels& padded, const std::vector<Step>& half_of_the_steps,
                                      int difference);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_DEPENDENCE_H_
