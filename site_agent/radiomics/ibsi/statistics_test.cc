#include "site_agent/radiomics/ibsi/statistics.h"

#include <algorithm>
#include <cmath>

#include "gtest/gtest.h"
#include "site_agent/radiomics/ibsi/distribution.h"
#include "site_agent/radiomics/ibsi/test_features.h"
#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using osteon::testing::ValueOf;

Features Compute(const Region& region) {
  const absl::StatusOr<Features> features = ComputeStatistics(region);
  EXPECT_TRUE(features.ok()) << features.status();
  return features.value_or(Features{});
}

// 1, 2, 3, 4, 10: mean 4, deviations -3, -2, -1, 0, 6; squares add to 50, cubes to 180, fourth powers to
// 1394.
TEST(IbsiStatistics, FiveNumbersByHand) {
  const Features features = Compute(testing::BlockOf(5, 1, 1, {10, 2, 4, 1, 3}));
  EXPECT_EQ(features.size(), StatisticsFeatures().size());
  EXPECT_DOUBLE_EQ(ValueOf(features, "mean_intensity"), 4);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_variance"), 10);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_skewness"), 36 / std::pow(10, 1.5));
  EXPECT_DOUBLE_EQ(ValueOf(features, "excess_intensity_kurtosis"), 1394 / 5.0 / 100 - 3);
  EXPECT_DOUBLE_EQ(ValueOf(features, "median_intensity"), 3);
  EXPECT_DOUBLE_EQ(ValueOf(features, "minimum_intensity"), 1);
  EXPECT_DOUBLE_EQ(ValueOf(features, "10th_intensity_percentile"), 1.4);
  EXPECT_DOUBLE_EQ(ValueOf(features, "90th_intensity_percentile"), 7.6);
  EXPECT_DOUBLE_EQ(ValueOf(features, "maximum_intensity"), 10);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_interquartile_range"), 2);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_range"), 9);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_mean_absolute_deviation"), 2.4);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_robust_mean_absolute_deviation"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_median_absolute_deviation"), 2.2);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_coefficient_of_variation"), std::sqrt(10) / 4);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_quartile_coefficient_of_dispersion"), 2.0 / 6);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_based_energy"), 130);
  EXPECT_DOUBLE_EQ(ValueOf(features, "root_mean_square_intensity"), std::sqrt(26));
}

// Whole numbers are counted, others sorted; the percentiles of both are those of the sorted values.
TEST(IbsiStatistics, PercentilesAreThoseOfTheSortedValues) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Region region = testing::RandomRegion(seed, 5, 4, 1 + seed % 3, 0.6, 20);
    if (seed % 2 == 1) {
      for (double& value : region.intensities) value = value / 7 - 1;
    }
    std::vector<double> sorted;
    for (std::size_t i = 0; i < region.mask.size(); ++i) {
      if (region.mask[i] != 0) sorted.push_back(region.intensities[i]);
    }
    std::sort(sorted.begin(), sorted.end());
    const Distribution distribution = DistributionOf(region);
    EXPECT_EQ(distribution.total, sorted.size());
    for (const double fraction : {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0}) {
      const double position = fraction * static_cast<double>(sorted.size() - 1);
      const auto below = static_cast<std::size_t>(position);
      const std::size_t above = std::min(below + 1, sorted.size() - 1);
      EXPECT_NEAR(Percentile(distribution, fraction),
                  sorted[below] + (sorted[above] - sorted[below]) * (position - static_cast<double>(below)),
                  1e-12);
    }
  }
}

TEST(IbsiStatistics, OneIntensityHasTheSkewnessAndKurtosisThatTheManualDefines) {
  const Features features = Compute(testing::BlockOf(3, 1, 1, {0.1, 0.1, 0.1}));
  EXPECT_EQ(ValueOf(features, "mean_intensity"), 0.1);
  EXPECT_EQ(ValueOf(features, "intensity_variance"), 0);
  EXPECT_EQ(ValueOf(features, "intensity_skewness"), 0);
  EXPECT_EQ(ValueOf(features, "excess_intensity_kurtosis"), 0);
  EXPECT_EQ(ValueOf(features, "intensity_based_coefficient_of_variation"), 0);
}

TEST(IbsiStatistics, DispersionAboutZeroIsNotDefined) {
  const Features features = Compute(testing::BlockOf(3, 1, 1, {-5, 0, 5}));
  EXPECT_TRUE(std::isnan(ValueOf(features, "intensity_based_coefficient_of_variation")));
  EXPECT_TRUE(std::isnan(ValueOf(features, "intensity_based_quartile_coefficient_of_dispersion")));
  EXPECT_EQ(ValueOf(features, "mean_intensity"), 0);
}

TEST(IbsiStatistics, TwoVoxelsHaveNoneBetweenThePercentiles) {
  const Features features = Compute(testing::BlockOf(2, 1, 1, {0, 10}));
  EXPECT_TRUE(std::isnan(ValueOf(features, "intensity_based_robust_mean_absolute_deviation")));
}

TEST(IbsiStatistics, VoxelsOutsideTheRegionDoNotCount) {
  Region region = testing::BlockOf(3, 1, 1, {1, 1e6, 3});
  region.mask[1] = 0;
  region.voxel_count = 2;
  EXPECT_EQ(ValueOf(Compute(region), "maximum_intensity"), 3);
}

TEST(IbsiStatistics, ARegionWithoutVoxelsIsRefused) {
  Region region = testing::BlockOf(1, 1, 1, {1});
  region.mask[0] = 0;
  region.voxel_count = 0;
  EXPECT_EQ(ComputeStatistics(region).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace osteon::ibsi
