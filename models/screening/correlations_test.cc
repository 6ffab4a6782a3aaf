#include "models/screening/correlations.h"

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

TEST(Correlations, AreKnownBothWaysOnceAskedFor) {
  Correlations correlations(6);
  correlations.Add({4, 1, 0, 5}, 2, {8, 4, -2, 6, 1}, 8);  // 41 40 45, 10 15
  EXPECT_EQ(correlations.Between(4, 1), 1);
  EXPECT_EQ(correlations.Between(1, 4), 1);
  EXPECT_EQ(correlations.Between(0, 4), 0.5);
  EXPECT_EQ(correlations.Between(4, 5), -0.25);
  EXPECT_EQ(correlations.Between(0, 1), 0.75);
  EXPECT_EQ(correlations.Between(5, 1), 0.125);
  EXPECT_EQ(correlations.Between(0, 5), std::nullopt);
  EXPECT_EQ(correlations.Between(2, 4), std::nullopt);
  EXPECT_EQ(correlations.Between(3, 3), 1);
  EXPECT_TRUE(correlations.Led(1));
  EXPECT_FALSE(correlations.Led(0));
  correlations.Add({0, 5}, 1, {-8}, 8);
  EXPECT_EQ(correlations.Between(5, 0), -1);
  EXPECT_EQ(correlations.Between(1, 4), 1);
}

TEST(Correlations, TheLastBitsOfTheProductsDoNotMatter) {
  Correlations correlations(3);
  const double noise = 1e-13;
  correlations.Add({0, 1, 2}, 1, {500 * (0.9 + 1e-15), 500 * (1 + noise)}, 500);
  EXPECT_EQ(*correlations.Between(0, 1), RoundedCorrelation(0.9));
  EXPECT_EQ(*correlations.Between(0, 2), 1);
}

}  // namespace
}  // namespace osteon::models
