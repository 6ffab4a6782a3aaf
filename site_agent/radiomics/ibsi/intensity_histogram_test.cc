#include "site_agent/radiomics/ibsi/intensity_histogram.h"

#include <cmath>

#include "gtest/gtest.h"
#include "site_agent/radiomics/ibsi/test_features.h"

namespace osteon::ibsi {
namespace {

using osteon::testing::ValueOf;

// Grey levels with the counts of levels 1, 2, ...; positions play no part.
GreyLevels Levels(const std::vector<std::size_t>& counts) {
  GreyLevels levels;
  levels.histogram = counts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) levels.present.push_back(static_cast<std::uint16_t>(i + 1));
    levels.level.insert(levels.level.end(), counts[i], static_cast<std::uint16_t>(i + 1));
  }
  return levels;
}

Features Compute(const std::vector<std::size_t>& counts) {
  const absl::StatusOr<Features> features = ComputeIntensityHistogram(Levels(counts));
  EXPECT_TRUE(features.ok()) << features.status();
  return features.value_or(Features{});
}

// Levels 2, 2, 2, 4: an empty bin before and between them, and one after them that is not part of the
// histogram.
TEST(IntensityHistogram, FourVoxelsByHand) {
  const Features features = Compute({0, 3, 0, 1, 0});
  EXPECT_EQ(features.size(), IntensityHistogramFeatures().size());
  EXPECT_DOUBLE_EQ(ValueOf(features, "mean_discretised_intensity"), 2.5);
  EXPECT_DOUBLE_EQ(ValueOf(features, "discretised_intensity_variance"), 0.75);
  EXPECT_DOUBLE_EQ(ValueOf(features, "minimum_discretised_intensity"), 2);
  EXPECT_DOUBLE_EQ(ValueOf(features, "maximum_discretised_intensity"), 4);
  EXPECT_DOUBLE_EQ(ValueOf(features, "intensity_histogram_mode"), 2);
  EXPECT_DOUBLE_EQ(ValueOf(features, "discretised_intensity_interquartile_range"), 0.5);
  EXPECT_DOUBLE_EQ(ValueOf(features, "discretised_intensity_range"), 2);
  EXPECT_NEAR(ValueOf(features, "discretised_intensity_entropy"), 2 - 0.75 * std::log2(3), 1e-15);
  EXPECT_DOUBLE_EQ(ValueOf(features, "discretised_intensity_uniformity"), 0.625);
  // Gradients of 0, 3, 0, 1: 3, 0, -1, 1.
  EXPECT_DOUBLE_EQ(ValueOf(features, "maximum_histogram_gradient"), 3);
  EXPECT_DOUBLE_EQ(ValueOf(features, "maximum_histogram_gradient_intensity"), 1);
  EXPECT_DOUBLE_EQ(ValueOf(features, "minimum_histogram_gradient"), -1);
  EXPECT_DOUBLE_EQ(ValueOf(features, "minimum_histogram_gradient_intensity"), 3);
}

TEST(IntensityHistogram, OfEqualModesTheOneNearestToTheMeanCounts) {
  EXPECT_EQ(ValueOf(Compute({4, 1, 0, 4, 0, 0, 2}), "intensity_histogram_mode"), 4);  // mean 3.3
  EXPECT_EQ(ValueOf(Compute({4, 1, 4}), "intensity_histogram_mode"), 1);              // mean 2: the left one
}

TEST(IntensityHistogram, OneLevelHasNoGradient) {
  const Features features = Compute({5});
  EXPECT_EQ(ValueOf(features, "discretised_intensity_skewness"), 0);
  EXPECT_EQ(ValueOf(features, "discretised_intensity_entropy"), 0);
  EXPECT_EQ(ValueOf(features, "discretised_intensity_uniformity"), 1);
  EXPECT_EQ(ValueOf(features, "intensity_histogram_coefficient_of_variation"), 0);
  EXPECT_TRUE(std::isnan(ValueOf(features, "maximum_histogram_gradient")));
  EXPECT_TRUE(std::isnan(ValueOf(features, "minimum_histogram_gradient_intensity")));
}

TEST(IntensityHistogram, NoVoxelsAreRefused) {
  EXPECT_EQ(ComputeIntensityHistogram(Levels({})).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace osteon::ibsi
