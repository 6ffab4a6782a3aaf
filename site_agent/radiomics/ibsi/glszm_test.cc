#include "site_agent/radiomics/ibsi/glszm.h"

#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

TEST(IbsiGlszm, FeaturesAreTheManualsFormulasOnTheZonesThatFloodingFinds) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.3 : 0.95);
    for (const Dimension dimension : testing::kDimensions) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(dimension));
      std::vector<std::vector<double>> values;
      for (const std::set<int>& slices : testing::SliceSets(one, dimension)) {
        testing::DenseCounts matrix;
        double voxels = 0;
        for (const testing::Flooded& zone : testing::FloodZones(one, dimension, slices)) {
          ++matrix[{zone.level, static_cast<int>(zone.voxels.size())}];
          voxels += static_cast<double>(zone.voxels.size());
        }
        values.push_back(testing::SizeFormulas(matrix, voxels));
      }
      ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlszm(one.region, one.levels, dimension));
      ASSERT_EQ(features.size(), 16U);
      testing::ExpectValues(features, testing::Average(values, 16));
    }
  }
}

// The manual's example, table figGLSZM1: zones of 1, 1 and 2 voxels at level 1, one of 5 at 2, 1 and 3 at 3,
// 1 and 2 at 4.
TEST(IbsiGlszm, TheManualsExample) {
  const testing::Case one = CaseOf(4, 4, 1, {1, 2, 2, 3, 1, 2, 3, 3, 4, 2, 4, 1, 4, 1, 2, 3});
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlszm(one.region, one.levels, Dimension::k2D));
  EXPECT_DOUBLE_EQ(ValueOf(features, "zone_percentage"), 8.0 / 16);
  EXPECT_DOUBLE_EQ(ValueOf(features, "large_zone_emphasis"), (1 + 1 + 4 + 25 + 1 + 9 + 1 + 4) / 8.0);
  EXPECT_DOUBLE_EQ(ValueOf(features, "grey_level_non_uniformity"), (9 + 1 + 4 + 4) / 8.0);
}

TEST(IbsiGlszm, OneVoxelIsOneZone) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlszm(one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "zone_percentage"), 1);
    EXPECT_EQ(ValueOf(features, "zone_size_entropy"), 0);
    EXPECT_EQ(ValueOf(features, "high_grey_level_zone_emphasis"), 9);
  }
}

TEST(IbsiGlszm, OneLevelIsAZoneASliceOrOneInAll) {
  const testing::Case one = CaseOf(2, 2, 2, std::vector<std::uint16_t>(8, 1));
  for (const auto& [dimension, percentage] : std::vector<std::pair<Dimension, double>>{
           {Dimension::k2D, 0.25}, {Dimension::k25D, 0.25}, {Dimension::k3D, 0.125}}) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlszm(one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "zone_percentage"), percentage);
  }
}

TEST(IbsiGlszm, ARegionWithoutLevelsIsRefused) {
  const testing::Case none = CaseOf(2, 1, 1, {0, 0});
  EXPECT_THAT(ComputeGlszm(none.region, none.levels, Dimension::k3D),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no voxel")));
}

}  // namespace
}  // namespace osteon::ibsi
