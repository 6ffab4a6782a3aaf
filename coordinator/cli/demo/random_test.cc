#include "coordinator/cli/demo/random.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace osteon::demo {
namespace {

TEST(Random, EqualKeysGiveEqualNumbersAndOtherKeysOthers) {
  const std::uint64_t first = Random(1, "alder", 2).Next();
  EXPECT_EQ(Random(1, "alder", 2).Next(), first);
  EXPECT_NE(Random(2, "alder", 2).Next(), first);
  EXPECT_NE(Random(1, "birch", 2).Next(), first);
  EXPECT_NE(Random(1, "alder", 3).Next(), first);
}

TEST(Random, NormalAndWhiteNoiseHaveTheMeanAndDeviationAskedFor) {
  constexpr int kDraws = 200000;
  Random random(7, "moments", 0);
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.Normal(3.0, 2.0);
    sum += value;
    squares += (value - 3.0) * (value - 3.0);
  }
  EXPECT_NEAR(sum / kDraws, 3.0, 0.025);  // five standard errors
  EXPECT_NEAR(std::sqrt(squares / kDraws), 2.0, 0.02);

  std::vector<float> noise(kDraws);
  random.FillWhiteNoise(noise);
  sum = squares = 0.0;
  for (const float value : noise) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.012);
  EXPECT_NEAR(std::sqrt(squares / kDraws), 1.0, 0.01);
}

}  // namespace
}  // namespace osteon::demo
