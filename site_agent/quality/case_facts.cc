#include "site_agent/quality/case_facts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/hash/sha256.h"
#include "site_agent/quality/robust_z.h"
#include "site_agent/quality/slices.h"

namespace osteon::quality {
namespace {

template <typename T>
absl::string_view Bytes(const T* data, std::size_t count) {
  return {reinterpret_cast<const char*>(data), count * sizeof(T)};
}

constexpr std::array<const char*, 8> kTypeNames = {"int8",  "uint8",  "int16", "uint16",
                                                   "int32", "uint32", "float", "double"};  // as in Voxels

template <typename T>
void FindRange(const std::vector<T>& voxels, CaseFacts* facts) {
  T low = std::numeric_limits<T>::max(), high = std::numeric_limits<T>::lowest();
  std::size_t finite = voxels.size();
  if constexpr (std::is_floating_point_v<T>) {
    finite = 0;
    for (const T voxel : voxels) {
      if (!std::isfinite(voxel)) continue;
      ++finite;
      low = std::min(low, voxel);
      high = std::max(high, voxel);
    }
  } else {
    for (const T voxel : voxels) {
      low = std::min(low, voxel);
      high = std::max(high, voxel);
    }
  }
  facts->image_not_finite = voxels.size() - finite;
  if (finite == 0) return;
  facts->image_minimum = static_cast<double>(low);
  facts->image_maximum = static_cast<double>(high);
}

void DescribeImage(const Volume& image, CaseFacts* facts) {
  const Grid& grid = image.grid;
  facts->size = grid.size;
  facts->spacing_mm = grid.spacing_mm;
  facts->slice_axis = SliceAxis(grid.spacing_mm);
  facts->slice_thickness_mm = grid.spacing_mm[facts->slice_axis];
  facts->in_plane_spacing_mm =
      std::sqrt(grid.spacing_mm[0] * grid.spacing_mm[1] * grid.spacing_mm[2] / facts->slice_thickness_mm);
  facts->orientation = OrientationCode(OrientationOf(grid));
  facts->voxel_type = kTypeNames[image.voxels.index()];
  Sha256Hasher hasher;
  hasher.Update(Bytes(grid.size.data(), grid.size.size()));
  hasher.Update(facts->voxel_type);
  std::visit(
      [&](const auto& voxels) {
        FindRange(voxels, facts);
        hasher.Update(Bytes(voxels.data(), voxels.size()));
      },
      image.voxels);
  facts->image_sha256 = hasher.Hex();
}

void DescribeRegion(const Grid& grid, const Region& region, CaseFacts* facts) {
  facts->region_voxels = region.voxel_count;
  facts->region_volume_mm3 =
      static_cast<double>(region.voxel_count) * grid.spacing_mm[0] * grid.spacing_mm[1] * grid.spacing_mm[2];
  facts->region_pieces = CountPieces(region);
  facts->region_first = region.lower;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    facts->region_last[axis] = region.lower[axis] + region.size[axis] - 1;
    if (grid.size[axis] > 1 && (region.lower[axis] == 0 || facts->region_last[axis] + 1 == grid.size[axis])) {
      facts->touches_border = true;
    }
  }
  std::vector<double> finite;
  finite.reserve(region.voxel_count);
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] != 0 && std::isfinite(region.intensities[i])) finite.push_back(region.intensities[i]);
  }
  facts->region_not_finite = region.voxel_count - finite.size();
  if (!finite.empty()) {
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    facts->region_minimum = *low;
    facts->region_maximum = *high;
    facts->region_median = Median(std::move(finite));
  }
  Sha256Hasher hasher;
  hasher.Update(Bytes(grid.size.data(), grid.size.size()));
  hasher.Update(Bytes(region.lower.data(), region.lower.size()));
  hasher.Update(Bytes(region.size.data(), region.size.size()));
  hasher.Update(Bytes(region.mask.data(), region.mask.size()));
  facts->region_sha256 = hasher.Hex();
}

}  // namespace

CaseFacts FactsOf(const Volume& image, const std::optional<Region>& region) {
  CaseFacts facts;
  DescribeImage(image, &facts);
  if (region) DescribeRegion(image.grid, *region, &facts);
  return facts;
}

}  // namespace osteon::quality
