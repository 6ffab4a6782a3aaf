#include "site_agent/radiomics/pyradiomics/ngtdm.h"

#include <cmath>
#include <map>

#include "site_agent/radiomics/test_regions.h"
#include "site_agent/radiomics/test_textures.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::testing::ElementsAre;

constexpr Binning kUnitBins{.bin_width = 1, .bin_count = {}};

double Value(const Features& features, const std::string& name) {
  for (const Feature& feature : features) {
    if (feature.name == name) return feature.value;
  }
  return std::nan("");
}

// PyRadiomics' documentation; it prints s_3 as 2.63 in the table and 3.03 in the text, which is right.
TEST(Ngtdm, DifferencesOfTheDocumentationsExample) {
  const Region region = testing::BlockOf(4, 4, 1, {1, 2, 5, 2, 3, 5, 1, 3, 1, 3, 5, 5, 3, 1, 1, 1});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const std::vector<ToneDifference> tones = SumToneDifferences(region, levels, {});
  ASSERT_EQ(tones.size(), 4U);
  EXPECT_EQ(tones[0].voxels, 6);
  EXPECT_NEAR(tones[0].difference, 13.35, 1e-12);
  EXPECT_NEAR(tones[1].difference, 2, 1e-12);
  EXPECT_NEAR(tones[2].difference,
              std::abs(3 - 12 / 5.0) + std::abs(3 - 18 / 5.0) + 0.5 + std::abs(3 - 5 / 3.0), 1e-12);
  EXPECT_EQ(tones[3].level, 5);
  EXPECT_NEAR(tones[3].difference, 10.075, 1e-12);
}

TEST(Ngtdm, DifferencesAreWhatLookingUpEachNeighbourGives) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Region region = testing::RandomRegion(seed, 6, 5, 4, seed % 2 == 0 ? 0.1 : 0.8, 9);
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
    TextureSettings settings;
    if (seed % 3 == 1) settings.distances = {2};
    if (seed % 5 == 1) settings.flat_axis = seed % 3;
    std::map<int, double> expected;
    testing::ForEachVoxel(region, levels, [&](const testing::Place& at, int level) {
      double sum = 0, count = 0;
      for (const Step& step : HalfOfTheSteps(settings.distances, settings.flat_axis)) {
        for (const int sign : {-1, 1}) {
          const int other = testing::LevelAt(region, levels, testing::Moved(at, step, sign));
          sum += other;
          count += other != 0 ? 1 : 0;
        }
      }
      expected[level] += count == 0 ? 0 : std::abs(level - sum / count);
    });
    for (const ToneDifference& tone : SumToneDifferences(region, levels, settings)) {
      EXPECT_NEAR(tone.difference, expected[tone.level], 1e-10) << seed;
    }
  }
}

// Levels 1 and 2 side by side: p 1/2 each, s 1 each, N 2.
TEST(Ngtdm, TwoVoxelsByHand) {
  const Region region = testing::BlockOf(2, 1, 1, {1, 2});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const Features ngtdm = ComputeNgtdm(region, levels);
  EXPECT_DOUBLE_EQ(Value(ngtdm, "Coarseness"), 1);
  EXPECT_DOUBLE_EQ(Value(ngtdm, "Contrast"), 0.5 / 2 * 1);
  EXPECT_DOUBLE_EQ(Value(ngtdm, "Busyness"), 1);
  EXPECT_DOUBLE_EQ(Value(ngtdm, "Complexity"), 1);
  EXPECT_DOUBLE_EQ(Value(ngtdm, "Strength"), 1);
}

TEST(Ngtdm, OneLevelHasPyRadiomicsArbitraryValues) {
  const Region region = testing::Block(3, 3, 3);
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  std::vector<double> values;
  for (const Feature& feature : ComputeNgtdm(region, levels)) values.push_back(feature.value);
  EXPECT_THAT(values, ElementsAre(0, 1e6, 0, 0, 0));
}

}  // namespace
}  // namespace osteon
