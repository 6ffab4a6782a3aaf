// What can be said of an image and its region by looking at every voxel once.
#ifndef OSTEON_SITE_AGENT_QUALITY_CASE_FACTS_H_
#define OSTEON_SITE_AGENT_QUALITY_CASE_FACTS_H_

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon::quality {

// What there is none of is NaN.
struct CaseFacts {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  std::array<std::size_t, 3> size{};
  std::array<double, 3> spacing_mm{};
  std::size_t slice_axis = 2;                           // SliceAxis
  double slice_thickness_mm = kNone;                    // spacing along it
  double in_plane_spacing_mm = kNone;                   // geometric mean of the two others
  std::string orientation;                              // OrientationCode
  std::string voxel_type;                               // "int16", "float"
  double image_minimum = kNone, image_maximum = kNone;  // of finite voxels
  std::size_t image_not_finite = 0;
  std::string image_sha256;  // of size, type and voxels, as they are in memory

  std::size_t region_voxels = 0;  // 0: there is no region, and nothing below
  double region_volume_mm3 = kNone;
  std::size_t region_pieces = 0;                             // CountPieces
  std::array<std::size_t, 3> region_first{}, region_last{};  // corners of its box, voxels from 0
  bool touches_border = false;  // the box ends with the image on an axis of several voxels
  double region_minimum = kNone, region_median = kNone, region_maximum = kNone;  // of finite voxels
  std::size_t region_not_finite = 0;
  std::string region_sha256;  // of the image's size, the box and the voxels in it that belong to the region

  std::size_t RegionSlices() const { return region_last[slice_axis] - region_first[slice_axis] + 1; }
};

// `region` is that of FindRegion in `image`, if any.
CaseFacts FactsOf(const Volume& image, const std::optional<Region>& region);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_CASE_FACTS_H_
