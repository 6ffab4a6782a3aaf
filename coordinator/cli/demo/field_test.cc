#include "coordinator/cli/demo/field.h"

#include <cmath>
#include <numeric>

#include "gtest/gtest.h"

namespace osteon::demo {
namespace {

TEST(Filter, APointBecomesTheTapsAlongEveryAxis) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Field field({7, 7, 7});
    field.values[field.Index(3, 3, 3)] = 1.0F;
    Filter(field, axis, {.inner = 0.25F, .outer = 0.0625F});
    const std::size_t stride = axis == 0 ? 1 : axis == 1 ? 7 : 49;
    const std::size_t centre = field.Index(3, 3, 3);
    EXPECT_EQ(field.values[centre], 0.375F);
    EXPECT_EQ(field.values[centre + stride], 0.25F);
    EXPECT_EQ(field.values[centre - stride], 0.25F);
    EXPECT_EQ(field.values[centre + 2 * stride], 0.0625F);
    EXPECT_EQ(field.values[centre - 2 * stride], 0.0625F);
  }
}

TEST(Filter, AConstantFieldStaysConstantToTheEdges) {
  for (std::size_t length = 1; length < 7; ++length) {
    Field field({length, length, length});
    for (float& value : field.values) value = 8.0F;
    for (std::size_t axis = 0; axis < 3; ++axis) Filter(field, axis, {.inner = 0.25F, .outer = -0.0625F});
    for (const float value : field.values) EXPECT_EQ(value, 8.0F);
  }
}

TEST(Smooth, APointBecomesABellOfTheStandardDeviationAskedFor) {
  Field field({41, 41, 41});
  field.values[field.Index(20, 20, 20)] = 1.0F;
  Smooth(field, {0.7, 0.9, 2.0}, 1.5);
  double variance_mm2 = 0.0;
  for (std::size_t i = 0; i < field.values.size(); ++i) {
    const double x_mm = (static_cast<double>(i % 41) - 20.0) * 0.7;
    variance_mm2 += x_mm * x_mm * static_cast<double>(field.values[i]);
  }
  EXPECT_NEAR(std::sqrt(variance_mm2), 1.5, 1e-3);
}

TEST(BandNoise, HasUnitVarianceAndHardlyAMean) {
  Random random(3, "band", 0);
  const Field noise = BandNoise(random, {48, 48, 24}, {0.7, 0.7, 1.5}, 0.5, 2.0);
  double sum = 0.0, squares = 0.0;
  for (const float value : noise.values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto count = static_cast<double>(noise.values.size());
  EXPECT_NEAR(sum / count, 0.0, 0.01);
  EXPECT_NEAR(squares / count, 1.0, 1e-4);
}

}  // namespace
}  // namespace osteon::demo
