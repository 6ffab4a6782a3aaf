// The Gabor filter and the Simoncelli wavelet.
#include <cmath>
#include <complex>
#include <numbers>

#include "gmock/gmock.h"
#include "site_agent/radiomics/ibsi/filters/gabor.h"
#include "site_agent/radiomics/ibsi/filters/simoncelli.h"
#include "site_agent/radiomics/ibsi/filters/slow_convolution.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using testing::Image;
using testing::RandomImage;
using Complex = std::complex<double>;

const FilterBox kInside{{1, 2, 0}, {3, 2, 4}};

struct SlowGabor {
  double sigma, wavelength, gamma;  // in voxels
  Boundary boundary;

  Complex At(const Volume& image, const std::array<std::size_t, 3>& voxel, std::size_t first,
             std::size_t second, double degrees) const {
    const double t = degrees * std::numbers::pi / 180;
    const int reach = static_cast<int>(std::ceil(6 * sigma / std::min(1.0, gamma)));
    Complex sum = 0;
    for (int k2 = -reach; k2 <= reach; ++k2) {
      for (int k1 = -reach; k1 <= reach; ++k1) {
        const double a = k1 * std::cos(t) + k2 * std::sin(t), b = k2 * std::cos(t) - k1 * std::sin(t);
        const Complex kernel = std::exp(Complex(-(a * a + gamma * gamma * b * b) / (2 * sigma * sigma),
                                                2 * std::numbers::pi * a / wavelength));
        std::array<std::ptrdiff_t, 3> place{static_cast<std::ptrdiff_t>(voxel[0]),
                                            static_cast<std::ptrdiff_t>(voxel[1]),
                                            static_cast<std::ptrdiff_t>(voxel[2])};
        place[first] -= k1;
        place[second] -= k2;
        sum += kernel * testing::Beyond(image, place, boundary);
      }
    }
    return sum;
  }
};

TEST(Gabor, IsTheConvolutionWithItsKernel) {
  Volume image = RandomImage(1, {7, 5, 4});
  image.grid.spacing_mm = {0.5, 0.5, 3};  // only the plane counts
  for (const Boundary boundary : testing::kBoundaries) {
    const SlowGabor slow{1.5, 3.2, 0.6, boundary};
    GaborSettings settings{
        .sigma_mm = 0.75, .wavelength_mm = 1.6, .gamma = 0.6, .theta_degrees = 25, .rotations = {}};
    for (const GaborPart part : {GaborPart::kModulus, GaborPart::kReal, GaborPart::kImaginary}) {
      settings.part = part;
      ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                           GaborFilter(image, kInside, settings, {false, boundary}));
      ::osteon::testing::ForEachInBox(kInside,
                                      [&](std::size_t i, std::size_t x, std::size_t y, std::size_t z) {
                                        const Complex expected = slow.At(image, {x, y, z}, 0, 1, 25);
                                        EXPECT_NEAR(values[i],
                                                    part == GaborPart::kModulus ? std::abs(expected)
                                                    : part == GaborPart::kReal  ? expected.real()
                                                                                : expected.imag(),
                                                    1e-8);
                                      });
    }
  }
}

TEST(Gabor, RotationsPoolAnglesAndPlanes) {
  const Volume image = RandomImage(2, {7, 5, 4});
  const SlowGabor slow{1.2, 2.5, 1.5, Boundary::kMirror};
  for (const bool by_slice : {false, true}) {
    for (const Pooling pooling : {Pooling::kAverage, Pooling::kMax, Pooling::kMin}) {
      for (const GaborPart part : {GaborPart::kModulus, GaborPart::kReal, GaborPart::kImaginary}) {
        const GaborSettings settings{1.2, 2.5, 1.5, 10, part, GaborRotations{60, pooling}};
        ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                             GaborFilter(image, kInside, settings, {.by_slice = by_slice}));
        ::osteon::testing::ForEachInBox(kInside, [&](std::size_t i, std::size_t x, std::size_t y,
                                                     std::size_t z) {
          Pool pool(pooling, 1);
          std::size_t count = 0;
          const std::vector<std::array<std::size_t, 2>> planes = {{0, 1}, {0, 2}, {1, 2}};
          for (std::size_t plane = 0; plane < (by_slice ? 1U : 3U); ++plane) {
            for (int angle = 10; angle < 370; angle += 60, ++count) {
              const Complex response = slow.At(image, {x, y, z}, planes[plane][0], planes[plane][1], angle);
              pool.Add(0, part == GaborPart::kModulus ? std::abs(response)
                          : part == GaborPart::kReal  ? response.real()
                                                      : response.imag());
            }
          }
          EXPECT_NEAR(values[i], pool.Take(count)[0], 1e-8);
        });
      }
    }
  }
}

TEST(Gabor, WrongSettingsAreRefused) {
  Volume image = RandomImage(3, {7, 5, 4});
  GaborSettings settings;
  settings.gamma = 0;
  EXPECT_THAT(GaborFilter(image, kInside, settings, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("must be positive")));
  settings = {.rotations = GaborRotations{50, Pooling::kAverage}};
  EXPECT_THAT(GaborFilter(image, kInside, settings, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("must divide a full turn of 360 degrees; it is 50")));
  settings = {.rotations = GaborRotations{45, Pooling::kAverage}};
  image.grid.spacing_mm = {1, 1, 2};
  EXPECT_THAT(GaborFilter(image, kInside, settings, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1 x 1 x 2 mm")));
  EXPECT_THAT(GaborFilter(image, kInside, settings, {.by_slice = true}), IsOk());
}

// Sums over all voxels, forth and back.
Volume SlowSimoncelli(const Volume& image, int level, bool by_slice) {
  std::array<std::size_t, 3> size = image.grid.size;
  if (by_slice) size[2] = 1;
  const double highest = std::pow(2.0, 1 - level);
  const auto turn = [&](double product, std::size_t n) {
    return std::polar(1.0, 2 * std::numbers::pi * product / static_cast<double>(n));
  };
  std::vector<double> result;
  for (std::size_t slice = 0; slice < (by_slice ? image.grid.size[2] : 1); ++slice) {
    std::vector<Complex> sums(size[0] * size[1] * size[2]);
    testing::ForEachVoxel(size, [&](std::size_t u, std::size_t v, std::size_t w) {
      const std::array<std::size_t, 3> element{u, v, w};
      std::array<double, 3> signed_element{};
      double square = 0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (size[axis] == 1) continue;
        // From the lowest frequency to the highest: -n/2 ... n/2 - 1, or -(n-1)/2 ... (n-1)/2.
        const double n = static_cast<double>(size[axis]);
        const double lowest = -std::floor(n / 2);
        signed_element[axis] = static_cast<double>(element[axis]) + lowest;
        const double frequency = -1 + 2 * static_cast<double>(element[axis]) / (n - 1);
        square += frequency * frequency;
      }
      const double f = std::sqrt(square);
      if (f <= highest / 4 || f > highest) return;
      const double gain = std::cos(std::numbers::pi / 2 * std::log2(2 * f / highest));
      Complex spectrum = 0;
      testing::ForEachVoxel(size, [&](std::size_t x, std::size_t y, std::size_t z) {
        spectrum += testing::At(image, x, y, by_slice ? slice : z) *
                    turn(-signed_element[0] * static_cast<double>(x), size[0]) *
                    turn(-signed_element[1] * static_cast<double>(y), size[1]) *
                    turn(-signed_element[2] * static_cast<double>(z), size[2]);
      });
      std::size_t i = 0;
      testing::ForEachVoxel(size, [&](std::size_t x, std::size_t y, std::size_t z) {
        sums[i++] += gain * spectrum * turn(signed_element[0] * static_cast<double>(x), size[0]) *
                     turn(signed_element[1] * static_cast<double>(y), size[1]) *
                     turn(signed_element[2] * static_cast<double>(z), size[2]);
      });
    });
    for (const Complex& sum : sums) result.push_back(sum.real() / static_cast<double>(sums.size()));
  }
  return Image(image.grid.size, result);
}

TEST(Simoncelli, IsTheProductInFrequencyForEvenAndOddSizes) {
  for (const std::array<std::size_t, 3>& size :
       {std::array<std::size_t, 3>{6, 5, 4}, std::array<std::size_t, 3>{7, 8, 9},
        std::array<std::size_t, 3>{8, 6, 1}}) {
    const Volume image = RandomImage(4, size);
    for (int level = 1; level <= 2; ++level) {
      for (const bool by_slice : {false, true}) {
        const FilterBox box{{1, 2, 0}, {3, 2, std::min<std::size_t>(3, size[2])}};
        ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                             SimoncelliFilter(image, box, {level}, by_slice));
        testing::ExpectBox(values, box, SlowSimoncelli(image, level, by_slice), 1e-9);
      }
    }
  }
}

TEST(Simoncelli, OfAConstantImageOfOddSizeIsZero) {
  const Volume image = Image({7, 7, 7}, std::vector<double>(343, 100));
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                       SimoncelliFilter(image, testing::WholeBox(image), {1}, false));
  for (const double value : values) EXPECT_NEAR(value, 0, 1e-12);
}

TEST(Simoncelli, ALevelBelowOneIsRefused) {
  EXPECT_THAT(SimoncelliFilter(RandomImage(5, {7, 5, 4}), kInside, {0}, false),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to 16; it is 0")));
}

}  // namespace
}  // namespace osteon::ibsi
