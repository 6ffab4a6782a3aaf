// What every texture family starts from: the volume, or its slices, and the steps to a voxel's neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEXTURE_PARTS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEXTURE_PARTS_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/neighbourhood.h"

namespace osteon::ibsi {

// The largest distance, in voxels, for which a voxel's neighbours are counted in 16 bits.
inline constexpr int kMostDistance = 19;

// kInvalidArgument: no voxel has a level, or `distance` is not from 1 to kMostDistance.
// kInternal: `levels` is not of the region's box.
absl::Status CheckTexture(const Region& region, const GreyLevels& levels, int distance = 1);

// The slices that hold a voxel of the region (k2D), or the whole box.
std::vector<PaddedLevels> TextureParts(const Region& region, const GreyLevels& levels, Dimension dimension,
                                       std::size_t margin, bool rows);

// The axis along which no voxel has a neighbour: z, but for k3D.
std::optional<std::size_t> FlatAxis(Dimension dimension);

// One step of each pair of opposite ones, to the neighbours within Chebyshev distance `distance`.
std::vector<Step> StepsWithin(Dimension dimension, int distance);

// The 4 directions in the plane, or the 13 in space, each times `distance`.
std::vector<Step> Directions(Dimension dimension, int distance = 1);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEXTURE_PARTS_H_
