#include "site_agent/radiomics/pyradiomics/filters/laplacian_of_gaussian.h"

#include <cmath>
#include <numbers>

#include "site_agent/radiomics/pyradiomics/filters/test_volumes.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::RandomVolume;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

// The oracle: one line at a time through the whole image, the image going on for a long way beyond its ends.
std::vector<double> SlowLine(const std::vector<double>& line, const RecursiveGaussian& g) {
  constexpr std::size_t kBeyond = 400;
  std::vector<double> x(kBeyond, line.front());
  x.insert(x.end(), line.begin(), line.end());
  x.insert(x.end(), kBeyond, line.back());
  std::vector<double> forward(x.size(), 0.0), backward(x.size(), 0.0);
  for (std::size_t i = 4; i < x.size(); ++i) {
    for (std::size_t k = 0; k < 4; ++k) forward[i] += g.n[k] * x[i - k] - g.d[k] * forward[i - k - 1];
  }
  for (std::size_t i = x.size() - 5; i > 0; --i) {
    for (std::size_t k = 0; k < 4; ++k) backward[i] += g.m[k] * x[i + k + 1] - g.d[k] * backward[i + k + 1];
  }
  std::vector<double> out;
  for (std::size_t i = kBeyond; i < kBeyond + line.size(); ++i) out.push_back(forward[i] + backward[i]);
  return out;
}

std::vector<double> SlowAxis(std::vector<double> values, const std::array<std::size_t, 3>& size,
                             std::size_t axis, const RecursiveGaussian& g) {
  const std::array<std::size_t, 3> stride{1, size[0], size[0] * size[1]};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i / stride[axis] % size[axis] != 0) continue;
    std::vector<double> line;
    for (std::size_t k = 0; k < size[axis]; ++k) line.push_back(values[i + k * stride[axis]]);
    line = SlowLine(line, g);
    for (std::size_t k = 0; k < size[axis]; ++k) values[i + k * stride[axis]] = line[k];
  }
  return values;
}

TEST(LaplacianOfGaussian, ABoxHasTheValuesOfTheWholeImage) {
  for (const double sigma : {1.0, 2.7}) {
    const Volume image = RandomVolume<std::int16_t>(5, {21, 18, 9});
    const auto& size = image.grid.size;
    std::vector<double> expected(image.grid.VoxelCount(), 0.0);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto& voxels = std::get<std::vector<std::int16_t>>(image.voxels);
      std::vector<double> values(voxels.begin(), voxels.end());
      for (std::size_t other = 0; other < 3; ++other) {
        const double spacing = image.grid.spacing_mm[other];
        values = SlowAxis(values, size, other,
                          other == axis ? RecursiveGaussian::SecondDerivative(sigma / spacing, sigma * sigma)
                                        : RecursiveGaussian::Smoothing(sigma / spacing));
      }
      for (std::size_t i = 0; i < values.size(); ++i) {
        expected[i] += values[i] / image.grid.spacing_mm[axis] / image.grid.spacing_mm[axis];
      }
    }
    const FilterBox box{{3, 1, 2}, {18, 16, 5}};
    ASSERT_OK_AND_ASSIGN(const std::vector<float> values, LaplacianOfGaussian(image, box, sigma));
    testing::ForEachInBox(box, [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
      ASSERT_NEAR(values[i], expected[x + size[0] * (y + size[1] * z)], 1e-3);
    });
  }
}

TEST(LaplacianOfGaussian, FiltersApproximateTheGaussianAndItsSecondDerivative) {
  for (const double sigma : {1.0, 2.0, 4.5}) {
    std::vector<double> impulse(101, 0.0);
    impulse[50] = 1;
    const std::vector<double> smooth = SlowLine(impulse, RecursiveGaussian::Smoothing(sigma));
    const std::vector<double> second = SlowLine(impulse, RecursiveGaussian::SecondDerivative(sigma, 1));
    for (std::size_t i = 0; i < 101; ++i) {
      const double t = (static_cast<double>(i) - 50) / sigma;
      const double gauss = std::exp(-t * t / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
      EXPECT_NEAR(smooth[i], gauss, 0.01 / sigma);
      EXPECT_NEAR(second[i], (t * t - 1) * gauss / (sigma * sigma), 0.02 / (sigma * sigma * sigma));
    }
  }
}

// sigma^2 times the second derivatives of x^2 + 3 y^2, far from the ends: sigma^2 (2 + 6).
TEST(LaplacianOfGaussian, OfAParabolaIsItsCurvature) {
  Volume image = RandomVolume<float>(1, {61, 61, 9});
  image.grid.spacing_mm = {0.5, 0.5, 1};
  auto& voxels = std::get<std::vector<float>>(image.voxels);
  testing::ForEachInBox(
      testing::WholeBox(image), [&](std::size_t i, std::size_t x, std::size_t y, std::size_t) {
        const double u = 0.5 * (static_cast<double>(x) - 30), v = 0.5 * (static_cast<double>(y) - 30);
        voxels[i] = static_cast<float>(u * u + 3 * v * v);
      });
  ASSERT_OK_AND_ASSIGN(const std::vector<float> values,
                       LaplacianOfGaussian(image, {{30, 30, 4}, {1, 1, 1}}, 1.5));
  EXPECT_NEAR(values[0], 1.5 * 1.5 * 8, 0.05);
}

TEST(LaplacianOfGaussian, AnImageThatIsTooSmallIsRefused) {
  const Volume image = RandomVolume<float>(1, {10, 10, 3});
  EXPECT_THAT(LaplacianOfGaussian(image, testing::WholeBox(image), 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 voxels along axis 3")));
  EXPECT_THAT(LaplacianOfGaussian(RandomVolume<float>(1, {10, 10, 8}), {{0, 0, 0}, {1, 1, 1}}, 8),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sigma 8 mm needs 13")));
}

}  // namespace
}  // namespace osteon
