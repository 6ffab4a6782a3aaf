#include "site_agent/radiomics/eigenvalues.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(Eigenvalues, OfAMatrixWorkedByHand) {
  EXPECT_THAT(SymmetricEigenvalues({2, 1, 1, 2}, 2), ElementsAre(DoubleNear(1, 1e-15), DoubleNear(3, 1e-15)));
  EXPECT_THAT(SymmetricEigenvalues({0, 1, 0, 1, 0, 0, 0, 0, -5}, 3),
              ElementsAre(DoubleNear(-5, 1e-14), DoubleNear(-1, 1e-14), DoubleNear(1, 1e-14)));
}

TEST(Eigenvalues, AVectorIsStretchedByItsEigenvalue) {
  const std::vector<double> v = SymmetricEigenvector({2, 1, 1, 2}, 2, 3, {});
  EXPECT_NEAR(std::abs(v[0]), std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(v[0], v[1], 1e-12);
}

TEST(Eigenvalues, OfADoubleOneTheOtherVectorIsOrthogonal) {
  const std::vector<double> v = SymmetricEigenvector({1, 0, 0, 1}, 2, 1, {{1, 0}});
  EXPECT_NEAR(v[0], 0, 1e-12);
  EXPECT_NEAR(std::abs(v[1]), 1, 1e-12);
}

}  // namespace
}  // namespace osteon
