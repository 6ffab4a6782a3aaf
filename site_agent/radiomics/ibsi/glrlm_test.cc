#include "site_agent/radiomics/ibsi/glrlm.h"

#include "site_agent/radiomics/ibsi/test_oracle.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::StatusIs;
using testing::CaseOf;
using ::testing::HasSubstr;
using testing::ValueOf;

TEST(IbsiGlrlm, FeaturesAreTheManualsFormulasOnTheMatricesOfEachAggregation) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const testing::Case one = testing::RandomCase(seed, seed % 2 == 0 ? 0.25 : 0.9);
    for (const Aggregation aggregation : testing::kAggregations) {
      SCOPED_TRACE(::testing::Message() << seed << " " << static_cast<int>(aggregation));
      std::vector<std::vector<double>> values;
      for (const testing::DenseCounts& matrix : testing::DirectionMatrices<testing::DenseCounts>(
               one, aggregation, [&](const auto&at, int level, const Step&step, auto&counts) {
                 const auto continues = [&](int times) {
                   return testing::LevelAt(one.region, one.levels, testing::Moved(at, step, times)) == level;
                 };
                 if (continues(-1)) return;
                 int length = 1;
                 while (continues(length)) ++length;
                 ++counts[{level, length}];
               })) {
        double voxels = 0;  // of all matrices that were merged
        for (const auto& [place, count] : matrix) voxels += place.second * count;
        values.push_back(testing::SizeFormulas(matrix, voxels));
      }
      ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlrlm(one.region, one.levels, aggregation));
      ASSERT_EQ(features.size(), 16U);
      testing::ExpectValues(features, testing::Average(values, 16));
    }
  }
}

TEST(IbsiGlrlm, OneVoxelIsOneRunInEveryDirection) {
  const testing::Case one = CaseOf(1, 1, 1, {3});
  for (const Aggregation aggregation : testing::kAggregations) {
    ASSERT_OK_AND_ASSIGN(const Features features, ComputeGlrlm(one.region, one.levels, aggregation));
    EXPECT_EQ(ValueOf(features, "short_runs_emphasis"), 1);
    EXPECT_EQ(ValueOf(features, "high_grey_level_run_emphasis"), 9);
    EXPECT_EQ(ValueOf(features, "run_percentage"), 1);
    EXPECT_EQ(ValueOf(features, "run_entropy"), 0);
    EXPECT_EQ(ValueOf(features, "run_length_variance"), 0);
  }
}

// Along x two voxels are one run, in the other twelve directions two: also where the region is flat.
TEST(IbsiGlrlm, DirectionsInWhichTheRegionIsFlatCount) {
  const testing::Case one = CaseOf(2, 1, 1, {1, 1});
  ASSERT_OK_AND_ASSIGN(const Features averaged,
                       ComputeGlrlm(one.region, one.levels, Aggregation::k3DAveraged));
  EXPECT_DOUBLE_EQ(ValueOf(averaged, "run_percentage"), (0.5 + 12) / 13);
  ASSERT_OK_AND_ASSIGN(const Features merged, ComputeGlrlm(one.region, one.levels, Aggregation::k3DMerged));
  EXPECT_DOUBLE_EQ(ValueOf(merged, "run_percentage"), 25.0 / 26);
}

TEST(IbsiGlrlm, ARunEndsAtAHole) {
  const testing::Case one = CaseOf(5, 1, 1, {1, 1, 0, 1, 1});
  ASSERT_OK_AND_ASSIGN(const Features features,
                       ComputeGlrlm(one.region, one.levels, Aggregation::k2DAveraged));
  EXPECT_DOUBLE_EQ(ValueOf(features, "long_runs_emphasis"), (4 + 3) / 4.0);
}

TEST(IbsiGlrlm, ARunMayBeLongerThanSixteenBitsCount) {
  constexpr std::size_t kLength = 70000;
  const std::vector<std::uint16_t> levels(kLength, 1);
  for (const testing::Case& one : {CaseOf(kLength, 1, 1, levels), CaseOf(1, kLength, 1, levels)}) {
    ASSERT_OK_AND_ASSIGN(const Features features,
                         ComputeGlrlm(one.region, one.levels, Aggregation::k2DAveraged));
    EXPECT_DOUBLE_EQ(ValueOf(features, "long_runs_emphasis"), (70000.0 * 70000.0 + 3) / 4);
  }
}

TEST(IbsiGlrlm, ARegionWithoutLevelsIsRefused) {
  const testing::Case none = CaseOf(2, 1, 1, {0, 0});
  EXPECT_THAT(ComputeGlrlm(none.region, none.levels, Aggregation::k3DMerged),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no voxel")));
}

}  // namespace
}  // namespace osteon::ibsi
