// How deep inside its region a voxel lies.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTANCE_TO_BORDER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTANCE_TO_BORDER_H_

#include <cstdint>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon::ibsi {

// For each voxel of the box, the fewest steps across faces that lead out of the region: 1 for a voxel at the
// border, 0 outside. With `in_slices` steps stay in the slice. What lies outside the box is outside the
// region. It is the number of erosions by the 6 (4) neighbours that a voxel outlasts, and 1.
std::vector<std::uint16_t> DistanceToBorder(const Region& region, bool in_slices);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_DISTANCE_TO_BORDER_H_
