// The mean, Laplacian of Gaussian, Laws and separable wavelet filters.
#include <cmath>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "site_agent/radiomics/ibsi/filters/laplacian_of_gaussian.h"
#include "site_agent/radiomics/ibsi/filters/laws.h"
#include "site_agent/radiomics/ibsi/filters/mean_filter.h"
#include "site_agent/radiomics/ibsi/filters/separable_wavelet.h"
#include "site_agent/radiomics/ibsi/filters/slow_convolution.h"
#include "tests/support/status_matchers.h"

namespace osteon::ibsi {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;
using testing::Image;
using testing::RandomImage;
using testing::WholeBox;

const FilterBox kInside{{1, 2, 0}, {3, 2, 4}};

Volume ConstantImage(double value) {
  return Image({7, 6, 5}, std::vector<double>(7 * 6 * 5, value));
}

// One voxel of value 1 in the middle.
Volume Impulse(const std::array<std::size_t, 3>& size) {
  Volume image = Image(size, std::vector<double>(size[0] * size[1] * size[2]));
  std::get<std::vector<double>>(
      image.voxels)[size[0] / 2 + size[0] * (size[1] / 2 + size[1] * (size[2] / 2))] = 1;
  return image;
}

TEST(MeanFilter, OfAConstantImageIsTheConstant) {
  const Volume image = ConstantImage(-37);
  for (const Boundary boundary : {Boundary::kMirror, Boundary::kNearest, Boundary::kPeriodic}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                         MeanFilter(image, WholeBox(image), {5}, {false, boundary}));
    for (const double value : values) EXPECT_NEAR(value, -37, 1e-12);
  }
}

TEST(MeanFilter, OfAnImpulseIsACubeOrASquare) {
  const Volume image = Impulse({5, 5, 5});
  ASSERT_OK_AND_ASSIGN(const std::vector<double> cube, MeanFilter(image, WholeBox(image), {3}, {}));
  ASSERT_OK_AND_ASSIGN(const std::vector<double> square,
                       MeanFilter(image, WholeBox(image), {3}, {.by_slice = true}));
  const Volume cubes = Image({5, 5, 5}, cube), squares = Image({5, 5, 5}, square);
  EXPECT_NEAR(testing::At(cubes, 1, 3, 1), 1.0 / 27, 1e-15);
  EXPECT_EQ(testing::At(cubes, 0, 2, 2), 0);
  EXPECT_NEAR(testing::At(squares, 1, 3, 2), 1.0 / 9, 1e-15);
  EXPECT_EQ(testing::At(squares, 1, 3, 1), 0);
}

TEST(MeanFilter, AnEvenSupportIsRefused) {
  EXPECT_THAT(MeanFilter(ConstantImage(1), kInside, {4}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("odd number of voxels; it is 4")));
}

// The kernel as one array, by the formula of the header.
Volume SlowLaplacian(const Volume& image, double sigma, double truncate, const FilterDomain& domain) {
  const int reach = static_cast<int>(std::floor(truncate * sigma + 0.5));
  const double dimensions = domain.by_slice ? 2 : 3;
  std::vector<double> values;
  testing::ForEachVoxel(image.grid.size, [&](std::size_t x, std::size_t y, std::size_t z) {
    double sum = 0;
    for (int c = domain.by_slice ? 0 : -reach; c <= (domain.by_slice ? 0 : reach); ++c) {
      for (int b = -reach; b <= reach; ++b) {
        for (int a = -reach; a <= reach; ++a) {
          const double relative = (a * a + b * b + c * c) / (sigma * sigma);
          const double kernel = -1 / (sigma * sigma) *
                                std::pow(2 * std::numbers::pi * sigma * sigma, -dimensions / 2) *
                                (dimensions - relative) * std::exp(-relative / 2);
          sum += kernel *
                 testing::Beyond(image,
                                 {static_cast<std::ptrdiff_t>(x) - a, static_cast<std::ptrdiff_t>(y) - b,
                                  static_cast<std::ptrdiff_t>(z) - c},
                                 domain.boundary);
        }
      }
    }
    values.push_back(sum);
  });
  return Image(image.grid.size, values);
}

TEST(LaplacianOfGaussian, IsTheConvolutionWithItsKernel) {
  Volume image = RandomImage(6, {6, 5, 4});
  image.grid.spacing_mm = {2, 2, 2};
  for (const Boundary boundary : testing::kBoundaries) {
    for (const bool by_slice : {false, true}) {
      const FilterDomain domain{by_slice, boundary};
      ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                           LaplacianOfGaussianFilter(image, kInside, {2.4, 3}, domain));
      testing::ExpectBox(values, kInside, SlowLaplacian(image, 1.2, 3, domain), 1e-9);
    }
  }
}

TEST(LaplacianOfGaussian, NeedsVoxelsOfOneSize) {
  Volume image = RandomImage(7, {6, 5, 4});
  image.grid.spacing_mm = {0.5, 0.5, 3};
  EXPECT_THAT(LaplacianOfGaussianFilter(image, kInside, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("0.5 x 0.5 x 3 mm. Interpolate to one size, or filter by slice")));
  EXPECT_THAT(LaplacianOfGaussianFilter(image, kInside, {}, {.by_slice = true}), IsOk());
  image.grid.spacing_mm = {0.5, 0.6, 3};
  EXPECT_THAT(LaplacianOfGaussianFilter(image, kInside, {}, {.by_slice = true}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0.5 x 0.6 x 3 mm")));
}

TEST(LaplacianOfGaussian, AWidthThatIsNotPositiveIsRefused) {
  for (const double sigma : {0.0, -1.0, std::nan("")}) {
    EXPECT_THAT(LaplacianOfGaussianFilter(RandomImage(8, {6, 5, 4}), kInside, {sigma, 4}, {}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("must be positive")));
  }
}

TEST(Laws, KernelsHaveUnitNorm) {
  const Volume image = Impulse({11, 11, 11});
  for (const std::string& name : LawsKernelNames()) {
    ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                         LawsFilter(image, WholeBox(image), {absl::StrCat(name, name, name), {}, {}}, {}));
    double squares = 0;
    for (const double value : values) squares += value * value;
    EXPECT_NEAR(squares, 1, 1e-12) << name;
  }
}

TEST(Laws, TheFirstKernelRunsAlongX) {
  const Volume image = Impulse({7, 7, 7});
  ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                       LawsFilter(image, WholeBox(image), {"E3L3L3", {}, {}}, {}));
  const Volume response = Image({7, 7, 7}, values);
  EXPECT_LT(testing::At(response, 2, 3, 3), 0);  // -1 0 1, convolved
  EXPECT_GT(testing::At(response, 4, 3, 3), 0);
  EXPECT_EQ(testing::At(response, 3, 4, 3), 0);
}

TEST(Laws, TheEnergyImageIsTheMeanOfTheAbsoluteResponseWithItsOwnBoundary) {
  const Volume image = RandomImage(9, {6, 5, 4});
  for (const Boundary boundary : testing::kBoundaries) {
    const FilterDomain domain{false, boundary};
    ASSERT_OK_AND_ASSIGN(std::vector<double> response,
                         LawsFilter(image, WholeBox(image), {"E5L5S5", Pooling::kMax, {}}, domain));
    for (double& value : response) value = std::abs(value);
    ASSERT_OK_AND_ASSIGN(const std::vector<double> mean,
                         MeanFilter(Image(image.grid.size, response), kInside, {5}, domain));
    ASSERT_OK_AND_ASSIGN(const std::vector<double> energy,
                         LawsFilter(image, kInside, {"E5L5S5", Pooling::kMax, 2}, domain));
    for (std::size_t i = 0; i < mean.size(); ++i) EXPECT_NEAR(energy[i], mean[i], 1e-9);
  }
}

TEST(Laws, UnknownKernelsAreRefused) {
  const Volume image = ConstantImage(1);
  EXPECT_THAT(
      LawsFilter(image, kInside, {"L5X5E5", {}, {}}, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("unknown Laws kernel 'X5' in 'L5X5E5'")));
  EXPECT_THAT(
      LawsFilter(image, kInside, {"L5E5", {}, {}}, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("has 2 Laws kernels; three are needed")));
  EXPECT_THAT(LawsFilter(image, kInside, {"L5E5E5", {}, {}}, {.by_slice = true}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("by slice two are needed")));
  EXPECT_THAT(LawsFilter(image, kInside, {"L5E5E5", {}, -1}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("must not be negative")));
}

TEST(SeparableWavelet, TheSecondLevelHasHolesAndABoundaryOfItsOwn) {
  const Volume image = RandomImage(10, {6, 5, 4});
  const double h = 1 / std::numbers::sqrt2;
  for (const Boundary boundary : testing::kBoundaries) {
    Volume slow = image;
    for (std::size_t axis = 0; axis < 3; ++axis)
      slow = testing::ConvolveAlong(slow, axis, {h, h}, 1, boundary);
    slow = testing::ConvolveAlong(slow, 0, {h, h}, 2, boundary);
    slow = testing::ConvolveAlong(slow, 1, {-h, h}, 2, boundary);
    slow = testing::ConvolveAlong(slow, 2, {-h, h}, 2, boundary);
    ASSERT_OK_AND_ASSIGN(const std::vector<double> values,
                         SeparableWaveletFilter(image, kInside, {"haar", "LHH", 2, {}}, {false, boundary}));
    testing::ExpectBox(values, kInside, slow, 1e-9);
  }
}

TEST(SeparableWavelet, AHighPassFilterOfAConstantImageIsZero) {
  const Volume image = ConstantImage(250);
  for (const char* wavelet : {"haar", "db2", "db3", "coif1"}) {
    ASSERT_OK_AND_ASSIGN(
        const std::vector<double> high,
        SeparableWaveletFilter(image, WholeBox(image), {wavelet, "LLH", 1, Pooling::kMax}, {}));
    for (const double value : high) EXPECT_NEAR(value, 0, 1e-8) << wavelet;
    ASSERT_OK_AND_ASSIGN(
        const std::vector<double> low,
        SeparableWaveletFilter(image, WholeBox(image), {wavelet, "LLL", 2, Pooling::kAverage}, {}));
    for (const double value : low) EXPECT_NEAR(value, 250 * 8, 1e-8) << wavelet;  // sqrt(2) an axis and level
  }
}

TEST(SeparableWavelet, WrongSettingsAreRefused) {
  const Volume image = ConstantImage(1);
  EXPECT_THAT(SeparableWaveletFilter(image, kInside, {"haar", "LLM", 1, {}}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'LLM' are no wavelet bands")));
  EXPECT_THAT(SeparableWaveletFilter(image, kInside, {"haar", "LL", 1, {}}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("three letters")));
  EXPECT_THAT(SeparableWaveletFilter(image, kInside, {"haar", "LLL", 0, {}}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("from 1 to 16")));
  EXPECT_THAT(SeparableWaveletFilter(image, kInside, {"harr", "LLL", 1, {}}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("did you mean 'haar'?")));
}

}  // namespace
}  // namespace osteon::ibsi
