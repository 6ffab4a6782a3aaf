// Grey level distance zones: connected voxels of one level, and how far they are from the region's border.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLDZM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLDZM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 16 features, in the manual's order.
std::vector<NamedFeature> GldzmFeatures();

// The values under those names. The matrix D counts the zones (as in GLSZM) of level i and distance j: the
// least of the zone's voxels' distances to the border of `morphological` (distance_to_border.h; across faces,
// in 2D and 2.5D within the slice), so 1 for a zone that touches it. `intensity` is the region whose voxels
// have levels. zone_percentage is the number of zones over its voxels. Formulas: size_matrix.h with P = D;
// IBSI reference manual, 3.9; docs/features/gldzm.md.
//
// Every feature is defined wherever there is a voxel.
//
// kInvalidArgument: no voxel has a level; the two regions are not of the same box, or `intensity` has a voxel
// that `morphological` has not.
absl::StatusOr<Features> ComputeGldzm(const Region& intensity, const Region& morphological,
                                      const GreyLevels& levels, Dimension dimension);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLDZM_H_
