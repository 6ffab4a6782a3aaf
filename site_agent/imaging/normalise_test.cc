#include "site_agent/imaging/normalise.h"

#include <cmath>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Volume Line(const std::vector<std::int16_t>& voxels) {
  Volume volume;
  volume.grid.size = {voxels.size(), 1, 1};
  volume.voxels = voxels;
  return volume;
}

std::vector<double> Doubles(const Volume& volume) {
  return std::get<std::vector<double>>(volume.voxels);
}

// Mean 4, variance (9 + 1 + 1 + 9) / 3.
TEST(Normalise, HasMeanZeroAndTheScaleAsStandardDeviation) {
  const double sd = std::sqrt(20.0 / 3);
  ASSERT_OK_AND_ASSIGN(const Volume volume, Normalise(Line({1, 3, 5, 7}), 100, {}));
  EXPECT_THAT(Doubles(volume), ElementsAre(DoubleNear(-300 / sd, 1e-12), DoubleNear(-100 / sd, 1e-12),
                                           DoubleNear(100 / sd, 1e-12), DoubleNear(300 / sd, 1e-12)));
}

TEST(Normalise, OutliersAreMovedToTheLimitBeforeTheScale) {
  ASSERT_OK_AND_ASSIGN(const Volume volume, Normalise(Line({1, 3, 5, 7}), 10, 1.0));
  EXPECT_EQ(Doubles(volume)[0], -10);
  EXPECT_NEAR(Doubles(volume)[1], -10 / std::sqrt(20.0 / 3), 1e-12);
  EXPECT_EQ(Doubles(volume)[3], 10);
}

TEST(Normalise, AConstantImageIsRefused) {
  EXPECT_THAT(Normalise(Line({2, 2, 2}), 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("same intensity")));
  EXPECT_THAT(Normalise(Line({2}), 1, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("single voxel")));
}

}  // namespace
}  // namespace osteon
