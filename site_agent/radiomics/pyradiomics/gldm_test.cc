#include "site_agent/radiomics/pyradiomics/gldm.h"

#include <cstdlib>

#include "site_agent/radiomics/test_regions.h"
#include "site_agent/radiomics/test_textures.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

constexpr Binning kUnitBins{.bin_width = 1, .bin_count = {}};

// PyRadiomics' documentation (alpha 0): columns are dependent neighbours 0, 1, 2, 3.
TEST(Gldm, DependenceOfTheDocumentationsExample) {
  const Region region =
      testing::BlockOf(5, 5, 1, {5, 2, 5, 4, 4, 3, 3, 3, 1, 3, 2, 1, 1, 1, 3, 4, 2, 2, 2, 3, 3, 5, 3, 3, 2});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const testing::DenseCounts expected{{{1, 2}, 1}, {{1, 3}, 2}, {{1, 4}, 1}, {{2, 1}, 1},
                                      {{2, 2}, 2}, {{2, 3}, 3}, {{3, 1}, 1}, {{3, 2}, 4},
                                      {{3, 3}, 4}, {{4, 1}, 1}, {{4, 2}, 2}, {{5, 1}, 3}};
  EXPECT_EQ(testing::Dense(CountDependence(region, levels, {})), expected);
}

TEST(Gldm, DependenceIsWhatLookingUpEachNeighbourGives) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Region region = testing::RandomRegion(seed, 6, 5, 4, 0.8, 5);
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
    TextureSettings settings;
    settings.gldm_alpha = static_cast<int>(seed % 3);
    if (seed % 2 == 1) settings.distances = {1, 2};
    if (seed % 5 == 1) settings.flat_axis = seed % 3;
    testing::DenseCounts expected;
    testing::ForEachVoxel(region, levels, [&](const testing::Place& at, int level) {
      int size = 1;
      for (const Step& step : HalfOfTheSteps(settings.distances, settings.flat_axis)) {
        for (const int sign : {-1, 1}) {
          const int other = testing::LevelAt(region, levels, testing::Moved(at, step, sign));
          size += other != 0 && std::abs(other - level) <= settings.gldm_alpha ? 1 : 0;
        }
      }
      ++expected[{level, size}];
    });
    EXPECT_EQ(testing::Dense(CountDependence(region, levels, settings)), expected) << seed;
  }
}

}  // namespace
}  // namespace osteon
