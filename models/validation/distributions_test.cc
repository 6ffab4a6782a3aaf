#include "models/validation/distributions.h"

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

TEST(Distributions, QuantilesOfStudentsTAreThoseOfTheTables) {
  EXPECT_NEAR(StudentT975(1), 12.706204736174694, 1e-12);  // tan(0.475 pi)
  EXPECT_NEAR(StudentT975(4), 2.776445105197799, 1e-13);   // R: qt(.975, 4)
  EXPECT_NEAR(StudentT975(1e6), 1.959966, 1e-6);
}

TEST(Distributions, TailsAreThoseOfTheTables) {
  EXPECT_NEAR(StudentTwoSided(-2.5, 3), 0.0877066470080655, 1e-15);  // R: 2 * pt(-2.5, 3)
  EXPECT_NEAR(StudentTwoSided(1, 1), 0.5, 1e-15);                    // Cauchy
  EXPECT_NEAR(NormalTwoSided(1.959963984540054), 0.05, 1e-15);
  EXPECT_EQ(NormalTwoSided(-2), NormalTwoSided(2));
  EXPECT_EQ(NormalTwoSided(0), 1);
  EXPECT_NEAR(ChiSquaredUpper(3.841458820694124, 1), 0.05, 1e-14);
  EXPECT_NEAR(ChiSquaredUpper(2, 2), 0.36787944117144233, 1e-15);  // exp(-1)
  EXPECT_EQ(ChiSquaredUpper(0, 3), 1);
}

TEST(Distributions, CoinTossesByHand) {
  EXPECT_NEAR(BinomialHalfLower(1, 4), 5.0 / 16, 1e-15);
  EXPECT_NEAR(BinomialHalfAt(1, 4), 4.0 / 16, 1e-15);
  EXPECT_NEAR(BinomialHalfAt(0, 0), 1, 1e-15);
}

}  // namespace
}  // namespace osteon::models
