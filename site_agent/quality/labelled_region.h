// The voxels of a label, whatever is wrong with them: features need more of a region than people who look at
// it.
#ifndef OSTEON_SITE_AGENT_QUALITY_LABELLED_REGION_H_
#define OSTEON_SITE_AGENT_QUALITY_LABELLED_REGION_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon::quality {

// Voxels of `mask` equal to `label`.
std::size_t CountVoxels(const Volume& mask, std::int64_t label);

// As CropRegion, but a single voxel and voxels that are not finite are no error. `image` and `mask` have the
// same size. nullopt: the label is not in the mask.
std::optional<Region> FindRegion(const Volume& image, const Volume& mask, std::int64_t label);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_LABELLED_REGION_H_
