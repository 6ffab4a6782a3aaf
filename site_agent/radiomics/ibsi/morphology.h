// Morphological features (IBSI HCUG): size and shape of a region, and where in it the intensities are.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_MORPHOLOGY_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_MORPHOLOGY_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 29 features in the manual's order, which is that of the values.
std::vector<NamedFeature> MorphologyFeatures();

// `morphological` holds the morphological mask, which is not re-segmented, and `intensity` the intensity
// mask, in the same box of the same image.
//
// Source: IBSI manual, section "Morphological features"; formulas, units and sources stand in
// docs/features/morphology.md. The mesh is that of mesh.h; axes are of the sample covariance of voxel centres
// (divided by n - 1, where PyRadiomics divides by n); boxes, ellipsoids and the hull are around the mesh
// (minimum_box.h, ellipsoid.h, convex_hull.h). Lengths are in mm, integrated intensity in the image's unit
// times mm3.
//
// Not defined, so NaN: the centre of mass shift where the intensities add to 0; the axes of a single voxel,
// its elongation, flatness and both densities of the approximate enclosing ellipsoid; that ellipsoid's volume
// density where all voxels lie in one plane (it is flat); Moran's I and Geary's C of a single voxel or one
// intensity.
//
// kInvalidArgument: one of the masks has no voxels. kInternal: the boxes differ.
absl::StatusOr<Features> ComputeMorphology(const Region& morphological, const Region& intensity);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_MORPHOLOGY_H_
