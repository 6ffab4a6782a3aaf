#include "site_agent/radiomics/pyradiomics/firstorder.h"

#include <algorithm>
#include <cmath>

#include "gtest/gtest.h"
#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

class FirstOrder : public ::testing::Test {
 protected:
  void Compute(const Region& region, double shift = 0) {
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 2, .bin_count = {}}));
    features_ = ComputeFirstOrder(region, levels, shift);
  }
  double Value(const std::string& name) const {
    const auto found =
        std::find_if(features_.begin(), features_.end(), [&](const Feature& f) { return f.name == name; });
    return found == features_.end() ? std::nan("") : found->value;
  }
  Features features_;
};

// 1, 2, 3, 4, 10 by hand: mean 4, deviations -3, -2, -1, 0, 6; squares add to 50, cubes to 180, fourth powers
// to 1394. Levels of width 2 from 0: {1}, {2, 3}, {4}, {10}.
TEST_F(FirstOrder, FiveNumbersByHand) {
  Region region = testing::BlockOf(5, 1, 1, {10, 2, 4, 1, 3});
  region.spacing_mm = {1, 2, 3};
  Compute(region);
  EXPECT_DOUBLE_EQ(Value("Mean"), 4);
  EXPECT_DOUBLE_EQ(Value("Median"), 3);
  EXPECT_DOUBLE_EQ(Value("Minimum"), 1);
  EXPECT_DOUBLE_EQ(Value("Maximum"), 10);
  EXPECT_DOUBLE_EQ(Value("Range"), 9);
  EXPECT_DOUBLE_EQ(Value("10Percentile"), 1.4);
  EXPECT_DOUBLE_EQ(Value("90Percentile"), 7.6);
  EXPECT_DOUBLE_EQ(Value("InterquartileRange"), 2);
  EXPECT_DOUBLE_EQ(Value("MeanAbsoluteDeviation"), 2.4);
  EXPECT_DOUBLE_EQ(Value("RobustMeanAbsoluteDeviation"), 2.0 / 3);  // 2, 3, 4
  EXPECT_DOUBLE_EQ(Value("Variance"), 10);
  EXPECT_DOUBLE_EQ(Value("StandardDeviation"), std::sqrt(10));
  EXPECT_DOUBLE_EQ(Value("Skewness"), 36 / std::pow(10, 1.5));
  EXPECT_DOUBLE_EQ(Value("Kurtosis"), 1394 / 5.0 / 100);
  EXPECT_DOUBLE_EQ(Value("Energy"), 130);
  EXPECT_DOUBLE_EQ(Value("TotalEnergy"), 780);
  EXPECT_DOUBLE_EQ(Value("RootMeanSquared"), std::sqrt(26));
  EXPECT_NEAR(Value("Entropy"), -3 * 0.2 * std::log2(0.2) - 0.4 * std::log2(0.4), 1e-12);
  EXPECT_NEAR(Value("Uniformity"), 3 * 0.04 + 0.16, 1e-15);
}

TEST_F(FirstOrder, TheShiftCountsForEnergyOnly) {
  Compute(testing::BlockOf(2, 1, 1, {-1, 3}), 2);
  EXPECT_DOUBLE_EQ(Value("Energy"), 26);
  EXPECT_DOUBLE_EQ(Value("RootMeanSquared"), std::sqrt(13));
  EXPECT_DOUBLE_EQ(Value("Mean"), 1);
}

TEST_F(FirstOrder, OneValueHasNeitherSkewnessNorKurtosis) {
  Compute(testing::BlockOf(2, 2, 1, {5, 5, 5, 5}));
  EXPECT_EQ(Value("Skewness"), 0);
  EXPECT_EQ(Value("Kurtosis"), 0);
  EXPECT_NEAR(Value("Entropy"), 0, 1e-12);
  EXPECT_EQ(Value("Uniformity"), 1);
}

TEST_F(FirstOrder, VoxelsOutsideTheRegionDoNotCount) {
  Region region = testing::BlockOf(3, 1, 1, {1, 1e6, 3});
  region.mask[1] = 0;
  region.voxel_count = 2;
  Compute(region);
  EXPECT_EQ(Value("Maximum"), 3);
  EXPECT_EQ(Value("Mean"), 2);
}

// The oracle: sort, then interpolate.
TEST_F(FirstOrder, PercentilesAreThoseOfTheSortedValues) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Region region = testing::RandomRegion(seed, 5, 4, 1 + seed % 3, 0.6, 50);
    Compute(region);
    std::vector<double> sorted;
    for (std::size_t i = 0; i < region.mask.size(); ++i) {
      if (region.mask[i] != 0) sorted.push_back(region.intensities[i]);
    }
    std::sort(sorted.begin(), sorted.end());
    const auto percentile = [&](double percent) {
      const double position = percent / 100 * static_cast<double>(sorted.size() - 1);
      const auto below = static_cast<std::size_t>(position);
      const std::size_t above = std::min(below + 1, sorted.size() - 1);
      return sorted[below] + (sorted[above] - sorted[below]) * (position - static_cast<double>(below));
    };
    EXPECT_NEAR(Value("10Percentile"), percentile(10), 1e-12);
    EXPECT_NEAR(Value("Median"), percentile(50), 1e-12);
    EXPECT_NEAR(Value("90Percentile"), percentile(90), 1e-12);
    EXPECT_NEAR(Value("InterquartileRange"), percentile(75) - percentile(25), 1e-12);
  }
}

}  // namespace
}  // namespace osteon
