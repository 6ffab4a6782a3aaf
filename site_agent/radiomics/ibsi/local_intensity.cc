#include "site_agent/radiomics/ibsi/local_intensity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "site_agent/radiomics/ibsi/named_values.h"

namespace osteon::ibsi {
namespace {

// The voxels of the sphere with equal y and z: x from -reach to reach. No longer than the image, however
// small its voxels: what is outside of it counts nothing.
struct Chord {
  std::ptrdiff_t y, z, reach;
};

std::vector<Chord> SphereChords(const std::array<double, 3>& spacing_mm,
                                const std::array<std::size_t, 3>& image_size) {
  const double radius_mm = 10 * std::cbrt(3 / (4 * std::numbers::pi));
  const auto steps = [&](double mm, std::size_t axis) {
    const auto farthest = static_cast<double>(image_size[axis] - 1);
    return static_cast<std::ptrdiff_t>(std::min(std::floor(mm / spacing_mm[axis]), farthest));
  };
  std::vector<Chord> chords;
  const std::ptrdiff_t reach_y = steps(radius_mm, 1), reach_z = steps(radius_mm, 2);
  for (std::ptrdiff_t z = -reach_z; z <= reach_z; ++z) {
    for (std::ptrdiff_t y = -reach_y; y <= reach_y; ++y) {
      const double dy = static_cast<double>(y) * spacing_mm[1], dz = static_cast<double>(z) * spacing_mm[2];
      const double rest = radius_mm * radius_mm - dy * dy - dz * dz;
      if (rest >= 0) chords.push_back({y, z, steps(std::sqrt(rest), 0)});
    }
  }
  return chords;
}

// Sums from the row's beginning: the voxels from a to b - 1 have sum[b] - sum[a]. Rows have `margin` voxels
// before and after the region's box that may lie outside the image; those count nothing.
struct RowSums {
  std::size_t width = 0;  // sums a row
  std::vector<double> sum, count;
};

template <typename Voxel>
RowSums SumRows(const std::vector<Voxel>& voxels, const Grid& grid, const Region& region,
                const std::array<std::size_t, 3>& margin) {
  RowSums rows;
  std::array<std::size_t, 3> size{};
  for (std::size_t axis = 0; axis < 3; ++axis) size[axis] = region.size[axis] + 2 * margin[axis];
  rows.width = size[0] + 1;
  rows.sum.assign(rows.width * size[1] * size[2], 0.0);
  rows.count.assign(rows.sum.size(), 0.0);
  // Indices in the image, less the margin; a voxel before the image wraps round to a huge index.
  const std::size_t first_x = region.lower[0] - margin[0];
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      const std::size_t image_z = region.lower[2] - margin[2] + z, image_y = region.lower[1] - margin[1] + y;
      if (image_z >= grid.size[2] || image_y >= grid.size[1]) continue;
      const Voxel* row = voxels.data() + grid.size[0] * (image_y + grid.size[1] * image_z);
      double* sum = rows.sum.data() + rows.width * (y + size[1] * z);
      double* count = rows.count.data() + rows.width * (y + size[1] * z);
      for (std::size_t x = 0; x < size[0]; ++x) {
        const std::size_t image_x = first_x + x;
        const double value = image_x < grid.size[0] ? static_cast<double>(row[image_x])
                                                    : std::numeric_limits<double>::quiet_NaN();
        const bool counts = std::isfinite(value);
        sum[x + 1] = sum[x] + (counts ? value : 0);
        count[x + 1] = count[x] + (counts ? 1 : 0);
      }
    }
  }
  return rows;
}

struct Peaks {
  double local = -std::numeric_limits<double>::infinity();
  double global = -std::numeric_limits<double>::infinity();
};

Peaks FindPeaks(const RowSums& rows, const std::vector<Chord>& chords, const Region& region,
                const std::array<std::size_t, 3>& margin, double highest) {
  const auto [nx, ny, nz] = region.size;
  Peaks peaks;
  std::vector<double> sum(nx), count(nx);
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y) {
      const std::size_t at = nx * (y + ny * z);
      const std::uint8_t* mask = region.mask.data() + at;
      if (std::all_of(mask, mask + nx, [](std::uint8_t inside) { return inside == 0; })) continue;
      std::fill(sum.begin(), sum.end(), 0.0);
      std::fill(count.begin(), count.end(), 0.0);
      for (const Chord& chord : chords) {
        const std::size_t row_y = y + margin[1] + static_cast<std::size_t>(chord.y);
        const std::size_t row_z = z + margin[2] + static_cast<std::size_t>(chord.z);
        const std::size_t row = rows.width * (row_y + (ny + 2 * margin[1]) * row_z) + margin[0];
        const auto reach = static_cast<std::size_t>(chord.reach);
        const double* sum_from = rows.sum.data() + row - reach;
        const double* sum_to = rows.sum.data() + row + reach + 1;
        const double* count_from = rows.count.data() + row - reach;
        const double* count_to = rows.count.data() + row + reach + 1;
        for (std::size_t x = 0; x < nx; ++x) {
          sum[x] += sum_to[x] - sum_from[x];
          count[x] += count_to[x] - count_from[x];
        }
      }
      for (std::size_t x = 0; x < nx; ++x) {
        if (mask[x] == 0) continue;
        const double mean = sum[x] / count[x];
        peaks.global = std::max(peaks.global, mean);
        if (region.intensities[at + x] == highest) peaks.local = std::max(peaks.local, mean);
      }
    }
  }
  return peaks;
}

}  // namespace

std::vector<NamedFeature> LocalIntensityFeatures() {
  return {{"local_intensity_peak", "VJGA"}, {"global_intensity_peak", "0F91"}};
}

absl::StatusOr<Features> ComputeLocalIntensity(const Volume& image, const Region& intensity) {
  if (intensity.voxel_count == 0) {
    return absl::InvalidArgumentError("local intensity: the region has no voxels");
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (intensity.lower[axis] + intensity.size[axis] > image.grid.size[axis]) {
      return absl::InternalError(absl::StrCat("local intensity: the region's box ends at ",
                                              intensity.lower[axis] + intensity.size[axis], " along axis ",
                                              axis, ", the image at ", image.grid.size[axis]));
    }
  }
  double highest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < intensity.mask.size(); ++i) {
    if (intensity.mask[i] != 0) highest = std::max(highest, intensity.intensities[i]);
  }
  const std::vector<Chord> chords = SphereChords(intensity.spacing_mm, image.grid.size);
  std::array<std::size_t, 3> margin{};
  for (const Chord& chord : chords) {
    margin[0] = std::max(margin[0], static_cast<std::size_t>(chord.reach));
    margin[1] = std::max(margin[1], static_cast<std::size_t>(std::abs(chord.y)));
    margin[2] = std::max(margin[2], static_cast<std::size_t>(std::abs(chord.z)));
  }
  const RowSums rows = std::visit(
      [&](const auto& voxels) { return SumRows(voxels, image.grid, intensity, margin); }, image.voxels);
  const Peaks peaks = FindPeaks(rows, chords, intensity, margin, highest);
  return NameValues(LocalIntensityFeatures(), {peaks.local, peaks.global});
}

}  // namespace osteon::ibsi
