#include "site_agent/radiomics/ibsi/gldzm.h"

#include "site_agent/radiomics/ibsi/distance_to_border.h"
#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

// The manual's procedure: erode with the 6 (4) neighbours and add 1 to what is left until nothing is.
std::map<testing::Place, int> ErodedDistances(const Region& region, bool in_slices) {
  std::set<testing::Place> left;
  GreyLevels mask;
  mask.level.assign(region.mask.begin(), region.mask.end());
  testing::ForEachVoxel(region, mask, [&](const testing::Place& at, int) { left.insert(at); });
  std::map<testing::Place, int> distances;
  std::vector<Step> steps{{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}};
  if (!in_slices) steps.insert(steps.end(), {{0, 0, 1}, {0, 0, -1}});
  for (const testing::Place& at : left) distances[at] = 1;
  while (!left.empty()) {
    std::set<testing::Place> eroded;
    for (const testing::Place& at : left) {
      if (std::all_of(steps.begin(), steps.end(),
                      [&](const Step& step) { return left.count(testing::Moved(at, step)) > 0; })) {
        eroded.insert(at);
        ++distances[at];
      }
    }
    left = eroded;
  }
  return distances;
}

TEST(IbsiGldzm, DistanceToTheBorderIsTheNumberOfErosions) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Region region = osteon::testing::RandomRegion(seed, 9, 8, 7, seed % 3 == 0 ? 1 : 0.97, 2);
    for (const bool in_slices : {false, true}) {
      std::map<testing::Place, int> expected = ErodedDistances(region, in_slices);
      const std::vector<std::uint16_t> distance = DistanceToBorder(region, in_slices);
      for (int i = 0; i < static_cast<int>(distance.size()); ++i) {
        EXPECT_EQ(distance[static_cast<std::size_t>(i)], (expected[{i % 9, i / 9 % 8, i / 72}])) << seed;
      }
    }
  }
}

TEST(IbsiGldzm, FeaturesAreTheManualsFormulasOnTheZonesThatFloodingFinds) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.6 : 0.97);
    Region morphological = one.region;
    for (std::size_t i = 0; i < morphological.mask.size(); ++i) {
      if (seed % 4 != 0 && i % 13 != 0) morphological.mask[i] = 1;  // holds the region and more
    }
    for (const Dimension dimension : testing::kDimensions) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(dimension));
      std::map<testing::Place, int> distances = ErodedDistances(morphological, dimension != Dimension::k3D);
      std::vector<std::vector<double>> values;
      for (const std::set<int>& slices : testing::SliceSets(one, dimension)) {
        testing::DenseCounts matrix;
        double voxels = 0;
        for (const testing::Flooded& zone : testing::FloodZones(one, dimension, slices)) {
          int distance = 1000;
          for (const testing::Place& at : zone.voxels) distance = std::min(distance, distances[at]);
          ++matrix[{zone.level, distance}];
          voxels += static_cast<double>(zone.voxels.size());
        }
        values.push_back(testing::SizeFormulas(matrix, voxels));
      }
      ASSERT_OK_AND_ASSIGN(const Features features,
                           ComputeGldzm(one.region, morphological, one.levels, dimension));
      ASSERT_EQ(features.size(), 16U);
      testing::ExpectValues(features, testing::Average(values, 16));
    }
  }
}

// The manual's example, table figGLDZM1: three zones of level 1 at distance 1, two each of 2 and 3, one of 4
// and one at distance 2.
TEST(IbsiGldzm, TheManualsExample) {
  const testing::Case one = CaseOf(4, 4, 1, {1, 2, 2, 3, 1, 2, 3, 3, 4, 2, 4, 1, 4, 1, 2, 3});
  ASSERT_OK_AND_ASSIGN(const Features features,
                       ComputeGldzm(one.region, one.region, one.levels, Dimension::k2D));
  // Its level 2 has one zone, as in its table of sizes: 8 zones, not the 9 printed.
  EXPECT_DOUBLE_EQ(ValueOf(features, "zone_percentage"), 8.0 / 16);
  EXPECT_DOUBLE_EQ(ValueOf(features, "large_distance_emphasis"), (7 * 1 + 4) / 8.0);
}

// Re-segmentation takes the shell out of the intensities, not out of the morphological mask.
TEST(IbsiGldzm, DistanceIsToTheBorderOfTheMorphologicalMask) {
  std::vector<std::uint16_t> centre(27, 0);
  centre[13] = 1;
  const testing::Case one = CaseOf(3, 3, 3, centre);
  const Region whole = osteon::testing::Block(3, 3, 3);
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGldzm(one.region, whole, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "large_distance_emphasis"), 4);
    EXPECT_EQ(ValueOf(features, "zone_percentage"), 1);
  }
}

TEST(IbsiGldzm, OneVoxelIsOneZoneAtTheBorder) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features,
                         ComputeGldzm(one.region, one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "small_distance_emphasis"), 1);
    EXPECT_EQ(ValueOf(features, "zone_distance_entropy"), 0);
    EXPECT_EQ(ValueOf(features, "zone_percentage"), 1);
  }
}

TEST(IbsiGldzm, MasksThatDoNotFitAreRefused) {
  const testing::Case one = CaseOf(2, 1, 1, {1, 2});
  EXPECT_THAT(
      ComputeGldzm(one.region, osteon::testing::Block(3, 1, 1), one.levels, Dimension::k3D),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the morphological mask one of 3 x 1 x 1")));
  Region smaller = one.region;
  smaller.mask[0] = 0;
  EXPECT_THAT(ComputeGldzm(one.region, smaller, one.levels, Dimension::k3D),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 voxels of the intensity mask")));
}

}  // namespace
}  // namespace osteon::ibsi
