#include "site_agent/radiomics/ibsi/ngldm.h"

#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

TEST(IbsiNgldm, FeaturesAreTheManualsFormulasOnWhatLookingUpEachNeighbourGives) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.3 : 0.95);
    const int distance = seed % 5 == 1 ? 3 : 1, coarseness = static_cast<int>(seed % 3);
    for (const Dimension dimension : testing::kDimensions) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(dimension));
      std::vector<std::vector<double>> values;
      for (const std::set<int>& slices : testing::SliceSets(one, dimension)) {
        testing::DenseCounts matrix;
        double voxels = 0;
        testing::ForEachVoxel(one.region, one.levels, [&](const testing::Place& at, int level) {
          if (slices.count(at[2]) == 0) return;
          int dependence = 1;
          for (const Step& step : testing::NeighbourSteps(dimension, distance)) {
            for (const int sign : {-1, 1}) {
              const int other = testing::LevelAt(one.region, one.levels, testing::Moved(at, step, sign));
              dependence += other != 0 && std::abs(other - level) <= coarseness ? 1 : 0;
            }
          }
          ++matrix[{level, dependence}];
          ++voxels;
        });
        values.push_back(testing::SizeFormulas(matrix, voxels));
      }
      ASSERT_OK_AND_ASSIGN(const Features features,
                           ComputeNgldm(one.region, one.levels, dimension, distance, coarseness));
      ASSERT_EQ(features.size(), 17U);
      testing::ExpectValues(features, testing::Average(values, 17));
    }
  }
}

TEST(IbsiNgldm, OneVoxelDependsOnItselfAlone) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Dimension dimension : testing::kDimensions) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgldm(one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "low_dependence_emphasis"), 1);
    EXPECT_EQ(ValueOf(features, "dependence_count_percentage"), 1);
    EXPECT_EQ(ValueOf(features, "dependence_count_entropy"), 0);
    EXPECT_EQ(ValueOf(features, "dependence_count_energy"), 1);
  }
}

TEST(IbsiNgldm, OneLevelCountsTheNeighbours) {
  const testing::Case one = CaseOf(2, 2, 2, std::vector<std::uint16_t>(8, 5));
  for (const auto& [dimension, squared] : std::vector<std::pair<Dimension, double>>{
           {Dimension::k2D, 16}, {Dimension::k25D, 16}, {Dimension::k3D, 64}}) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgldm(one.region, one.levels, dimension));
    EXPECT_EQ(ValueOf(features, "high_dependence_emphasis"), squared);
  }
}

TEST(IbsiNgldm, TheLargestDistanceStillCountsEveryNeighbour) {
  const testing::Case one = CaseOf(39, 39, 39, std::vector<std::uint16_t>(59319, 1));
  ASSERT_OK_AND_ASSIGN(const Features features, ComputeNgldm(one.region, one.levels, Dimension::k25D, 19));
  double expected = 0;  // voxels a neighbourhood has along an axis: 20 at the end, 39 in the middle
  for (int x = 0; x < 39; ++x) {
    const double along = 39 - std::abs(19 - x);
    for (int y = 0; y < 39; ++y) expected += std::pow(along * (39 - std::abs(19 - y)), 2);
  }
  EXPECT_NEAR(ValueOf(features, "high_dependence_emphasis"), expected / (39 * 39), 1e-6);
}

TEST(IbsiNgldm, WhatCannotBeComputedIsRefused) {
  const testing::Case one = CaseOf(2, 1, 1, {1, 2}), none = CaseOf(2, 1, 1, {0, 0});
  EXPECT_THAT(ComputeNgldm(one.region, one.levels, Dimension::k3D, 0),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("distance 0")));
  EXPECT_THAT(ComputeNgldm(one.region, one.levels, Dimension::k3D, 1, -1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("coarseness -1")));
  EXPECT_THAT(ComputeNgldm(none.region, none.levels, Dimension::k3D),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no voxel")));
}

}  // namespace
}  // namespace osteon::ibsi
