#include "models/validation/quantile.h"

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

TEST(Quantile, IsRsTypeSeven) {
  const std::vector<double> values = {1, 2, 4, 8};
  EXPECT_EQ(Quantile7(values, 0), 1);
  EXPECT_EQ(Quantile7(values, 1), 8);
  EXPECT_DOUBLE_EQ(Quantile7(values, 0.5), 3);
  EXPECT_DOUBLE_EQ(Quantile7(values, 0.9), 4 * 0.3 + 8 * 0.7);
  EXPECT_EQ(Quantile7({7}, 0.3), 7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Quantile7({0.1, 0.1, 0.1}, i / 100.0), 0.1);
}

TEST(Quantile, ARankThatIsWholeButForRoundingIsAValue) {
  std::vector<double> values;
  for (int i = 0; i < 1011; ++i) values.push_back(i * i);
  for (int tenth = 0; tenth <= 10; ++tenth) {
    const int rank = 101 * tenth;
    EXPECT_EQ(Quantile7(values, tenth / 10.0), rank * rank) << tenth;
    EXPECT_EQ(Quantile7(values, tenth * 0.1), rank * rank) << tenth;
  }
}

}  // namespace
}  // namespace osteon::models
