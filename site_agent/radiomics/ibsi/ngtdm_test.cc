#include "site_agent/radiomics/ibsi/ngtdm.h"

#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

struct Tone {
  double n = 0, s = 0;
};

// The manual's formulas (3.10), with its double sums over both levels.
std::vector<double> Formulas(const std::map<int, Tone>& tones) {
  double n = 0, sum_s = 0, sum_ps = 0;
  for (const auto& [i, tone] : tones) n += tone.n;
  for (const auto& [i, tone] : tones) {
    sum_s += tone.s;
    sum_ps += tone.n / n * tone.s;
  }
  double contrast = 0, busyness = 0, complexity = 0, strength = 0;
  for (const auto& [i, a] : tones) {
    for (const auto& [j, b] : tones) {
      const double p = a.n / n, q = b.n / n;
      contrast += p * q * (i - j) * (i - j);
      busyness += std::abs(i * p - j * q);
      complexity += std::abs(i - j) * (p * a.s + q * b.s) / (p + q);
      strength += (p + q) * (i - j) * (i - j);
    }
  }
  const auto levels = static_cast<double>(tones.size());
  const bool several = levels > 1;
  return {sum_ps == 0 ? 1e6 : 1 / sum_ps, several ? contrast / (levels * (levels - 1)) * (sum_s / n) : 0,
          !several           ? 0
          : busyness < 1e-12 ? std::nan("")
                             : sum_ps / busyness,
          complexity / n, sum_s == 0 ? 0 : strength / sum_s};
}

TEST(IbsiNgtdm, FeaturesAreTheManualsFormulasOnWhatLookingUpEachNeighbourGives) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.15 : 0.9);
    const int distance = seed % 5 == 1 ? 2 : 1;
    for (const Dimension dimension : testing::kDimensions) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(dimension));
      std::vector<std::vector<double>> values;
      for (const std::set<int>& slices : testing::SliceSets(one, dimension)) {
        std::map<int, Tone> tones;
        testing::ForEachVoxel(one.region, one.levels, [&](const testing::Place& at, int level) {
          double sum = 0, count = 0;
          for (const Step& step : testing::NeighbourSteps(dimension, distance)) {
            for (const int sign : {-1, 1}) {
              const int other = testing::LevelAt(one.region, one.levels, testing::Moved(at, step, sign));
              sum += other;
              count += other != 0 ? 1 : 0;
            }
          }
          if (slices.count(at[2]) == 0 || count == 0) return;
          ++tones[level].n;
          tones[level].s += std::abs(level - sum / count);
        });
        if (!tones.empty()) values.push_back(Formulas(tones));
      }
      ASSERT_OK_AND_ASSIGN(const Features features,
                           ComputeNgtdm(one.region, one.levels, dimension, distance));
      ASSERT_EQ(features.size(), 5U);
      testing::ExpectValues(features, testing::Average(values, 5));
    }
  }
}

// Levels 1 and 3 side by side: p 1/2 each, s 2 each, N 2.
TEST(IbsiNgtdm, TwoVoxelsByHand) {
  const testing::Case one = CaseOf(2, 1, 1, {1, 3});
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgtdm(one.region, one.levels, dimension));
    EXPECT_DOUBLE_EQ(ValueOf(features, "coarseness"), 0.5);
    EXPECT_DOUBLE_EQ(ValueOf(features, "contrast"), 2 * 0.25 * 4 / 2 * (4 / 2.0));
    EXPECT_DOUBLE_EQ(ValueOf(features, "busyness"), 2 / (2 * 1.0));
    EXPECT_DOUBLE_EQ(ValueOf(features, "complexity"), 2 * 2 * 2 / 2.0);
    EXPECT_DOUBLE_EQ(ValueOf(features, "strength"), 2 * 4 / 4.0);
  }
}

TEST(IbsiNgtdm, AVoxelWithoutNeighboursDoesNotCount) {
  const testing::Case one = CaseOf(4, 1, 1, {1, 3, 0, 6});
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgtdm(one.region, one.levels, Dimension::k3D));
  EXPECT_DOUBLE_EQ(ValueOf(features, "coarseness"), 0.5);
  EXPECT_DOUBLE_EQ(ValueOf(features, "strength"), 2);
}

TEST(IbsiNgtdm, OneVoxelHasNoNeighbourhood) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgtdm(one.region, one.levels, dimension));
    ASSERT_EQ(features.size(), 5U);
    for (const Feature& feature : features) EXPECT_TRUE(std::isnan(feature.value)) << feature.name;
  }
}

TEST(IbsiNgtdm, OneLevelHasTheManualsValues) {
  const testing::Case one = CaseOf(2, 2, 2, std::vector<std::uint16_t>(8, 5));
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgtdm(one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "coarseness"), 1e6);
    for (const char* name : {"contrast", "busyness", "complexity", "strength"}) {
      EXPECT_EQ(ValueOf(features, name), 0) << name;
    }
  }
}

// Two voxels of level 1 and one of level 2: 1 * 2/3 = 2 * 1/3.
TEST(IbsiNgtdm, BusynessWithoutADenominatorIsNotDefined) {
  const testing::Case one = CaseOf(3, 1, 1, {1, 1, 2});
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgtdm(one.region, one.levels, Dimension::k3D));
  for (const Feature& feature : features) {
    EXPECT_EQ(std::isnan(feature.value), feature.name == "busyness") << feature.name;
  }
}

TEST(IbsiNgtdm, WhatCannotBeComputedIsRefused) {
  const testing::Case one = CaseOf(2, 1, 1, {1, 2}), none = CaseOf(2, 1, 1, {0, 0});
  EXPECT_THAT(ComputeNgtdm(one.region, one.levels, Dimension::k3D, 20),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("distance 20")));
  EXPECT_THAT(ComputeNgtdm(none.region, none.levels, Dimension::k3D),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no voxel")));
}

}  // namespace
}  // namespace osteon::ibsi
