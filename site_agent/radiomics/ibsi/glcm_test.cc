#include "site_agent/radiomics/ibsi/glcm.h"

#include <cmath>

#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

// The manual's formulas (3.6), with its double sums over i and j.
std::vector<double> Formulas(const testing::DenseCounts& matrix, double ng) {
  double total = 0;
  std::map<int, double> pi, minus, plus;
  for (const auto& [place, count] : matrix) total += count;
  for (const auto& [place, count] : matrix) {
    pi[place.first] += count / total;
    minus[std::abs(place.first - place.second)] += count / total;
    plus[place.first + place.second] += count / total;
  }
  double mu = 0, variance = 0, hx = 0, hxy2 = 0;
  for (const auto& [i, p] : pi) mu += i * p;
  for (const auto& [i, p] : pi) {
    variance += (i - mu) * (i - mu) * p;
    hx -= p * std::log2(p);
    for (const auto& [j, q] : pi) hxy2 -= p * q * std::log2(p * q);
  }
  std::vector<double> f(25, 0.0);
  double hxy1 = 0;
  for (const auto& [k, p] : minus) f[4] += k * p;
  for (const auto& [k, p] : minus) {
    f[5] += (k - f[4]) * (k - f[4]) * p;
    f[6] -= p * std::log2(p);
  }
  for (const auto& [k, p] : plus) f[7] += k * p;
  for (const auto& [k, p] : plus) {
    f[8] += (k - f[7]) * (k - f[7]) * p;
    f[9] -= p * std::log2(p);
  }
  for (const auto& [place, count] : matrix) {
    const double i = place.first, j = place.second, p = count / total, k = std::abs(i - j);
    f[0] = std::max(f[0], p);
    f[1] += i * p;
    f[2] += (i - mu) * (i - mu) * p;
    f[3] -= p * std::log2(p);
    f[10] += p * p;
    f[11] += k * k * p;
    f[12] += k * p;
    f[13] += p / (1 + k);
    f[14] += p / (1 + k / ng);
    f[15] += p / (1 + k * k);
    f[16] += p / (1 + k * k / ng / ng);
    if (k > 0) f[17] += p / k / k;
    f[19] += i * j * p;
    f[20] += std::pow(i + j - 2 * mu, 2) * p;
    f[21] += std::pow(i + j - 2 * mu, 3) * p;
    f[22] += std::pow(i + j - 2 * mu, 4) * p;
    hxy1 -= p * std::log2(pi[place.first] * pi[place.second]);
  }
  f[18] = pi.size() == 1 ? kNotDefined : (f[19] - mu * mu) / variance;
  f[23] = pi.size() == 1 ? kNotDefined : (f[3] - hxy1) / hx;
  f[24] = std::sqrt(std::max(0.0, 1 - std::exp(-2 * (hxy2 - f[3]))));
  return f;
}

TEST(IbsiGlcm, FeaturesAreTheManualsFormulasOnTheMatricesOfEachAggregation) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.25 : 0.9);
    const int distance = seed % 5 == 1 ? 2 : 1;
    for (const Aggregation aggregation : testing::kAggregations) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(aggregation));
      std::vector<std::vector<double>> values;
      for (const testing::DenseCounts& matrix : testing::DirectionMatrices<testing::DenseCounts>(
               one, aggregation, [&](const auto&at, int level, const Step&step, auto&counts) {
                 const int other =
                     testing::LevelAt(one.region, one.levels, testing::Moved(at, step, distance));
                 if (other == 0) return;
                 ++counts[{level, other}];
                 ++counts[{other, level}];
               })) {
        if (!matrix.empty()) values.push_back(Formulas(matrix, one.levels.Highest()));
      }
      ASSERT_OK_AND_ASSIGN(const Features features,
                           ComputeGlcm(one.region, one.levels, aggregation, distance));
      ASSERT_EQ(features.size(), 25U);
      std::vector<double> expected = testing::Average(values, 25);
      // The root takes the rounding of 1e-16 to 1e-8 where the levels are independent.
      if (expected[24] < 1e-6) {
        EXPECT_NEAR(features[24].value, expected[24], 1e-7);
        expected[24] = features[24].value;
      }
      testing::ExpectValues(features, expected);
    }
  }
}

// The manual's example, tables figGLCM2 and figGLCM3: the direction (1, 0) alone, so each row is a slice.
TEST(IbsiGlcm, TheManualsExample) {
  const testing::Case one = CaseOf(4, 1, 4, {1, 2, 2, 3, 1, 2, 3, 3, 4, 2, 4, 1, 4, 1, 2, 3});
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlcm(one.region, one.levels, Aggregation::k25DMerged));
  EXPECT_DOUBLE_EQ(ValueOf(features, "joint_maximum"), 3.0 / 24);
  EXPECT_DOUBLE_EQ(ValueOf(features, "joint_average"), (5 * 1 + 10 * 2 + 5 * 3 + 4 * 4) / 24.0);
  EXPECT_DOUBLE_EQ(ValueOf(features, "contrast"), (6 * 1 + 4 * 9 + 6 * 1 + 4 * 4) / 24.0);
  EXPECT_DOUBLE_EQ(ValueOf(features, "angular_second_moment"), (4 * 9 + 6 * 4) / (24.0 * 24));
}

// Pairs are those of the directions of distance 1 times 3, not of every voxel three away.
TEST(IbsiGlcm, DirectionsAreMultipliedByTheDistance) {
  const testing::Case one = CaseOf(4, 4, 1, {1, 2, 2, 3, 1, 2, 3, 3, 4, 2, 4, 1, 4, 1, 2, 3});
  ASSERT_OK_AND_ASSIGN(const Features features,
                       ComputeGlcm(one.region, one.levels, Aggregation::k25DMerged, 3));
  // Rows 1-3, 1-3, 4-1, 4-3; columns 1-4, 2-1, 2-2, 3-3; diagonals 1-3, 3-4.
  EXPECT_DOUBLE_EQ(ValueOf(features, "joint_maximum"), 3.0 / 20);
  EXPECT_DOUBLE_EQ(ValueOf(features, "contrast"), (3 * 4 + 2 * 9 + 1 + 1 + 1) / 10.0);
}

TEST(IbsiGlcm, OneVoxelHasNoPair) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Aggregation aggregation : testing::kAggregations) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlcm(one.region, one.levels, aggregation));
    ASSERT_EQ(features.size(), 25U);
    for (const Feature& feature : features) EXPECT_TRUE(std::isnan(feature.value)) << feature.name;
  }
}

TEST(IbsiGlcm, OneLevelHasNoCorrelationAndNoInformationToCompare) {
  const testing::Case one = CaseOf(2, 2, 2, std::vector<std::uint16_t>(8, 5));
  for (const Aggregation aggregation : testing::kAggregations) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlcm(one.region, one.levels, aggregation));
    for (const Feature& feature : features) {
      const bool undefined = feature.name == "correlation" || feature.name == "information_correlation_1";
      EXPECT_EQ(std::isnan(feature.value), undefined) << feature.name;
    }
    EXPECT_EQ(ValueOf(features, "joint_maximum"), 1);
    EXPECT_EQ(ValueOf(features, "joint_entropy"), 0);
    EXPECT_EQ(ValueOf(features, "inverse_variance"), 0);
    EXPECT_EQ(ValueOf(features, "autocorrelation"), 25);
    EXPECT_EQ(ValueOf(features, "information_correlation_2"), 0);
  }
}

// Slice 0 has one level, slice 1 none of the region, slice 2 a lone voxel, slice 3 two levels.
TEST(IbsiGlcm, WhatASliceDoesNotDefineIsNotAveragedOver) {
  const testing::Case one = CaseOf(2, 1, 4, {1, 1, 0, 0, 2, 0, 1, 2});
  ASSERT_OK_AND_ASSIGN(const Features features,
                       ComputeGlcm(one.region, one.levels, Aggregation::k2DAveraged));
  EXPECT_EQ(ValueOf(features, "joint_average"), (1 + 1.5) / 2);
  EXPECT_EQ(ValueOf(features, "correlation"), -1);
  EXPECT_EQ(ValueOf(features, "contrast"), 0.5);
}

// Ng is that of the region, also for a slice that has fewer levels.
TEST(IbsiGlcm, NormalisedDifferencesUseTheHighestLevelOfTheRegion) {
  const testing::Case one = CaseOf(2, 1, 2, {1, 2, 8, 8});
  ASSERT_OK_AND_ASSIGN(const Features features,
                       ComputeGlcm(one.region, one.levels, Aggregation::k2DSliceMerged));
  EXPECT_DOUBLE_EQ(ValueOf(features, "normalised_inverse_difference"), (1 / (1 + 1.0 / 8) + 1) / 2);
}

TEST(IbsiGlcm, WhatCannotBeComputedIsRefused) {
  testing::Case one = CaseOf(2, 1, 1, {1, 2});
  EXPECT_THAT(ComputeGlcm(one.region, one.levels, Aggregation::k3DMerged, 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("distance 0: it must be from 1 to 19")));
  EXPECT_THAT(ComputeGlcm(one.region, one.levels, Aggregation::k3DMerged, 20),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("distance 20")));
  const testing::Case none = CaseOf(2, 1, 1, {0, 0});
  EXPECT_THAT(ComputeGlcm(none.region, none.levels, Aggregation::k3DMerged),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no voxel")));
  std::vector<std::uint16_t> many(3000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<std::uint16_t>(i + 1);
  const testing::Case fine = CaseOf(3000, 1, 1, many);
  EXPECT_THAT(ComputeGlcm(fine.region, fine.levels, Aggregation::k3DMerged),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3000 grey levels")));
}

}  // namespace
}  // namespace osteon::ibsi
