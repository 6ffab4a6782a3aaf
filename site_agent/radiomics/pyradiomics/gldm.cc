#include "site_agent/radiomics/pyradiomics/gldm.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace osteon {
namespace {

// Adds to `dependent` 1 for each voxel of the row whose neighbour `offset` away is in the region and differs
// by alpha at most. No branch, so that the compiler vectorises it. Levels outside are 0.
void CountRow(const std::uint16_t* row, std::size_t n, std::ptrdiff_t offset, std::uint16_t alpha,
              std::uint16_t* dependent) {
  const std::uint16_t* other = row + offset;
  if (alpha == 0) {
    for (std::size_t x = 0; x < n; ++x) {
      dependent[x] = static_cast<std::uint16_t>(dependent[x] + (other[x] == row[x] ? 1 : 0));
    }
    return;
  }
  for (std::size_t x = 0; x < n; ++x) {
    const int difference = row[x] - other[x];
    const bool near = difference <= alpha && -difference <= alpha && other[x] != 0;
    dependent[x] = static_cast<std::uint16_t>(dependent[x] + (near ? 1 : 0));
  }
}

}  // namespace

std::vector<SizeCount> CountDependence(const Region& region, const GreyLevels& levels,
                                       const TextureSettings& settings) {
  const int far = *std::max_element(settings.distances.begin(), settings.distances.end());
  const PaddedLevels padded = PadLevels(region, levels, static_cast<std::size_t>(far), false);
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& step : HalfOfTheSteps(settings.distances, settings.flat_axis)) {
    offsets.push_back(padded.Offset(step));
    offsets.push_back(-padded.Offset(step));
  }
  const auto alpha = static_cast<std::uint16_t>(std::min(settings.gldm_alpha, 65535));
  const std::size_t nx = padded.inner[0], most = offsets.size() + 1;
  std::vector<std::uint16_t> dependent(nx);
  std::vector<std::uint32_t> counts(static_cast<std::size_t>(levels.Highest() + 1) * most, 0);
  for (std::size_t z = 0; z < padded.inner[2]; ++z) {
    for (std::size_t y = 0; y < padded.inner[1]; ++y) {
      const std::uint16_t* row = padded.Row(y, z);
      std::fill(dependent.begin(), dependent.end(), std::uint16_t{0});
      for (const std::ptrdiff_t offset : offsets) CountRow(row, nx, offset, alpha, dependent.data());
      for (std::size_t x = 0; x < nx; ++x) {
        if (row[x] != 0) ++counts[row[x] * most + dependent[x]];
      }
    }
  }
  std::vector<SizeCount> result;
  for (const std::uint16_t level : levels.present) {
    for (std::size_t size = 0; size < most; ++size) {
      const std::uint32_t count = counts[level * most + size];
      if (count > 0)
        result.push_back({level, static_cast<std::uint32_t>(size + 1), static_cast<double>(count)});
    }
  }
  return result;
}

Features ComputeGldm(const Region& region, const GreyLevels& levels, const TextureSettings& settings) {
  const SizeStatistics s = DescribeSizes(CountDependence(region, levels, settings));
  return {
      {"DependenceEntropy", s.entropy},
      {"DependenceNonUniformity", s.size_non_uniformity},
      {"DependenceNonUniformityNormalized", s.size_non_uniformity_normalised},
      {"DependenceVariance", s.size_variance},
      {"GrayLevelNonUniformity", s.level_non_uniformity},
      {"GrayLevelVariance", s.level_variance},
      {"HighGrayLevelEmphasis", s.high},
      {"LargeDependenceEmphasis", s.large},
      {"LargeDependenceHighGrayLevelEmphasis", s.large_high},
      {"LargeDependenceLowGrayLevelEmphasis", s.large_low},
      {"LowGrayLevelEmphasis", s.low},
      {"SmallDependenceEmphasis", s.small},
      {"SmallDependenceHighGrayLevelEmphasis", s.small_high},
      {"SmallDependenceLowGrayLevelEmphasis", s.small_low},
  };
}

}  // namespace osteon
