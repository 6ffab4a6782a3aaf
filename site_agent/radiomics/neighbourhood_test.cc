#include "site_agent/radiomics/neighbourhood.h"

#include <cmath>
#include <set>

#include "site_agent/radiomics/test_regions.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

TEST(Neighbourhood, StepsAreHalfOfTheNeighbours) {
  std::set<Step> both;
  for (const auto& [x, y, z] : HalfOfTheSteps()) {
    both.insert({x, y, z});
    both.insert({-x, -y, -z});
  }
  EXPECT_EQ(HalfOfTheSteps().size(), 13U);
  EXPECT_EQ(both.size(), 26U);
  EXPECT_EQ(both.count({0, 0, 0}), 0U);
}

// Numbers of PyRadiomics' documentation of generateAngles: 13 and 49 steps in space, 4 and 8 in a plane.
TEST(Neighbourhood, DistancesAndPlanes) {
  EXPECT_EQ(HalfOfTheSteps({2}).size(), 49U);
  EXPECT_EQ(HalfOfTheSteps({1, 2}).size(), 62U);
  EXPECT_EQ(HalfOfTheSteps({1}, 2).size(), 4U);
  EXPECT_EQ(HalfOfTheSteps({2}, 0).size(), 8U);
  for (const Step& step : HalfOfTheSteps({1, 3}, 1)) EXPECT_EQ(step[1], 0);
}

TEST(Neighbourhood, WeightsAreLengthsInMm) {
  const std::array<double, 3> spacing{3, 4, 12};
  EXPECT_EQ(StepWeight({1, -1, 0}, spacing, WeightingNorm::kManhattan), 7);
  EXPECT_EQ(StepWeight({1, -1, 0}, spacing, WeightingNorm::kEuclidean), 5);
  EXPECT_EQ(StepWeight({1, -1, 1}, spacing, WeightingNorm::kInfinity), 12);
  EXPECT_EQ(StepWeight({1, -1, 1}, spacing, WeightingNorm::kUnweighted), 1);
}

TEST(Neighbourhood, TheMarginIsZero) {
  const Region region = testing::BlockOf(2, 1, 1, {5, 9});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 1, .bin_count = {}}));
  const PaddedLevels padded = PadLevels(region, levels, 2, false);
  EXPECT_EQ(padded.level.size(), 6U * 5 * 5);
  EXPECT_EQ(padded.Row(0, 0)[0], 1);
  EXPECT_EQ(padded.Row(0, 0)[1], 5);
  EXPECT_EQ(PadLevels(region, levels, 1, true).Row(0, 0)[1], 2);
  std::size_t filled = 0;
  for (const std::uint16_t level : padded.level) filled += level != 0 ? 1 : 0;
  EXPECT_EQ(filled, 2U);
}

TEST(Neighbourhood, ASliceKnowsItsOwnLevels) {
  const Region region = testing::BlockOf(2, 1, 3, {5, 9, 7, 7, 5, 7});
  ASSERT_OK_AND_ASSIGN(const GreyLevels levels, Discretise(region, {.bin_width = 1, .bin_count = {}}));
  const PaddedLevels slice = PadSlice(region, levels, 2, 1, false);
  EXPECT_EQ(slice.present, (std::vector<std::uint16_t>{1, 3}));
  EXPECT_EQ(slice.inner, (std::array<std::size_t, 3>{2, 1, 1}));
  EXPECT_EQ(slice.Row(0, 0)[0], 1);
  EXPECT_EQ(slice.Row(0, 0)[1], 3);
  EXPECT_EQ(slice.Row(0, 0)[2], 0);
  EXPECT_EQ(PadSlice(region, levels, 2, 1, true).Row(0, 0)[1], 2);
  EXPECT_EQ(PadSlice(region, levels, 1, 1, true).Row(0, 0)[1], 1);
}

}  // namespace
}  // namespace osteon
