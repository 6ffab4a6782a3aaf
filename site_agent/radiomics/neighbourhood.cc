#include "site_agent/radiomics/neighbourhood.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace osteon {

std::vector<Step> HalfOfTheSteps(const std::vector<int>& distances, std::optional<std::size_t> flat_axis) {
  std::vector<Step> steps;
  const int far = distances.empty() ? 0 : *std::max_element(distances.begin(), distances.end());
  for (int z = 0; z <= far; ++z) {
    for (int y = z == 0 ? 0 : -far; y <= far; ++y) {
      for (int x = z == 0 && y == 0 ? 1 : -far; x <= far; ++x) {
        const Step step{x, y, z};
        if (flat_axis.has_value() && step[*flat_axis] != 0) continue;
        const int norm = std::max({std::abs(x), std::abs(y), z});
        if (std::find(distances.begin(), distances.end(), norm) != distances.end()) steps.push_back(step);
      }
    }
  }
  return steps;
}

double StepWeight(const Step& step, const std::array<double, 3>& spacing_mm, WeightingNorm norm) {
  double sum = 0, squares = 0, largest = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double mm = std::abs(step[axis]) * spacing_mm[axis];
    sum += mm;
    squares += mm * mm;
    largest = std::max(largest, mm);
  }
  switch (norm) {
    case WeightingNorm::kManhattan:
      return sum;
    case WeightingNorm::kEuclidean:
      return std::sqrt(squares);
    case WeightingNorm::kInfinity:
      return largest;
    case WeightingNorm::kAverage:
    case WeightingNorm::kUnweighted:
      break;
  }
  return 1;
}

PaddedLevels PadLevels(const Region& region, const GreyLevels& levels, std::size_t margin, bool rows) {
  std::vector<std::uint16_t> place(static_cast<std::size_t>(levels.Highest()) + 1, 0);
  for (std::size_t i = 0; i < levels.present.size(); ++i) {
    place[levels.present[i]] = rows ? static_cast<std::uint16_t>(i + 1) : levels.present[i];
  }
  PaddedLevels padded;
  padded.margin = margin;
  padded.inner = region.size;
  for (std::size_t axis = 0; axis < 3; ++axis) padded.outer[axis] = region.size[axis] + 2 * margin;
  padded.level.assign(padded.outer[0] * padded.outer[1] * padded.outer[2], 0);
  const std::uint16_t* level = levels.level.data();
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      std::uint16_t* out = padded.level.data() + (padded.Row(y, z) - padded.level.data());
      for (std::size_t x = 0; x < region.size[0]; ++x) out[x] = place[*level++];
    }
  }
  return padded;
}

}  // namespace osteon
