#include "site_agent/radiomics/discretisation.h"

#include <algorithm>
#include <cmath>

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::BlockOf;
using ::osteon::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The example of PyRadiomics' documentation: 54 to 166 with width 25; one edge more than it prints, because
// the range reaches to the maximum plus twice the width.
TEST(Discretisation, EdgesAreMultiplesOfTheWidth) {
  EXPECT_THAT(BinEdges(54, 166, {.bin_width = 25, .bin_count = {}}),
              ElementsAre(50, 75, 100, 125, 150, 175, 200));
}

TEST(Discretisation, NegativeIntensitiesRoundDown) {
  EXPECT_THAT(BinEdges(-30, -26, {.bin_width = 25, .bin_count = {}}), ElementsAre(-50, -25, 0));
}

TEST(Discretisation, AVoxelOnAnEdgeBelongsToTheBinAbove) {
  const Region region = BlockOf(5, 1, 1, {0, 24.999, 25, 50, 100});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 25, .bin_count = {}}));
  EXPECT_THAT(levels.level, ElementsAre(1, 1, 2, 3, 5));
  EXPECT_THAT(levels.present, ElementsAre(1, 2, 3, 5));
  EXPECT_EQ(levels.Highest(), 5);
  EXPECT_THAT(std::vector<std::size_t>(levels.histogram.begin(), levels.histogram.begin() + 5),
              ElementsAre(2, 1, 1, 0, 1));
}

TEST(Discretisation, AFixedCountPutsTheMaximumIntoTheLastBin) {
  const Region region = BlockOf(5, 1, 1, {0, 2.4, 2.5, 7.5, 10});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 25, .bin_count = 4}));
  EXPECT_THAT(levels.level, ElementsAre(1, 1, 2, 4, 4));
}

TEST(Discretisation, OneValueIsOneLevel) {
  const Region region = BlockOf(2, 1, 1, {7, 7});
  ASSERT_OK_AND_ASSIGN(const GreyLevels by_width, Discretise(region, {.bin_width = 25, .bin_count = {}}));
  EXPECT_THAT(by_width.present, ElementsAre(1));
  ASSERT_OK_AND_ASSIGN(const GreyLevels by_count, Discretise(region, {.bin_width = 25, .bin_count = 4}));
  EXPECT_THAT(by_count.present, ElementsAre(3));  // between 6.5 and 7.5 the bin from 7 on, as numpy has it
}

TEST(Discretisation, OutsideTheRegionTheLevelIsZeroAndNothingIsCounted) {
  Region region = BlockOf(3, 1, 1, {10, -1e9, 30});
  region.mask[1] = 0;
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 25, .bin_count = {}}));
  EXPECT_THAT(levels.level, ElementsAre(1, 0, 2));
}

// The oracle: the number of edges that are not above the value.
TEST(Discretisation, LevelsAreThoseThatCountingEdgesGives) {
  for (const double width : {0.1, 0.25, 1.0 / 3, 7.3}) {
    Region region = testing::RandomRegion(5, 8, 8, 8, 0.7, 200);
    for (double& value : region.intensities)
      value = value * 0.1 - 9.7;  // many of them on an edge, up to rounding
    ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = width, .bin_count = {}}));
    double low = 1e9, high = -1e9;
    for (std::size_t i = 0; i < region.mask.size(); ++i) {
      if (region.mask[i] == 0) continue;
      low = std::min(low, region.intensities[i]);
      high = std::max(high, region.intensities[i]);
    }
    const std::vector<double> edges = BinEdges(low, high, {.bin_width = width, .bin_count = {}});
    for (std::size_t i = 0; i < region.mask.size(); ++i) {
      const auto expected =
          std::upper_bound(edges.begin(), edges.end(), region.intensities[i]) - edges.begin();
      ASSERT_EQ(levels.level[i], region.mask[i] == 0 ? 0 : expected) << width << " " << region.intensities[i];
    }
  }
}

TEST(Discretisation, TooManyLevelsAreAnErrorAndNotGigabytes) {
  const Region region = BlockOf(2, 1, 1, {0, 1e9});
  EXPECT_THAT(Discretise(region, {.bin_width = 0.001, .bin_count = {}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("choose a larger binWidth")));
  const Region far = BlockOf(2, 1, 1, {1e18, 1e18});  // where adding the width changes nothing
  EXPECT_THAT(Discretise(far, {.bin_width = 0.001, .bin_count = {}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("binWidth")));
}

}  // namespace
}  // namespace osteon
