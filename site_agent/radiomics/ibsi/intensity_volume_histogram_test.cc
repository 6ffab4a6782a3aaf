#include "site_agent/radiomics/ibsi/intensity_volume_histogram.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "site_agent/radiomics/ibsi/test_features.h"
#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using osteon::testing::ValueOf;
using ::testing::HasSubstr;

Features Compute(const std::vector<double>& intensities, const IvhSettings& settings) {
  const absl::StatusOr<Features> features =
      ComputeIntensityVolumeHistogram(testing::BlockOf(intensities.size(), 1, 1, intensities), settings);
  EXPECT_TRUE(features.ok()) << features.status();
  return features.value_or(Features{});
}

// The manual's definitions, one discretised intensity after the other. `steps` are those of the range.
struct SlowHistogram {
  std::vector<double> steps, discretised;

  double Volume(double i) const {
    double smaller = 0;
    for (const double x : discretised) smaller += x < i - 1e-9 ? 1 : 0;
    return 1 - smaller / static_cast<double>(discretised.size());
  }
  double Fraction(double i) const { return (i - steps.front()) / (steps.back() - steps.front()); }
  double VolumeAt(double percent) const {
    double largest = 0;
    for (const double i : steps) {
      if (Fraction(i) >= percent / 100 - 1e-9) largest = std::max(largest, Volume(i));
    }
    return largest;
  }
  double IntensityAt(double percent) const {
    for (const double i : steps) {
      if (Volume(i) <= percent / 100 + 1e-9) return i;
    }
    return std::nan("");
  }
  double Area() const {
    double area = 0;
    for (std::size_t k = 1; k < steps.size(); ++k) {
      area += (Fraction(steps[k]) - Fraction(steps[k - 1])) * (Volume(steps[k]) + Volume(steps[k - 1])) / 2;
    }
    return area;
  }
};

void ExpectEqual(const Features& features, const SlowHistogram& slow) {
  const auto expect = [&](const char* name, double expected) {
    const double value = ValueOf(features, name);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(value)) << name << ": " << value;
    } else {
      EXPECT_NEAR(value, expected, 1e-9) << name;
    }
  };
  expect("volume_at_intensity_fraction_10", slow.VolumeAt(10));
  expect("volume_at_intensity_fraction_90", slow.VolumeAt(90));
  expect("intensity_at_volume_fraction_10", slow.IntensityAt(10));
  expect("intensity_at_volume_fraction_90", slow.IntensityAt(90));
  expect("volume_fraction_difference_between_intensity_fractions_10_90",
         slow.VolumeAt(10) - slow.VolumeAt(90));
  expect("intensity_fraction_difference_between_volume_fractions_10_90",
         slow.IntensityAt(10) - slow.IntensityAt(90));
  expect("area_under_the_ivh_curve", slow.Area());
}

std::vector<double> Values(unsigned seed, std::size_t n, unsigned levels) {
  return testing::RandomRegion(seed, n, 1, 1, 1, levels).intensities;
}

TEST(IntensityVolumeHistogram, IntensitiesAsTheyAre) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    SlowHistogram slow;
    slow.discretised = Values(seed, 50, 40);
    const auto [low, high] = std::minmax_element(slow.discretised.begin(), slow.discretised.end());
    for (double i = *low; i <= *high; ++i) slow.steps.push_back(i);
    ExpectEqual(Compute(slow.discretised, IvhDiscrete{}), slow);
    slow.steps.clear();
    for (double i = -20; i <= 60; ++i) slow.steps.push_back(i);
    ExpectEqual(Compute(slow.discretised, IvhDiscrete{.lower = -20, .upper = 60}), slow);
  }
}

TEST(IntensityVolumeHistogram, BinsOfOneWidthStandForTheirCentres) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    const std::vector<double> values = Values(seed, 60, 100);
    SlowHistogram slow;
    for (const double x : values) slow.discretised.push_back(-10 + (std::floor((x + 10) / 2.5) + 0.5) * 2.5);
    for (int k = 0; k < 48; ++k) slow.steps.push_back(-10 + (k + 0.5) * 2.5);  // up to 110
    ExpectEqual(Compute(values, IvhFixedBinSize{.bin_width = 2.5, .lower = -10, .upper = 110}), slow);
  }
}

TEST(IntensityVolumeHistogram, ANumberOfBinsStandsForTheirNumbers) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    const std::vector<double> values = Values(seed, 60, 100);
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    SlowHistogram slow;
    for (const double x : values) {
      slow.discretised.push_back(std::min(1000.0, std::floor(1000 * (x - *low) / (*high - *low)) + 1));
    }
    for (int k = 1; k <= 1000; ++k) slow.steps.push_back(k);
    ExpectEqual(Compute(values, IvhFixedBinNumber{}), slow);
  }
}

TEST(IntensityVolumeHistogram, OneIntensityHasNoFractionsAndNoArea) {
  for (const IvhSettings& settings :
       {IvhSettings(IvhDiscrete{}), IvhSettings(IvhFixedBinSize{.bin_width = 0.5, .lower = {}, .upper = {}}),
        IvhSettings(IvhFixedBinNumber{})}) {
    const Features features = Compute({3, 3, 3}, settings);
    EXPECT_TRUE(std::isnan(ValueOf(features, "volume_at_intensity_fraction_10")));
    EXPECT_TRUE(std::isnan(ValueOf(features, "intensity_at_volume_fraction_90")));
    EXPECT_EQ(ValueOf(features, "area_under_the_ivh_curve"), 0);
  }
  const Features ranged = Compute({3, 3, 3}, IvhDiscrete{.lower = 0, .upper = 10});
  EXPECT_EQ(ValueOf(ranged, "volume_at_intensity_fraction_10"), 1);
  EXPECT_EQ(ValueOf(ranged, "volume_at_intensity_fraction_90"), 0);
  EXPECT_EQ(ValueOf(ranged, "intensity_at_volume_fraction_10"), 4);
  EXPECT_EQ(ValueOf(ranged, "area_under_the_ivh_curve"), 0);
}

TEST(IntensityVolumeHistogram, WhereTooManyVoxelsHaveTheHighestIntensityThereIsNoI10) {
  const Features features = Compute({1, 2, 2, 2}, IvhDiscrete{});
  EXPECT_TRUE(std::isnan(ValueOf(features, "intensity_at_volume_fraction_10")));
  EXPECT_EQ(ValueOf(features, "intensity_at_volume_fraction_90"), 2);
}

TEST(IntensityVolumeHistogram, SettingsThatMakeNoSenseAreRefused) {
  const Region region = testing::BlockOf(2, 1, 1, {0, 1000});
  const auto message = [&](const IvhSettings& settings) {
    const absl::Status status = ComputeIntensityVolumeHistogram(region, settings).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(message(IvhFixedBinSize{.bin_width = 0, .lower = {}, .upper = {}}),
              HasSubstr("bin width is 0"));
  EXPECT_THAT(message(IvhFixedBinSize{.bin_width = 1e-6, .lower = {}, .upper = {}}),
              HasSubstr("1e+09 steps"));
  EXPECT_THAT(message(IvhFixedBinNumber{.bin_count = 0}), HasSubstr("at least 1"));
  EXPECT_THAT(message(IvhDiscrete{.lower = 5, .upper = 5}), HasSubstr("from 5 to 5"));
}

}  // namespace
}  // namespace osteon::ibsi
