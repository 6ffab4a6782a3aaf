#include "site_agent/imaging/intensity_range.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace osteon {

// Eight sums side by side: the whole image is read, and one sum would wait for itself.
template <typename T>
IntensityRange RangeOf(const std::vector<T>& voxels) {
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> sum{};
  std::array<T, kLanes> low, high;
  low.fill(voxels.front());
  high.fill(voxels.front());
  const std::size_t whole = voxels.size() - voxels.size() % kLanes;
  const auto add = [&](std::size_t lane, T value) {
    sum[lane] += static_cast<double>(value);
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
  };
  for (std::size_t i = 0; i < whole; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) add(lane, voxels[i + lane]);
  }
  for (std::size_t i = whole; i < voxels.size(); ++i) add(0, voxels[i]);
  double total = 0;
  for (const double part : sum) total += part;
  return {total / static_cast<double>(voxels.size()),
          static_cast<double>(*std::min_element(low.begin(), low.end())),
          static_cast<double>(*std::max_element(high.begin(), high.end()))};
}

template IntensityRange RangeOf(const std::vector<std::int8_t>&);
template IntensityRange RangeOf(const std::vector<std::uint8_t>&);
template IntensityRange RangeOf(const std::vector<std::int16_t>&);
template IntensityRange RangeOf(const std::vector<std::uint16_t>&);
template IntensityRange RangeOf(const std::vector<std::int32_t>&);
template IntensityRange RangeOf(const std::vector<std::uint32_t>&);
template IntensityRange RangeOf(const std::vector<float>&);
template IntensityRange RangeOf(const std::vector<double>&);

IntensityRange RangeOf(const Volume& image) {
  return std::visit([](const auto& voxels) { return RangeOf(voxels); }, image.voxels);
}

}  // namespace osteon
