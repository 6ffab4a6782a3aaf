#include "site_agent/radiomics/pyradiomics/glszm.h"

#include <set>

#include "site_agent/radiomics/test_regions.h"
#include "site_agent/radiomics/test_textures.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

constexpr Binning kUnitBins{.bin_width = 1, .bin_count = {}};

// PyRadiomics' documentation.
TEST(Glszm, ZonesOfTheDocumentationsExample) {
  const Region region =
      testing::BlockOf(5, 5, 1, {5, 2, 5, 4, 4, 3, 3, 3, 1, 3, 2, 1, 1, 1, 3, 4, 2, 2, 2, 3, 3, 5, 3, 3, 2});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const testing::DenseCounts expected{{{1, 4}, 1}, {{2, 1}, 1}, {{2, 5}, 1}, {{3, 1}, 1}, {{3, 3}, 1},
                                      {{3, 5}, 1}, {{4, 1}, 1}, {{4, 2}, 1}, {{5, 1}, 3}};
  EXPECT_EQ(testing::Dense(CountZones(region, levels)), expected);
}

testing::DenseCounts FloodedZones(const Region& region, const GreyLevels& levels,
                                  std::optional<std::size_t> flat_axis) {
  const std::vector<Step> steps = HalfOfTheSteps({1}, flat_axis);
  std::set<testing::Place> seen;
  testing::DenseCounts zones;
  testing::ForEachVoxel(region, levels, [&](const testing::Place& start, int level) {
    if (!seen.insert(start).second) return;
    std::vector<testing::Place> open{start};
    int size = 0;
    while (!open.empty()) {
      const testing::Place at = open.back();
      open.pop_back();
      ++size;
      for (const Step& step : steps) {
        for (const int sign : {-1, 1}) {
          const testing::Place other = testing::Moved(at, step, sign);
          if (testing::LevelAt(region, levels, other) == level && seen.insert(other).second)
            open.push_back(other);
        }
      }
    }
    ++zones[{level, size}];
  });
  return zones;
}

TEST(Glszm, ZonesAreThoseThatFloodingFinds) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Region region = testing::RandomRegion(seed, 9, 6, 5, seed % 2 == 0 ? 0.5 : 0.95, 2 + seed % 3);
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
    EXPECT_EQ(testing::Dense(CountZones(region, levels)), FloodedZones(region, levels, {})) << seed;
    const std::size_t flat = seed % 3;
    EXPECT_EQ(testing::Dense(CountZones(region, levels, flat)), FloodedZones(region, levels, flat))
        << seed << " flat " << flat;
  }
}

TEST(Glszm, OneLevelIsOneZone) {
  const Region region = testing::Block(3, 4, 5);
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  for (const Feature& feature : ComputeGlszm(region, levels)) {
    if (feature.name == "LargeAreaEmphasis") {
      EXPECT_EQ(feature.value, 3600);
    }
    if (feature.name == "ZonePercentage") {
      EXPECT_DOUBLE_EQ(feature.value, 1.0 / 60);
    }
  }
}

}  // namespace
}  // namespace osteon
