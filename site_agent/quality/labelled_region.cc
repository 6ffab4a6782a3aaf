#include "site_agent/quality/labelled_region.h"

#include <algorithm>
#include <array>
#include <limits>
#include <variant>
#include <vector>

namespace osteon::quality {
namespace {

using Index = std::array<std::size_t, 3>;

// The label in the mask's own type; nullopt where that type cannot hold it.
template <typename T>
std::optional<T> LabelOf(std::int64_t label) {
  const auto own = static_cast<T>(label);
  if (static_cast<double>(own) != static_cast<double>(label)) return std::nullopt;
  return own;
}

template <typename T>
bool FindBox(const std::vector<T>& labels, const Index& size, T label, Index* lower, Index* upper) {
  *lower = size;
  *upper = {};
  bool found = false;
  const T* row = labels.data();
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y, row += size[0]) {
      const T* first = std::find(row, row + size[0], label);
      if (first == row + size[0]) continue;
      const T* last = row + size[0] - 1;
      while (*last != label) --last;
      found = true;
      *lower = {std::min((*lower)[0], static_cast<std::size_t>(first - row)), std::min((*lower)[1], y),
                std::min((*lower)[2], z)};
      *upper = {std::max((*upper)[0], static_cast<std::size_t>(last - row)), std::max((*upper)[1], y), z};
    }
  }
  return found;
}

// Calls take(place in the image) for every voxel of the box, x fastest.
template <typename Take>
void ForBox(const Region& region, const Index& size, const Take& take) {
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      const std::size_t row =
          region.lower[0] + size[0] * (region.lower[1] + y + size[1] * (region.lower[2] + z));
      for (std::size_t x = 0; x < region.size[0]; ++x) take(row + x);
    }
  }
}

}  // namespace

std::size_t CountVoxels(const Volume& mask, std::int64_t label) {
  return std::visit(
      [&](const auto& labels) {
        using T = typename std::decay_t<decltype(labels)>::value_type;
        const std::optional<T> own = LabelOf<T>(label);
        return own ? static_cast<std::size_t>(std::count(labels.begin(), labels.end(), *own))
                   : std::size_t{0};
      },
      mask.voxels);
}

std::optional<Region> FindRegion(const Volume& image, const Volume& mask, std::int64_t label) {
  Region region;
  const Index& size = mask.grid.size;
  const bool found = std::visit(
      [&](const auto& labels) {
        using T = typename std::decay_t<decltype(labels)>::value_type;
        const std::optional<T> own = LabelOf<T>(label);
        Index upper{};
        if (!own || !FindBox(labels, size, *own, &region.lower, &upper)) return false;
        for (std::size_t axis = 0; axis < 3; ++axis) region.size[axis] = upper[axis] - region.lower[axis] + 1;
        region.mask.reserve(region.BoxCount());
        ForBox(region, size, [&](std::size_t i) { region.mask.push_back(labels[i] == *own ? 1 : 0); });
        return true;
      },
      mask.voxels);
  if (!found) return std::nullopt;
  region.spacing_mm = image.grid.spacing_mm;
  region.voxel_count = static_cast<std::size_t>(std::count(region.mask.begin(), region.mask.end(), 1));
  region.intensities.reserve(region.BoxCount());
  std::visit(
      [&](const auto& voxels) {
        ForBox(region, size,
               [&](std::size_t i) { region.intensities.push_back(static_cast<double>(voxels[i])); });
      },
      image.voxels);
  return region;
}

}  // namespace osteon::quality
