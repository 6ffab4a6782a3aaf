// Size and shape of a region. Intensities play no part.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE_H_

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/feature.h"

namespace osteon {

// PyRadiomics' shape class, in its alphabetical order, with the IBSI feature it is:
//   Elongation                   Q3CK
//   Flatness                     N17B
//   LeastAxisLength              7J51   mm
//   MajorAxisLength              TDIC   mm
//   Maximum2DDiameterColumn      -      mm, vertices with equal y
//   Maximum2DDiameterRow         -      mm, vertices with equal x
//   Maximum2DDiameterSlice       -      mm, vertices with equal z
//   Maximum3DDiameter            L0JK   mm
//   MeshVolume                   RNU0   mm3
//   MinorAxisLength              P9VJ   mm
//   Sphericity                   QCFX
//   SurfaceArea                  C0JK   mm2
//   SurfaceVolumeRatio           2PR5   1/mm
//   VoxelVolume                  YEKZ   mm3
// and, which PyRadiomics computes only when they are named: Compactness1 SKGS, Compactness2 BQWJ,
// SphericalDisproportion KRCK.
//
// Axis lengths are four times the square root of the eigenvalues of the covariance (divided by n) of voxel
// centres in mm. The volume in ratios is that of the mesh.
Features ComputeShape(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE_H_
