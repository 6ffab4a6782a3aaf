#include "site_agent/radiomics/pyradiomics/filters/gradient.h"

#include <cmath>

#include "gtest/gtest.h"
#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"

namespace osteon {
namespace {

// 3 x + 4 y + 12 z: its gradient is (3, 4, 12) per voxel.
Volume Ramp() {
  Volume image = testing::RandomVolume<std::int16_t>(1, {5, 5, 5});
  auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
  testing::ForEachInBox(testing::WholeBox(image),
                        [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
                          voxels[i] = static_cast<std::int16_t>(3 * x + 4 * y + 12 * z);
                        });
  return image;
}

TEST(Gradient, OfARampIsItsSlope) {
  Volume image = Ramp();
  EXPECT_FLOAT_EQ(GradientMagnitude(image, {{2, 2, 2}, {1, 1, 1}}, false)[0], 13);
  image.grid.spacing_mm = {3, 4, 12};
  EXPECT_FLOAT_EQ(GradientMagnitude(image, {{2, 2, 2}, {1, 1, 1}}, true)[0], std::sqrt(3.0F));
}

TEST(Gradient, TheImageGoesOnAsItsLastVoxel) {
  const Volume image = Ramp();
  EXPECT_FLOAT_EQ(GradientMagnitude(image, {{0, 2, 4}, {1, 1, 1}}, false)[0],
                  std::sqrt(1.5F * 1.5F + 16 + 36));
}

TEST(Gradient, ABoxHasTheValuesOfTheWholeImage) {
  const Volume image = testing::RandomVolume<float>(2, {7, 6, 5});
  const std::vector<float> whole = GradientMagnitude(image, testing::WholeBox(image), true);
  const FilterBox box{{0, 1, 2}, {7, 3, 3}};
  const std::vector<float> part = GradientMagnitude(image, box, true);
  testing::ForEachInBox(box, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
    EXPECT_EQ(part[i], whole[x + 7 * (y + 6 * z)]);
  });
}

}  // namespace
}  // namespace osteon
