// Widths in mm become widths in voxels.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_VOXEL_SIZE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_VOXEL_SIZE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"

namespace osteon::ibsi {

// The size in mm of voxels along `axes`, which must agree within 0.1 %; kInvalidArgument otherwise. `filter`
// begins the message ("the Gabor filter").
absl::StatusOr<double> OneVoxelSize(const Grid& grid, const std::vector<std::size_t>& axes,
                                    const std::string& filter);

// kInvalidArgument where a kernel reaches further than any image is long, so that a slip in a width is said
// and does not take all memory.
absl::Status CheckReach(std::size_t voxels, const std::string& filter);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_VOXEL_SIZE_H_
