#include "site_agent/radiomics/pyradiomics/glrlm.h"

#include <cstddef>
#include <cstdint>
#include <limits>

#include "site_agent/radiomics/run_lengths.h"

namespace osteon {
namespace {

Features Named(const SizeStatistics& s) {
  return {
      {"GrayLevelNonUniformity", s.level_non_uniformity},
      {"GrayLevelNonUniformityNormalized", s.level_non_uniformity_normalised},
      {"GrayLevelVariance", s.level_variance},
      {"HighGrayLevelRunEmphasis", s.high},
      {"LongRunEmphasis", s.large},
      {"LongRunHighGrayLevelEmphasis", s.large_high},
      {"LongRunLowGrayLevelEmphasis", s.large_low},
      {"LowGrayLevelRunEmphasis", s.low},
      {"RunEntropy", s.entropy},
      {"RunLengthNonUniformity", s.size_non_uniformity},
      {"RunLengthNonUniformityNormalized", s.size_non_uniformity_normalised},
      {"RunPercentage", s.percentage},
      {"RunVariance", s.size_variance},
      {"ShortRunEmphasis", s.small},
      {"ShortRunHighGrayLevelEmphasis", s.small_high},
      {"ShortRunLowGrayLevelEmphasis", s.small_low},
  };
}

// Is there a line along `offset` with two voxels of the region, with or without others between them? A box
// that is touched on each side has most often two next to each other, so that is looked at first.
bool TwoOnALine(const PaddedLevels& padded, const Step& step) {
  const std::ptrdiff_t offset = padded.Offset(step);
  const auto inside = [&](std::ptrdiff_t at, std::size_t n) {
    return at >= 0 && at < static_cast<std::ptrdiff_t>(n);
  };
  for (int far = 1; far >= 0; --far) {  // 1: neighbours only
    for (std::size_t z = 0; z < padded.inner[2]; ++z) {
      for (std::size_t y = 0; y < padded.inner[1]; ++y) {
        const std::uint16_t* row = padded.Row(y, z);
        for (std::size_t x = 0; x < padded.inner[0]; ++x) {
          if (row[x] == 0) continue;
          const std::uint16_t* voxel = row + x + offset;
          if (far == 1) {
            if (*voxel != 0) return true;
            continue;
          }
          auto u = static_cast<std::ptrdiff_t>(x) + step[0], v = static_cast<std::ptrdiff_t>(y) + step[1],
               w = static_cast<std::ptrdiff_t>(z) + step[2];
          while (inside(u, padded.inner[0]) && inside(v, padded.inner[1]) && inside(w, padded.inner[2])) {
            if (*voxel != 0) return true;
            u += step[0];
            v += step[1];
            w += step[2];
            voxel += offset;
          }
        }
      }
    }
  }
  return false;
}

}  // namespace

std::vector<std::vector<SizeCount>> CountRuns(const Region& region, const GreyLevels& levels,
                                              const std::vector<Step>& steps) {
  const PaddedLevels padded = PadLevels(region, levels, 1, true);
  std::vector<Step> used;
  for (const Step& step : steps) {
    if (TwoOnALine(padded, step)) used.push_back(step);
  }
  const std::vector<std::vector<SizeCount>> runs = CountRunLengths(padded, used, false);
  std::vector<std::vector<SizeCount>> matrices(steps.size());
  for (std::size_t d = 0, next = 0; d < steps.size() && next < used.size(); ++d) {
    if (steps[d] == used[next]) matrices[d] = runs[next++];
  }
  return matrices;
}

Features ComputeGlrlm(const Region& region, const GreyLevels& levels, const TextureSettings& settings) {
  const std::vector<Step> steps = HalfOfTheSteps({1}, settings.flat_axis);
  std::vector<std::vector<SizeCount>> matrices = CountRuns(region, levels, steps);
  if (settings.weighting != WeightingNorm::kAverage) {
    std::vector<double> weights;
    for (const Step& step : steps) weights.push_back(StepWeight(step, region.spacing_mm, settings.weighting));
    matrices = {WeightedSum(matrices, weights)};
  }
  Features sums;
  double directions = 0;
  for (const std::vector<SizeCount>& counts : matrices) {
    if (counts.empty()) continue;
    const Features features = Named(DescribeSizes(counts));
    if (sums.empty()) {
      sums = features;
    } else {
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i].value += features[i].value;
    }
    ++directions;
  }
  if (sums.empty()) sums = Named({});
  for (Feature& feature : sums) {
    feature.value = directions == 0 ? std::numeric_limits<double>::quiet_NaN() : feature.value / directions;
  }
  return sums;
}

}  // namespace osteon
