// An image and its mask on voxels of another size.
#ifndef OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_
#define OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_

#include <array>
#include <cstdint>

#include "absl/status/statusor.h"
#include "site_agent/imaging/interpolator.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

struct ResampleSettings {
  std::array<double, 3> spacing_mm{};                       // 0 keeps that of the mask
  Interpolator interpolator = Interpolator::kCubicBSpline;  // of the image; masks take the nearest voxel
  int margin = 5;                                           // voxels of the result around the region
};

struct ResampledCase {
  Volume image;  // of the type it had; what an integer type cannot hold is cut off towards 0
  Volume mask;   // 1 in the region, 0 outside
};

// PyRadiomics' resampleImage. Image and mask may lie on different grids. Corners of the new grid's first
// voxel and of the mask coincide; of that grid the part is computed that holds the region and the margin. An
// axis on which the region has one voxel keeps the mask's spacing. Where the spacing is the image's already,
// the mask is put on the image's grid and both are cropped. Interpolation is ITK's, to the last bit: linear
// between voxel centres and constant beyond the outermost; cubic B-splines on mirrored images (Unser 1999);
// those of resample_window.h; 0 more than half a voxel outside.
//
// `region` is that of `label` in `mask`.
// kInvalidArgument: the region reaches outside the image; it vanishes on the image's grid.
// kResourceExhausted: the new grid would have more voxels than 2^31.
absl::StatusOr<ResampledCase> Resample(const Volume& image, const Volume& mask, std::int64_t label,
                                       const Region& region, const ResampleSettings& settings);

// PyRadiomics' correctMask: 1 where the voxel of `mask` that is nearest to the voxel of `grid` has the label,
// else 0. kInvalidArgument: the region reaches outside the grid.
absl::StatusOr<Volume> MaskOnGrid(const Volume& mask, std::int64_t label, const Region& region,
                                  const Grid& grid);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_RESAMPLE_H_
