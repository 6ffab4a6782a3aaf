#include "site_agent/radiomics/principal_variances.h"

#include "gtest/gtest.h"

namespace osteon {
namespace {

Region FullBox(std::size_t nx, std::size_t ny, std::size_t nz) {
  Region region;
  region.size = {nx, ny, nz};
  region.spacing_mm = {1, 2, 3};
  region.mask.assign(nx * ny * nz, 1);
  region.voxel_count = nx * ny * nz;
  return region;
}

// n equally spaced places have a variance of (n^2 - 1) / 12.
TEST(PrincipalVariances, OfABoxAreThoseOfItsAxes) {
  const std::vector<double> variances = PrincipalVariances(FullBox(9, 5, 3));
  EXPECT_NEAR(variances[0], 9 * 8.0 / 12, 1e-12);
  EXPECT_NEAR(variances[1], 80.0 / 12, 1e-12);
  EXPECT_NEAR(variances[2], 4 * 24.0 / 12, 1e-12);
}

// The sum of squares of places no longer fits 63 bits.
TEST(PrincipalVariances, OfARodOfMillionsOfVoxelsDoNotOverflow) {
  constexpr std::size_t kLength = 3200000;
  const double length = kLength;
  EXPECT_NEAR(PrincipalVariances(FullBox(1, kLength, 1))[2] / (4 * (length * length - 1) / 12), 1, 1e-9);
}

}  // namespace
}  // namespace osteon
