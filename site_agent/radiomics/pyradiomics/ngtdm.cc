#include "site_agent/radiomics/pyradiomics/ngtdm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace osteon {
namespace {

// Adds the levels, and the number of those in the region, `offset` away from the row's voxels.
void AddRow(const std::uint16_t* other, std::size_t n, std::uint32_t* sum, std::uint16_t* count) {
  for (std::size_t x = 0; x < n; ++x) {
    sum[x] += other[x];
    count[x] = static_cast<std::uint16_t>(count[x] + (other[x] != 0 ? 1 : 0));
  }
}

}  // namespace

std::vector<ToneDifference> SumToneDifferences(const Region& region, const GreyLevels& levels,
                                               const TextureSettings& settings) {
  const int far = *std::max_element(settings.distances.begin(), settings.distances.end());
  const PaddedLevels padded = PadLevels(region, levels, static_cast<std::size_t>(far), false);
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& step : HalfOfTheSteps(settings.distances, settings.flat_axis)) {
    offsets.push_back(padded.Offset(step));
    offsets.push_back(-padded.Offset(step));
  }
  const std::size_t nx = padded.inner[0];
  std::vector<std::uint32_t> sum(nx);
  std::vector<std::uint16_t> count(nx);
  std::vector<double> differences(static_cast<std::size_t>(levels.Highest()) + 1, 0.0);
  for (std::size_t z = 0; z < padded.inner[2]; ++z) {
    for (std::size_t y = 0; y < padded.inner[1]; ++y) {
      const std::uint16_t* row = padded.Row(y, z);
      std::fill(sum.begin(), sum.end(), 0U);
      std::fill(count.begin(), count.end(), std::uint16_t{0});
      for (const std::ptrdiff_t offset : offsets) AddRow(row + offset, nx, sum.data(), count.data());
      for (std::size_t x = 0; x < nx; ++x) {
        if (row[x] == 0 || count[x] == 0) continue;
        differences[row[x]] += std::abs(row[x] - static_cast<double>(sum[x]) / count[x]);
      }
    }
  }
  std::vector<ToneDifference> result;
  for (const std::uint16_t level : levels.present) {
    result.push_back({level, static_cast<double>(levels.histogram[level - 1U]), differences[level]});
  }
  return result;
}

Features ComputeNgtdm(const Region& region, const GreyLevels& levels, const TextureSettings& settings) {
  const std::vector<ToneDifference> tones = SumToneDifferences(region, levels, settings);
  double n = 0, sum_s = 0, sum_ps = 0;
  for (const ToneDifference& tone : tones) {
    n += tone.voxels;
    sum_s += tone.difference;
  }
  for (const ToneDifference& tone : tones) sum_ps += tone.voxels / n * tone.difference;
  double contrast = 0, busyness = 0, complexity = 0, strength = 0;  // sums over pairs of levels
  for (std::size_t a = 0; a < tones.size(); ++a) {
    const double i = tones[a].level, p_i = tones[a].voxels / n, s_i = tones[a].difference;
    for (std::size_t b = 0; b < a; ++b) {
      const double j = tones[b].level, p_j = tones[b].voxels / n, s_j = tones[b].difference;
      const double step = i - j;
      contrast += p_i * p_j * step * step;
      busyness += std::abs(i * p_i - j * p_j);
      complexity += step * (p_i * s_i + p_j * s_j) / (p_i + p_j);
      strength += (p_i + p_j) * step * step;
    }
  }
  const auto levels_present = static_cast<double>(tones.size());
  return {
      {"Busyness", busyness == 0 ? 0 : sum_ps / (2 * busyness)},
      {"Coarseness", sum_ps == 0 ? 1e6 : 1 / sum_ps},
      {"Complexity", 2 * complexity / n},
      {"Contrast",
       levels_present < 2 ? 0 : 2 * contrast / (levels_present * (levels_present - 1)) * (sum_s / n)},
      {"Strength", sum_s == 0 ? 0 : 2 * strength / sum_s},
  };
}

}  // namespace osteon
