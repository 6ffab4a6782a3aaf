#include "site_agent/radiomics/neighbourhood.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace osteon {
namespace {

PaddedLevels Pad(const std::uint16_t* level, const std::array<std::size_t, 3>& size,
                 const std::vector<std::uint16_t>& present, std::size_t margin, bool rows) {
  std::vector<std::uint16_t> place(present.empty() ? 1 : static_cast<std::size_t>(present.back()) + 1, 0);
  for (std::size_t i = 0; i < present.size(); ++i) {
    place[present[i]] = rows ? static_cast<std::uint16_t>(i + 1) : present[i];
  }
  PaddedLevels padded;
  padded.present = present;
  padded.margin = margin;
  padded.inner = size;
  for (std::size_t axis = 0; axis < 3; ++axis) padded.outer[axis] = size[axis] + 2 * margin;
  padded.level.assign(padded.outer[0] * padded.outer[1] * padded.outer[2], 0);
  for (std::size_t z = 0; z < size[2]; ++z) {
    for (std::size_t y = 0; y < size[1]; ++y) {
      std::uint16_t* out = padded.level.data() + (padded.Row(y, z) - padded.level.data());
      for (std::size_t x = 0; x < size[0]; ++x) out[x] = place[*level++];
    }
  }
  return padded;
}

}  // namespace

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
  return Pad(levels.level.data(), region.size, levels.present, margin, rows);
}

PaddedLevels PadSlice(const Region& region, const GreyLevels& levels, std::size_t z, std::size_t margin,
                      bool rows) {
  const std::size_t count = region.size[0] * region.size[1];
  const std::uint16_t* level = levels.level.data() + z * count;
  std::vector<bool> occurs(static_cast<std::size_t>(levels.Highest()) + 1);
  for (std::size_t i = 0; i < count; ++i) occurs[level[i]] = true;
  std::vector<std::uint16_t> present;
  for (const std::uint16_t one : levels.present) {
    if (occurs[one]) present.push_back(one);
  }
  PaddedLevels padded = Pad(level, {region.size[0], region.size[1], 1}, present, margin, rows);
  padded.lower_z = z;
  return padded;
}

}  // namespace osteon
