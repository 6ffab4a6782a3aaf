// The voxels of one labelled region and the box around them: what every feature family works on.
#ifndef OSTEON_SITE_AGENT_IMAGING_REGION_H_
#define OSTEON_SITE_AGENT_IMAGING_REGION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// Arrays hold the whole box, x fastest, so voxel (i, j, k) of the box is at i + size[0] * (j + size[1] * k).
struct Region {
  std::array<std::size_t, 3> lower{};  // the box's first voxel in the image
  std::array<std::size_t, 3> size{};   // of the box; each side touches the region
  std::array<double, 3> spacing_mm{};  // of the image
  std::vector<double> intensities;     // every voxel of the box, also those outside the region
  bool single_precision = false;       // each intensity is a number of type float
  std::vector<std::uint8_t> mask;      // 1 in the region, 0 outside
  std::size_t voxel_count = 0;         // voxels in the region

  std::size_t BoxCount() const { return size[0] * size[1] * size[2]; }
};

// What a region must have to be described (PyRadiomics' minimumROIDimensions and minimumROISize).
struct RegionLimits {
  int minimum_dimensions = 2;               // 1 line, 2 surface, 3 volume; a single voxel is always refused
  std::optional<std::size_t> minimum_size;  // the region needs more voxels than this
};

// Voxels of `mask` equal to `label`, with the intensities of `image` in the box around them. Both volumes lie
// on the same grid (CheckSameGeometry). `mask` holds an integer type (ReadMask).
//
// kInvalidArgument: the mask is empty; the label is absent (the message lists the labels there are); the
// region is smaller than `limits`; a voxel of the region is not finite (the message gives its index).
// kInternal: sizes disagree.
absl::StatusOr<Region> CropRegion(const Volume& image, const Volume& mask, std::int64_t label,
                                  const RegionLimits& limits = {});

// The same voxels in the smallest box that holds them, for a region whose mask has lost some. `mask` is not
// empty. kInvalidArgument: the region is smaller than `limits`.
absl::StatusOr<Region> ShrinkToMask(const Region& region, const RegionLimits& limits);

// The part of the region that lies in a box, given in voxels of the image and inside the region's own box.
// The box stays as it is given, so its sides may not touch the region.
Region CutToBox(const Region& region, const std::array<std::size_t, 3>& lower,
                const std::array<std::size_t, 3>& size);

// A part of an image with its grid.
Volume CropVolume(const Volume& image, const std::array<std::size_t, 3>& lower,
                  const std::array<std::size_t, 3>& size);

// kInvalidArgument when a voxel of the region is not finite; the message gives its index in the image.
absl::Status CheckFinite(const Region& region);

// The number of separate pieces of the region; voxels that share a face, an edge or a corner are connected.
std::size_t CountPieces(const Region& region);

// The mean index of the region's voxels, in voxels of the image.
std::array<double, 3> CentreOfMassIndex(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_REGION_H_
