// Do an image and a mask lie on the same grid?
#ifndef OSTEON_SITE_AGENT_IMAGING_GEOMETRY_H_
#define OSTEON_SITE_AGENT_IMAGING_GEOMETRY_H_

#include <array>

#include "absl/status/status.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// What SimpleITK, and so PyRadiomics, uses where `geometryTolerance` is not set.
inline constexpr double kDefaultGeometryTolerance = 1e-6;

// kInvalidArgument when size, spacing, origin or direction differ; the message lists each that does, with
// both values. As in ITK, spacing and origin may differ by `tolerance` times the image's spacing along x, and
// elements of the direction by `tolerance`.
absl::Status CheckSameGeometry(const Grid& image, const Grid& mask,
                               double tolerance = kDefaultGeometryTolerance);

// The position in mm (LPS) of a point given in voxels from the centre of voxel (0, 0, 0).
std::array<double, 3> PhysicalPoint(const Grid& grid, const std::array<double, 3>& index);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_GEOMETRY_H_
