// Size and shape of a region of one slice. Intensities play no part.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE2D_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE2D_H_

#include <array>
#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/feature.h"

namespace osteon {

// A square between four pixel centres. Corner c lies at (row, column) = kSquareCorners[c], going round; edge
// e joins corners e and e + 1, and the outline crosses it in its middle.
inline constexpr std::array<std::array<int, 2>, 4> kSquareCorners{{{0, 0}, {0, 1}, {1, 1}, {1, 0}}};

// The lines, as two edges each, of a square whose corner c is in the region where bit c of `corners` is set:
// each cuts a run of set corners off, and has the region on the same side. Opposite corners are cut off one
// by one, and so kept apart. Source: Lorensen & Cline's marching cubes in two dimensions.
std::vector<std::array<int, 2>> SquareLines(unsigned corners);

// PyRadiomics' shape2D class, in its alphabetical order:
//   Elongation, MajorAxisLength (mm), MaximumDiameter (mm), MeshSurface (mm2), MinorAxisLength (mm),
//   Perimeter (mm), PerimeterSurfaceRatio (1/mm), PixelSurface (mm2), Sphericity
// and, only when named: SphericalDisproportion.
//
// Of the outline by SquareLines in the slice across `flat_axis` (0 x, 1 y, 2 z). Axis lengths are four times
// the square root of the eigenvalues of the covariance (divided by n) of pixel centres. NaN where PyRadiomics
// computes nothing: it asks for an extent of more than one voxel along the axis that it counts from the other
// end (x for a flat z, y for a flat y, z for a flat x), so a slice across y is never described.
//
// kInvalidArgument: the region has more than one slice.
absl::StatusOr<Features> ComputeShape2D(const Region& region, std::size_t flat_axis);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_SHAPE2D_H_
