#include "site_agent/imaging/region.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"
#include "site_agent/imaging/geometry.h"

namespace osteon {
namespace {

constexpr std::size_t kMostLabelsListed = 20;

struct Box {
  std::array<std::size_t, 3> lower{}, upper{};  // inclusive
  std::size_t count = 0;
};

// The loop that touches every voxel of the mask: counting without a branch lets the compiler vectorise it.
template <typename T>
std::size_t CountEqual(const T* row, std::size_t n, T label) {
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < n; begin += 128) {  // short runs, so that a byte can count them
    const std::size_t end = std::min(n, begin + 128);
    std::uint8_t run = 0;
    for (std::size_t x = begin; x < end; ++x)
      run = static_cast<std::uint8_t>(run + (row[x] == label ? 1 : 0));
    count += run;
  }
  return count;
}

template <typename T>
Box FindBox(const std::vector<T>& labels, const std::array<std::size_t, 3>& size, T label) {
  Box box;
  box.lower = size;
  const T* row = labels.data();
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y, row += size[0]) {
      const std::size_t count = CountEqual(row, size[0], label);
      if (count == 0) continue;
      box.count += count;
      std::size_t first = 0, last = size[0] - 1;
      while (row[first] != label) ++first;
      while (row[last] != label) --last;
      box.lower = {std::min(box.lower[0], first), std::min(box.lower[1], y), std::min(box.lower[2], z)};
      box.upper = {std::max(box.upper[0], last), std::max(box.upper[1], y), z};
    }
  }
  return box;
}

template <typename T>
absl::Status LabelIsAbsent(const std::vector<T>& labels, std::int64_t label) {
  std::set<T> present;
  for (const T value : labels) {
    if (value != 0 && present.insert(value).second && present.size() > kMostLabelsListed) break;
  }
  if (present.empty()) return absl::InvalidArgumentError("the mask is empty: every voxel is 0");
  const bool more = present.size() > kMostLabelsListed;
  if (more) present.erase(std::prev(present.end()));
  return absl::InvalidArgumentError(absl::StrCat(
      "label ", label, " is not in the mask; labels there are: ",
      absl::StrJoin(present, ", ", [](std::string* out, T value) { absl::StrAppend(out, +value); }),
      more ? ", ..." : ""));
}

absl::Status CheckLimits(const Box& box, const RegionLimits& limits) {
  if (box.count == 1)
    return absl::InvalidArgumentError("the region is a single voxel; no feature is defined for it");
  int dimensions = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) dimensions += box.upper[axis] > box.lower[axis] ? 1 : 0;
  if (dimensions < limits.minimum_dimensions) {
    return absl::InvalidArgumentError(
        absl::StrCat("the region extends along ", dimensions, dimensions == 1 ? " axis" : " axes",
                     "; minimumROIDimensions asks for ", limits.minimum_dimensions));
  }
  if (limits.minimum_size.has_value() && box.count <= *limits.minimum_size) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the region has ", box.count, " voxels; minimumROISize asks for more than ", *limits.minimum_size));
  }
  return absl::OkStatus();
}

template <typename T>
void CropIntensities(const std::vector<T>& voxels, const Grid& grid, Region* region) {
  region->intensities.resize(region->BoxCount());
  double* out = region->intensities.data();
  for (std::size_t z = 0; z < region->size[2]; ++z) {
    for (std::size_t y = 0; y < region->size[1]; ++y) {
      const T* row = voxels.data() + region->lower[0] +
                     grid.size[0] * (region->lower[1] + y + grid.size[1] * (region->lower[2] + z));
      for (std::size_t x = 0; x < region->size[0]; ++x) *out++ = static_cast<double>(row[x]);
    }
  }
}

template <typename T>
void CropMask(const std::vector<T>& labels, const Grid& grid, T label, Region* region) {
  region->mask.resize(region->BoxCount());
  std::uint8_t* out = region->mask.data();
  for (std::size_t z = 0; z < region->size[2]; ++z) {
    for (std::size_t y = 0; y < region->size[1]; ++y) {
      const T* row = labels.data() + region->lower[0] +
                     grid.size[0] * (region->lower[1] + y + grid.size[1] * (region->lower[2] + z));
      for (std::size_t x = 0; x < region->size[0]; ++x) *out++ = row[x] == label ? 1 : 0;
    }
  }
}

template <typename T>
absl::StatusOr<Region> CropLabel(const Volume& image, const std::vector<T>& labels, std::int64_t label,
                                 const RegionLimits& limits) {
  if (!std::in_range<T>(label)) return LabelIsAbsent(labels, label);
  const T wanted = static_cast<T>(label);
  const Box box = FindBox(labels, image.grid.size, wanted);
  if (box.count == 0) return LabelIsAbsent(labels, label);
  OSTEON_RETURN_IF_ERROR(CheckLimits(box, limits));
  Region region;
  region.lower = box.lower;
  for (std::size_t axis = 0; axis < 3; ++axis) region.size[axis] = box.upper[axis] - box.lower[axis] + 1;
  region.spacing_mm = image.grid.spacing_mm;
  region.voxel_count = box.count;
  region.single_precision = std::holds_alternative<std::vector<float>>(image.voxels);
  CropMask(labels, image.grid, wanted, &region);
  std::visit([&](const auto& voxels) { CropIntensities(voxels, image.grid, &region); }, image.voxels);
  OSTEON_RETURN_IF_ERROR(CheckFinite(region));
  return region;
}

}  // namespace

absl::Status CheckFinite(const Region& region) {
  for (std::size_t i = 0; i < region.mask.size(); ++i) {
    if (region.mask[i] == 0 || std::isfinite(region.intensities[i])) continue;
    const std::size_t x = i % region.size[0], y = i / region.size[0] % region.size[1];
    const std::size_t z = i / (region.size[0] * region.size[1]);
    return absl::InvalidArgumentError(
        absl::StrCat("the image holds ", std::isnan(region.intensities[i]) ? "NaN" : "an infinite value",
                     " inside the region, first at voxel (", region.lower[0] + x, ", ", region.lower[1] + y,
                     ", ", region.lower[2] + z, ")"));
  }
  return absl::OkStatus();
}

absl::StatusOr<Region> CropRegion(const Volume& image, const Volume& mask, std::int64_t label,
                                  const RegionLimits& limits) {
  const auto count = [](const auto& voxels) { return voxels.size(); };
  if (image.grid.size != mask.grid.size || std::visit(count, image.voxels) != image.grid.VoxelCount() ||
      std::visit(count, mask.voxels) != mask.grid.VoxelCount()) {
    return absl::InternalError("image and mask must have the same size, and as many voxels as it says");
  }
  return std::visit(
      [&](const auto& labels) -> absl::StatusOr<Region> {
        using T = typename std::decay_t<decltype(labels)>::value_type;
        if constexpr (std::is_integral_v<T>) {
          return CropLabel(image, labels, label, limits);
        } else {
          return absl::InternalError("the mask must hold integers");
        }
      },
      mask.voxels);
}

absl::StatusOr<Region> ShrinkToMask(const Region& region, const RegionLimits& limits) {
  Box box = FindBox(region.mask, region.size, std::uint8_t{1});
  OSTEON_RETURN_IF_ERROR(CheckLimits(box, limits));
  std::array<std::size_t, 3> lower{}, size{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lower[axis] = region.lower[axis] + box.lower[axis];
    size[axis] = box.upper[axis] - box.lower[axis] + 1;
  }
  return CutToBox(region, lower, size);
}

Region CutToBox(const Region& region, const std::array<std::size_t, 3>& lower,
                const std::array<std::size_t, 3>& size) {
  Region part;
  part.lower = lower;
  part.size = size;
  part.spacing_mm = region.spacing_mm;
  part.single_precision = region.single_precision;
  part.intensities.reserve(part.BoxCount());
  part.mask.reserve(part.BoxCount());
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      const std::size_t begin = lower[0] - region.lower[0] +
                                region.size[0] * (lower[1] - region.lower[1] + y +
                                                  region.size[1] * (lower[2] - region.lower[2] + z));
      for (std::size_t x = 0; x < size[0]; ++x) {
        part.intensities.push_back(region.intensities[begin + x]);
        part.mask.push_back(region.mask[begin + x]);
        part.voxel_count += region.mask[begin + x];
      }
    }
  }
  return part;
}

Volume CropVolume(const Volume& image, const std::array<std::size_t, 3>& lower,
                  const std::array<std::size_t, 3>& size) {
  Volume part;
  part.grid = image.grid;
  part.grid.size = size;
  part.grid.origin_mm = PhysicalPoint(
      image.grid,
      {static_cast<double>(lower[0]), static_cast<double>(lower[1]), static_cast<double>(lower[2])});
  std::visit(
      [&](const auto& voxels) {
        std::decay_t<decltype(voxels)> kept;
        kept.reserve(part.grid.VoxelCount());
        for (std::size_t z = 0; z < size[2]; ++z) {
          for (std::size_t y = 0; y < size[1]; ++y) {
            const auto* row = voxels.data() + lower[0] +
                              image.grid.size[0] * (lower[1] + y + image.grid.size[1] * (lower[2] + z));
            kept.insert(kept.end(), row, row + size[0]);
          }
        }
        part.voxels = std::move(kept);
      },
      image.voxels);
  return part;
}

std::size_t CountPieces(const Region& region) {
  // Union of runs: a run is a stretch of the region along x; it is joined to the runs that touch it in the
  // four neighbouring rows already seen.
  struct Run {
    std::size_t first, last;
  };
  const std::size_t nx = region.size[0], ny = region.size[1], nz = region.size[2];
  std::vector<Run> runs;
  std::vector<std::size_t> parent, row_begin(ny * nz + 1, 0);
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  std::size_t pieces = 0;
  const auto join_row = [&](std::size_t row, std::size_t run) {
    for (std::size_t other = row_begin[row]; other < row_begin[row + 1]; ++other) {
      if (runs[other].first > runs[run].last + 1 || runs[other].last + 1 < runs[run].first) continue;
      const std::size_t a = root(other), b = root(run);
      if (a != b) {
        parent[b] = a;
        --pieces;
      }
    }
  };
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y) {
      const std::size_t row = y + ny * z;
      const std::uint8_t* mask = region.mask.data() + nx * row;
      row_begin[row] = runs.size();
      for (std::size_t x = 0; x < nx;) {
        if (mask[x] == 0) {
          ++x;
          continue;
        }
        const std::size_t first = x;
        while (x < nx && mask[x] != 0) ++x;
        runs.push_back({first, x - 1});
        parent.push_back(parent.size());
        ++pieces;
        const std::size_t run = runs.size() - 1;
        if (y > 0) join_row(row - 1, run);
        if (z > 0) {
          for (std::size_t other = y == 0 ? 0 : y - 1; other <= std::min(ny - 1, y + 1); ++other) {
            join_row(other + ny * (z - 1), run);
          }
        }
      }
      row_begin[row + 1] = runs.size();
    }
  }
  return pieces;
}

std::array<double, 3> CentreOfMassIndex(const Region& region) {
  std::array<std::size_t, 3> sum{};
  std::size_t i = 0;
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      for (std::size_t x = 0; x < region.size[0]; ++x, ++i) {
        if (region.mask[i] == 0) continue;
        sum[0] += x;
        sum[1] += y;
        sum[2] += z;
      }
    }
  }
  std::array<double, 3> centre{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    centre[axis] = static_cast<double>(region.lower[axis]) +
                   static_cast<double>(sum[axis]) / static_cast<double>(region.voxel_count);
  }
  return centre;
}

}  // namespace osteon
