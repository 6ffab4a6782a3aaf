#include "site_agent/radiomics/size_matrix.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace osteon {
namespace {

TEST(SizeMatrix, CountsAscendByLevelAndSize) {
  const std::vector<std::uint16_t> levels{2, 5};
  SizeCounter counter(levels);
  for (const auto& [row, size] : std::vector<std::pair<std::size_t, std::uint32_t>>{
           {1, 900}, {0, 31}, {0, 32}, {1, 2}, {0, 40}, {0, 32}, {1, 900}}) {
    counter.Add(row, size);
  }
  const std::vector<SizeCount> counts = counter.Counts();
  ASSERT_EQ(counts.size(), 5U);
  EXPECT_EQ(counts[0].size, 31U);
  EXPECT_EQ(counts[1].size, 32U);
  EXPECT_EQ(counts[1].count, 2);
  EXPECT_EQ(counts[2].size, 40U);
  EXPECT_EQ(counts[3].level, 5);
  EXPECT_EQ(counts[4].size, 900U);
  EXPECT_EQ(counts[4].count, 2);
}

TEST(SizeMatrix, AWeightedSumAddsElementByElement) {
  const std::vector<SizeCount> sum = WeightedSum({{{1, 1, 2}, {3, 2, 1}}, {{1, 1, 4}, {2, 7, 1}}}, {1, 0.5});
  ASSERT_EQ(sum.size(), 3U);
  EXPECT_EQ(sum[0].count, 4);
  EXPECT_EQ(sum[1].level, 2);
  EXPECT_EQ(sum[1].count, 0.5);
  EXPECT_EQ(sum[2].count, 1);
}

// The oracle: the formulas as they stand in the header, on the dense matrix.
TEST(SizeMatrix, StatisticsAreTheFormulasOnTheDenseMatrix) {
  std::mt19937 random(4);
  constexpr std::uint16_t kLevels = 6, kSizes = 400;
  std::vector<std::vector<double>> dense(kLevels + 1, std::vector<double>(kSizes + 1, 0.0));
  std::vector<SizeCount> counts;
  double n = 0, voxels = 0;
  for (std::uint16_t i = 1; i <= kLevels; ++i) {
    for (std::uint32_t j = 1; j <= kSizes; j += 1 + static_cast<std::uint32_t>(random() % 90)) {
      const auto count = static_cast<double>(1 + random() % 5);
      dense[i][j] = count;
      counts.push_back({i, j, count});
      n += count;
      voxels += count * j;
    }
  }
  double mean_i = 0, mean_j = 0, entropy = 0, small_high = 0, large_low = 0, energy = 0, gln = 0, sln = 0,
         var_i = 0, var_j = 0;
  for (std::size_t level = 1; level <= kLevels; ++level) {
    const auto i = static_cast<double>(level);
    double row = 0;
    for (std::size_t size = 1; size <= kSizes; ++size) {
      const double p = dense[level][size] / n, j = static_cast<double>(size);
      mean_i += p * i;
      mean_j += p * j;
      if (p > 0) entropy -= p * std::log2(p);
      energy += p * p;
      small_high += p * i * i / j / j;
      large_low += p / i / i * j * j;
      row += dense[level][size];
    }
    gln += row * row / n;
  }
  for (std::size_t size = 1; size <= kSizes; ++size) {
    double column = 0;
    const auto j = static_cast<double>(size);
    for (std::size_t level = 1; level <= kLevels; ++level) {
      const auto i = static_cast<double>(level);
      column += dense[level][size];
      var_i += dense[level][size] / n * (i - mean_i) * (i - mean_i);
      var_j += dense[level][size] / n * (j - mean_j) * (j - mean_j);
    }
    sln += column * column / n;
  }
  const SizeStatistics s = DescribeSizes(counts);
  EXPECT_NEAR(s.entropy, entropy, 1e-12);
  EXPECT_NEAR(s.energy, energy, 1e-15);
  EXPECT_NEAR(s.small_high / small_high, 1, 1e-12);
  EXPECT_NEAR(s.large_low / large_low, 1, 1e-12);
  EXPECT_NEAR(s.level_non_uniformity / gln, 1, 1e-12);
  EXPECT_NEAR(s.level_non_uniformity_normalised / (gln / n), 1, 1e-12);
  EXPECT_NEAR(s.size_non_uniformity / sln, 1, 1e-12);
  EXPECT_NEAR(s.level_variance / var_i, 1, 1e-12);
  EXPECT_NEAR(s.size_variance / var_j, 1, 1e-12);
  EXPECT_NEAR(s.percentage, n / voxels, 1e-15);
}

// One thing of level 2 and size 3: every formula by hand.
TEST(SizeMatrix, OneThingByHand) {
  const SizeStatistics s = DescribeSizes({{2, 3, 1}});
  EXPECT_DOUBLE_EQ(s.small, 1.0 / 9);
  EXPECT_DOUBLE_EQ(s.large, 9);
  EXPECT_DOUBLE_EQ(s.low, 0.25);
  EXPECT_DOUBLE_EQ(s.high, 4);
  EXPECT_DOUBLE_EQ(s.small_low, 1.0 / 36);
  EXPECT_DOUBLE_EQ(s.large_high, 36);
  EXPECT_DOUBLE_EQ(s.percentage, 1.0 / 3);
  EXPECT_EQ(s.level_variance, 0);
  EXPECT_NEAR(s.entropy, 0, 1e-15);
  EXPECT_EQ(DescribeSizes({{2, 3, 1}}, 0).entropy, 0);
}

}  // namespace
}  // namespace osteon
