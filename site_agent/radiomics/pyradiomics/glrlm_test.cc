#include "site_agent/radiomics/pyradiomics/glrlm.h"

#include <algorithm>
#include <cmath>

#include "site_agent/radiomics/test_regions.h"
#include "site_agent/radiomics/test_textures.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

constexpr Binning kUnitBins{.bin_width = 1, .bin_count = {}};

// PyRadiomics' documentation, direction along x.
TEST(Glrlm, RunsOfTheDocumentationsExample) {
  const Region region =
      testing::BlockOf(5, 5, 1, {5, 2, 5, 4, 4, 3, 3, 3, 1, 3, 2, 1, 1, 1, 3, 4, 2, 2, 2, 3, 3, 5, 3, 3, 2});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const testing::DenseCounts expected{{{1, 1}, 1}, {{1, 3}, 1}, {{2, 1}, 3}, {{2, 3}, 1}, {{3, 1}, 4},
                                      {{3, 2}, 1}, {{3, 3}, 1}, {{4, 1}, 1}, {{4, 2}, 1}, {{5, 1}, 3}};
  EXPECT_EQ(testing::Dense(CountRuns(region, levels, {{1, 0, 0}})[0]), expected);
}

// The oracle: each voxel that does not continue a run counts how far its own goes.
TEST(Glrlm, RunsAreThoseThatWalkingFromEachVoxelFinds) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Region region = testing::RandomRegion(seed, 7, 5, 4, seed % 2 == 0 ? 0.5 : 0.9, 1 + seed % 4);
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
    const std::vector<Step> steps = HalfOfTheSteps();
    const auto matrices = CountRuns(region, levels, steps);
    for (std::size_t d = 0; d < steps.size(); ++d) {
      testing::DenseCounts expected;
      testing::ForEachVoxel(region, levels, [&](const testing::Place& at, int level) {
        if (testing::LevelAt(region, levels, testing::Moved(at, steps[d], -1)) == level) return;
        int length = 1;
        while (testing::LevelAt(region, levels, testing::Moved(at, steps[d], length)) == level) ++length;
        ++expected[{level, length}];
      });
      EXPECT_EQ(testing::Dense(matrices[d]), expected) << seed << " " << d;
    }
  }
}

TEST(Glrlm, ADirectionInWhichTheRegionIsFlatHasNoMatrix) {
  const Region region = testing::Block(3, 3, 1);
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  std::size_t used = 0;
  for (const auto& matrix : CountRuns(region, levels, HalfOfTheSteps())) used += matrix.empty() ? 0U : 1U;
  EXPECT_EQ(used, 4U);
}

TEST(Glrlm, TwoVoxelsApartOnALineStillMakeADirection) {
  Region region = testing::Block(3, 1, 1);
  region.mask[1] = 0;
  region.voxel_count = 2;
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  const Features features = ComputeGlrlm(region, levels);
  EXPECT_EQ(features[11].name, "RunPercentage");
  EXPECT_EQ(features[11].value, 1);
}

TEST(Glrlm, DiagonalVoxelsHaveOneDirection) {
  const Region region = testing::RegionOf(
      2, 2, 2, [](std::size_t x, std::size_t y, std::size_t z) { return x == y && y == z; });
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  EXPECT_EQ(ComputeGlrlm(region, levels)[11].value, 0.5);  // one run of two voxels
}

// The matrices added with their weights: RunPercentage is the weighted number of runs over that of voxels.
TEST(Glrlm, AWeightingNormAddsTheMatrices) {
  Region region = testing::BlockOf(2, 2, 1, {1, 1, 2, 2});
  region.spacing_mm = {3, 4, 1};
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, kUnitBins));
  TextureSettings settings;
  settings.weighting = WeightingNorm::kEuclidean;
  // Along x two runs of two voxels, weight 3; along y four of one, weight 4; two diagonals, four each,
  // weight 5.
  EXPECT_DOUBLE_EQ(ComputeGlrlm(region, levels, settings)[11].value,
                   (2 * 3 + 4 * 4 + 8 * 5) / (4.0 * (3 + 4 + 10)));
  settings.flat_axis = 1;
  EXPECT_DOUBLE_EQ(ComputeGlrlm(region, levels, settings)[11].value, 0.5);
}

}  // namespace
}  // namespace osteon
