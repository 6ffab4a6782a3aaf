// Local intensity features (IBSI 9ST6): the mean in a sphere of 1 cm3 around voxels of a region.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_LOCAL_INTENSITY_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_LOCAL_INTENSITY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// local_intensity_peak (VJGA) and global_intensity_peak (0F91), in the unit of the image.
std::vector<NamedFeature> LocalIntensityFeatures();

// `intensity` was cut out of `image`: its box begins at intensity.lower.
//
// Source: IBSI manual, section "Local intensity features". The sphere of a voxel holds the voxels of the
// image, in the region or not, whose centres lie within (3 / (4 pi))^(1/3) cm of its centre; a sphere that
// reaches beyond the image holds what there is, and voxels that are not finite are as if beyond it. The local
// peak is the sphere's mean at the voxel of highest intensity in the region, and the highest such mean where
// several voxels have that intensity; the global peak is the highest mean at any voxel of the region. The
// region's own voxels are finite, so every sphere has a mean.
//
// kInvalidArgument: the region has no voxels. kInternal: the region's box does not lie in the image.
absl::StatusOr<Features> ComputeLocalIntensity(const Volume& image, const Region& intensity);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_LOCAL_INTENSITY_H_
