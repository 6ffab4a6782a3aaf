#include "site_agent/radiomics/ibsi/ngtdm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "common/status/status_macros.h"
#include "site_agent/radiomics/ibsi/feature_mean.h"
#include "site_agent/radiomics/ibsi/texture_parts.h"
#include "site_agent/radiomics/tone_difference.h"

namespace osteon::ibsi {
namespace {

constexpr double kMostCoarseness = 1e6;

// `tones` all have a voxel with neighbours; at least one.
std::vector<double> Describe(const std::vector<ToneDifference>& tones) {
  double n = 0, sum_s = 0, sum_ns = 0;
  for (const ToneDifference& tone : tones) {
    n += tone.with_neighbours;
    sum_s += tone.difference;
    sum_ns += tone.with_neighbours * tone.difference;
  }
  // Sums over pairs of levels, one way, of n_i in the place of p_i: whole numbers, so that a busyness without
  // a value is seen.
  double contrast = 0, busyness = 0, complexity = 0, strength = 0;
  for (std::size_t a = 0; a < tones.size(); ++a) {
    const double i = tones[a].level, n_i = tones[a].with_neighbours, s_i = tones[a].difference;
    for (std::size_t b = 0; b < a; ++b) {
      const double j = tones[b].level, n_j = tones[b].with_neighbours, s_j = tones[b].difference;
      const double step = i - j;
      contrast += n_i * n_j * step * step;
      busyness += std::abs(i * n_i - j * n_j);
      complexity += step * (n_i * s_i + n_j * s_j) / (n_i + n_j);
      strength += (n_i + n_j) * step * step;
    }
  }
  const auto levels = static_cast<double>(tones.size());
  double contrast_value = 0, busyness_value = 0;
  if (levels > 1) {
    contrast_value = 2 * contrast / (n * n) / (levels * (levels - 1)) * (sum_s / n);
    busyness_value = busyness == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_ns / (2 * busyness);
  }
  return {sum_ns == 0 ? kMostCoarseness : std::min(kMostCoarseness, n / sum_ns), contrast_value,
          busyness_value, 2 * complexity / n, sum_s == 0 ? 0 : 2 * strength / n / sum_s};
}

}  // namespace

std::vector<NamedFeature> NgtdmFeatures() {
  return {{"coarseness", "QCDE"},
          {"contrast", "65HE"},
          {"busyness", "NQ30"},
          {"complexity", "HDEZ"},
          {"strength", "1X9X"}};
}

absl::StatusOr<Features> ComputeNgtdm(const Region& region, const GreyLevels& levels, Dimension dimension,
                                      int distance) {
  OSTEON_RETURN_IF_ERROR(CheckTexture(region, levels, distance));
  const std::vector<Step> steps = StepsWithin(dimension, distance);
  FeatureMean mean;
  for (const PaddedLevels& part :
       TextureParts(region, levels, dimension, static_cast<std::size_t>(distance), false)) {
    std::vector<ToneDifference> tones = SumToneDifferences(part, steps);
    tones.erase(std::remove_if(tones.begin(), tones.end(),
                               [](const ToneDifference& tone) { return tone.with_neighbours == 0; }),
                tones.end());
    if (!tones.empty()) mean.Add(Describe(tones));
  }
  return mean.Named(NgtdmFeatures());
}

}  // namespace osteon::ibsi
