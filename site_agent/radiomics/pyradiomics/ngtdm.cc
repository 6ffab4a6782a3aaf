#include "site_agent/radiomics/pyradiomics/ngtdm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace osteon {

std::vector<ToneDifference> SumToneDifferences(const Region& region, const GreyLevels& levels,
                                               const TextureSettings& settings) {
  const int far = *std::max_element(settings.distances.begin(), settings.distances.end());
  return SumToneDifferences(PadLevels(region, levels, static_cast<std::size_t>(far), false),
                            HalfOfTheSteps(settings.distances, settings.flat_axis));
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
