#include "site_agent/radiomics/size_matrix.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace osteon {
namespace {

// Sums by size: an array for the sizes that most things have, a map for the others.
class SumsBySize {
 public:
  void Add(std::uint32_t size, double count) {
    if (size < small_.size()) {
      small_[size] += count;
    } else {
      large_[size] += count;
    }
  }
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::size_t size = 0; size < small_.size(); ++size) {
      if (small_[size] != 0) visit(static_cast<double>(size), small_[size]);
    }
    for (const auto& [size, count] : large_) visit(static_cast<double>(size), count);
  }

 private:
  std::vector<double> small_ = std::vector<double>(256, 0.0);
  std::map<std::uint32_t, double> large_;
};

}  // namespace

std::vector<SizeCount> SizeCounter::Counts() const {
  std::vector<std::pair<std::uint16_t, std::uint32_t>> large = large_;
  std::sort(large.begin(), large.end());
  std::vector<SizeCount> counts;
  auto next = large.begin();
  for (std::size_t row = 0; row < levels_.size(); ++row) {
    for (std::uint32_t size = 0; size < kSmallSizes; ++size) {
      const std::uint32_t count = small_[row * kSmallSizes + size];
      if (count > 0) counts.push_back({levels_[row], size, static_cast<double>(count)});
    }
    while (next != large.end() && next->first == levels_[row]) {
      const auto end = std::upper_bound(next, large.end(), *next);
      counts.push_back({next->first, next->second, static_cast<double>(end - next)});
      next = end;
    }
  }
  return counts;
}

std::vector<SizeCount> WeightedSum(const std::vector<std::vector<SizeCount>>& matrices,
                                   const std::vector<double>& weights) {
  std::map<std::pair<std::uint16_t, std::uint32_t>, double> sums;
  for (std::size_t m = 0; m < matrices.size(); ++m) {
    for (const SizeCount& cell : matrices[m]) sums[{cell.level, cell.size}] += weights[m] * cell.count;
  }
  std::vector<SizeCount> counts;
  counts.reserve(sums.size());
  for (const auto& [place, count] : sums) counts.push_back({place.first, place.second, count});
  return counts;
}

SizeStatistics DescribeSizes(const std::vector<SizeCount>& counts, double entropy_offset) {
  SizeStatistics s;
  SumsBySize by_size;
  double total = 0, voxels = 0, level_mean = 0, size_mean = 0;
  for (const SizeCount& cell : counts) {
    const double j = cell.size;
    total += cell.count;
    voxels += cell.count * j;
    level_mean += cell.count * cell.level;
  }
  size_mean = voxels / total;
  level_mean /= total;
  for (std::size_t begin = 0; begin < counts.size();) {
    const double i = counts[begin].level, i2 = i * i;
    double row = 0, row_small = 0, row_large = 0;
    std::size_t end = begin;
    for (; end < counts.size() && counts[end].level == counts[begin].level; ++end) {
      const double count = counts[end].count, j = counts[end].size, j2 = j * j, p = count / total;
      row += count;
      row_small += count / j2;
      row_large += count * j2;
      s.entropy -= p * std::log2(p + entropy_offset);
      s.energy += p * p;
      by_size.Add(counts[end].size, count);
    }
    s.small += row_small;
    s.large += row_large;
    s.low += row / i2;
    s.high += row * i2;
    s.small_low += row_small / i2;
    s.small_high += row_small * i2;
    s.large_low += row_large / i2;
    s.large_high += row_large * i2;
    s.level_non_uniformity += row * row;
    s.level_variance += row * (i - level_mean) * (i - level_mean);
    begin = end;
  }
  by_size.ForEach([&](double j, double count) {
    s.size_non_uniformity += count * count;
    s.size_variance += count * (j - size_mean) * (j - size_mean);
  });
  for (double* value :
       {&s.small, &s.large, &s.low, &s.high, &s.small_low, &s.small_high, &s.large_low, &s.large_high,
        &s.level_non_uniformity, &s.size_non_uniformity, &s.level_variance, &s.size_variance}) {
    *value /= total;
  }
  s.level_non_uniformity_normalised = s.level_non_uniformity / total;
  s.size_non_uniformity_normalised = s.size_non_uniformity / total;
  s.percentage = total / voxels;
  return s;
}

}  // namespace osteon
