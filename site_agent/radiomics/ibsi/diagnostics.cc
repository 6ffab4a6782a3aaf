#include "site_agent/radiomics/ibsi/diagnostics.h"

#include <algorithm>
#include <array>
#include <limits>

#include "absl/strings/str_cat.h"

namespace osteon::ibsi {
namespace {

constexpr std::array<const char*, 3> kAxes{"x", "y", "z"};

struct Mask {
  std::array<std::size_t, 3> size{};  // of the box that it touches
  double count = 0;
  IntensityRange intensities;
};

Mask Describe(const Region& region) {
  Mask mask;
  std::array<std::size_t, 3> first = region.size, end{};
  double sum = 0, low = std::numeric_limits<double>::infinity(), high = -low;
  std::size_t i = 0;
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      for (std::size_t x = 0; x < region.size[0]; ++x, ++i) {
        if (region.mask[i] == 0) continue;
        const std::array<std::size_t, 3> at{x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          first[axis] = std::min(first[axis], at[axis]);
          end[axis] = std::max(end[axis], at[axis] + 1);
        }
        sum += region.intensities[i];
        low = std::min(low, region.intensities[i]);
        high = std::max(high, region.intensities[i]);
      }
    }
  }
  for (std::size_t axis = 0; axis < 3; ++axis) mask.size[axis] = end[axis] - first[axis];
  mask.count = static_cast<double>(region.voxel_count);
  mask.intensities = {sum / mask.count, low, high};
  return mask;
}

}  // namespace

std::vector<std::string> StageNames(bool interpolated_image) {
  std::vector<std::string> names;
  const auto sizes = [&](const char* what, const char* stage) {
    for (const char* axis : kAxes) names.push_back(absl::StrCat(what, "_", axis, "_", stage));
  };
  const auto range = [&](const char* before, const char* stage) {
    for (const char* what : {"mean_int", "min_int", "max_int"}) {
      names.push_back(absl::StrCat(before, what, "_", stage));
    }
  };
  for (const char* stage : {"init_img", "interp_img"}) {
    sizes("img_dim", stage);
    sizes("vox_dim", stage);
    if (stage == std::string("init_img") || interpolated_image) range("", stage);
  }
  for (const char* stage : {"init_roi", "interp_roi", "reseg_roi"}) {
    sizes("int_mask_dim", stage);
    sizes("int_mask_bb_dim", stage);
    sizes("morph_mask_bb_dim", stage);
    names.push_back(absl::StrCat("int_mask_vox_count_", stage));
    names.push_back(absl::StrCat("morph_mask_vox_count_", stage));
    range("int_mask_", stage);
  }
  return names;
}

std::vector<double> DescribeStages(const Stages& stages) {
  std::vector<double> values;
  const auto sizes = [&](const std::array<std::size_t, 3>& size) {
    for (const std::size_t voxels : size) values.push_back(static_cast<double>(voxels));
  };
  const auto image = [&](const Grid& grid, const std::optional<IntensityRange>& range) {
    sizes(grid.size);
    values.insert(values.end(), grid.spacing_mm.begin(), grid.spacing_mm.end());
    if (range.has_value()) values.insert(values.end(), {range->mean, range->minimum, range->maximum});
  };
  const auto region = [&](const Grid& grid, const Mask& intensity, const Mask& morphological) {
    sizes(grid.size);
    sizes(intensity.size);
    sizes(morphological.size);
    const IntensityRange& range = intensity.intensities;
    values.insert(values.end(),
                  {intensity.count, morphological.count, range.mean, range.minimum, range.maximum});
  };
  image(stages.image.grid, RangeOf(stages.image));
  image(stages.grid, stages.interpolated_image);
  const Mask initial = Describe(stages.initial), morphological = Describe(stages.morphological);
  region(stages.image.grid, initial, initial);
  region(stages.grid, morphological, morphological);
  region(stages.grid, Describe(stages.intensity), morphological);
  return values;
}

}  // namespace osteon::ibsi
