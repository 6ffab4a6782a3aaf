// An image and its mask on voxels of another size.
#ifndef OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_
#define OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_

#include <array>
#include <cstdint>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

enum class Interpolator { kNearestNeighbour, kLinear, kCubicBSpline };

struct ResampleSettings {
  std::array<double, 3> spacing_mm{};                       // 0 keeps that of the mask
  Interpolator interpolator = Interpolator::kCubicBSpline;  // of the image; masks take the nearest voxel
  int margin = 5;                                           // voxels of the result around the region
};

struct ResampledCase {
  Volume image;  // of the type it had; what an integer type cannot hold is cut off towards 0
  Volume mask;   // 1 in the region, 0 outside
};

// PyRadiomics' resampleImage. Corners of the new grid's first voxel and of the image coincide; of that grid
// the part is computed that holds the region and the margin. An axis on which the region has one voxel keeps
// its spacing. Where the spacing is the image's already, both are only cropped. Interpolation is ITK's:
// linear between voxel centres and constant beyond the outermost; cubic B-splines on mirrored images (Unser
// 1999); 0 more than half a voxel outside.
//
// `region` is that of `label` in `mask`, which lies on the image's grid.
// kResourceExhausted: the new grid would have more voxels than 2^31.
absl::StatusOr<ResampledCase> Resample(const Volume& image, const Volume& mask, std::int64_t label,
                                       const Region& region, const ResampleSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_
