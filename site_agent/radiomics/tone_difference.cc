#include "site_agent/radiomics/tone_difference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

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

std::vector<ToneDifference> SumToneDifferences(const PaddedLevels& padded,
                                               const std::vector<Step>& half_of_the_steps) {
  std::vector<std::ptrdiff_t> offsets;
  for (const Step& step : half_of_the_steps) {
    offsets.push_back(padded.Offset(step));
    offsets.push_back(-padded.Offset(step));
  }
  std::vector<ToneDifference> tones;
  for (const std::uint16_t level : padded.present) tones.push_back({.level = level});
  std::vector<std::uint16_t> place(padded.present.empty() ? 0 : padded.present.back() + 1U, 0);
  for (std::size_t i = 0; i < tones.size(); ++i) place[tones[i].level] = static_cast<std::uint16_t>(i);
  const std::size_t nx = padded.inner[0];
  std::vector<std::uint32_t> sum(nx);
  std::vector<std::uint16_t> count(nx);
  for (std::size_t z = 0; z < padded.inner[2]; ++z) {
    for (std::size_t y = 0; y < padded.inner[1]; ++y) {
      const std::uint16_t* row = padded.Row(y, z);
      std::fill(sum.begin(), sum.end(), 0U);
      std::fill(count.begin(), count.end(), std::uint16_t{0});
      for (const std::ptrdiff_t offset : offsets) AddRow(row + offset, nx, sum.data(), count.data());
      for (std::size_t x = 0; x < nx; ++x) {
        if (row[x] == 0) continue;
        ToneDifference& tone = tones[place[row[x]]];
        ++tone.voxels;
        if (count[x] == 0) continue;
        ++tone.with_neighbours;
        tone.difference += std::abs(row[x] - static_cast<double>(sum[x]) / count[x]);
      }
    }
  }
  return tones;
}

}  // namespace osteon
