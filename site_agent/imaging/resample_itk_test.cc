// Resample against ITK's own ResampleImageFilter, bit for bit.
#include <itkBSplineInterpolateImageFunction.h>
#include <itkGaussianInterpolateImageFunction.h>
#include <itkImage.h>
#include <itkLabelImageGaussianInterpolateImageFunction.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>
#include <itkWindowedSincInterpolateImageFunction.h>

#include <cmath>
#include <random>

#include "site_agent/imaging/resample.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

template <typename T>
using ImageOf = itk::Image<T, 3>;

template <typename T>
typename ImageOf<T>::Pointer ToItk(const Grid& grid, const std::vector<T>& voxels) {
  const auto image = ImageOf<T>::New();
  typename ImageOf<T>::SpacingType spacing;
  typename ImageOf<T>::PointType origin;
  typename ImageOf<T>::DirectionType direction;
  typename ImageOf<T>::SizeType size;
  for (unsigned i = 0; i < 3; ++i) {
    spacing[i] = grid.spacing_mm[i];
    origin[i] = grid.origin_mm[i];
    size[i] = grid.size[i];
    for (unsigned j = 0; j < 3; ++j) direction[i][j] = grid.direction[3 * i + j];
  }
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  image->SetRegions(size);
  image->Allocate();
  std::copy(voxels.begin(), voxels.end(), image->GetBufferPointer());
  return image;
}

// SimpleITK's choice of parameters.
template <typename T>
typename itk::InterpolateImageFunction<ImageOf<T>, double>::Pointer FunctionOf(Interpolator interpolator,
                                                                               const ImageOf<T>& image) {
  using Image = ImageOf<T>;
  constexpr unsigned kRadius = 5;
  using Boundary = itk::ZeroFluxNeumannBoundaryCondition<Image, Image>;
  switch (interpolator) {
    case Interpolator::kNearestNeighbour:
      return itk::NearestNeighborInterpolateImageFunction<Image, double>::New().GetPointer();
    case Interpolator::kLinear:
      return itk::LinearInterpolateImageFunction<Image, double>::New().GetPointer();
    case Interpolator::kCubicBSpline:
      return itk::BSplineInterpolateImageFunction<Image, double>::New().GetPointer();
    case Interpolator::kGaussian: {
      const auto p = itk::GaussianInterpolateImageFunction<Image, double>::New();
      typename itk::GaussianInterpolateImageFunction<Image, double>::ArrayType sigma;
      for (unsigned i = 0; i < 3; ++i) sigma[i] = 0.8 * image.GetSpacing()[i];
      p->SetSigma(sigma);
      p->SetAlpha(4.0);
      return p.GetPointer();
    }
    case Interpolator::kLabelGaussian: {
      const auto p = itk::LabelImageGaussianInterpolateImageFunction<Image, double>::New();
      typename itk::LabelImageGaussianInterpolateImageFunction<Image, double>::ArrayType sigma;
      for (unsigned i = 0; i < 3; ++i) sigma[i] = image.GetSpacing()[i];
      p->SetSigma(sigma);
      p->SetAlpha(1.0);
      return p.GetPointer();
    }
    case Interpolator::kHammingWindowedSinc: {
      using Window = itk::Function::HammingWindowFunction<kRadius, double, double>;
      return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window, Boundary>::New().GetPointer();
    }
    case Interpolator::kCosineWindowedSinc: {
      using Window = itk::Function::CosineWindowFunction<kRadius, double, double>;
      return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window, Boundary>::New().GetPointer();
    }
    case Interpolator::kWelchWindowedSinc: {
      using Window = itk::Function::WelchWindowFunction<kRadius, double, double>;
      return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window, Boundary>::New().GetPointer();
    }
    case Interpolator::kLanczosWindowedSinc: {
      using Window = itk::Function::LanczosWindowFunction<kRadius, double, double>;
      return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window, Boundary>::New().GetPointer();
    }
    case Interpolator::kBlackmanWindowedSinc: {
      using Window = itk::Function::BlackmanWindowFunction<kRadius, double, double>;
      return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window, Boundary>::New().GetPointer();
    }
  }
  return nullptr;
}

template <typename T>
std::vector<T> ItkResample(const Grid& from, const std::vector<T>& voxels, const Grid& to,
                           Interpolator interpolator) {
  const auto image = ToItk(from, voxels);
  const auto reference = ToItk(to, std::vector<T>(to.VoxelCount()));
  const auto filter = itk::ResampleImageFilter<ImageOf<T>, ImageOf<T>, double, double>::New();
  filter->SetInput(image);
  filter->SetOutputParametersFromImage(reference);
  filter->SetInterpolator(FunctionOf(interpolator, *image));
  filter->Update();
  const T* values = filter->GetOutput()->GetBufferPointer();
  return {values, values + to.VoxelCount()};
}

Grid Oblique(const std::array<std::size_t, 3>& size, const std::array<double, 3>& spacing_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = spacing_mm;
  grid.origin_mm = {-101.3, 12.7, 310.9};
  const double c = std::cos(0.3), s = std::sin(0.3);
  grid.direction = {c, -s, 0, s, c, 0, 0, 0, -1};
  return grid;
}

template <typename T>
Volume Scan(const Grid& grid, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<T> voxels(grid.VoxelCount());
  for (T& voxel : voxels) voxel = static_cast<T>(static_cast<int>(random() % 400) - 100);
  return {grid, voxels};
}

// A block in the middle of the mask's grid.
Volume Block(const Grid& grid) {
  std::vector<std::uint8_t> voxels;
  for (std::size_t z = 0; z < grid.size[2]; ++z) {
    for (std::size_t y = 0; y < grid.size[1]; ++y) {
      for (std::size_t x = 0; x < grid.size[0]; ++x) {
        const auto middle = [&](std::size_t i, std::size_t n) { return i >= n / 3 && i < 2 * n / 3; };
        voxels.push_back(middle(x, grid.size[0]) && middle(y, grid.size[1]) && middle(z, grid.size[2]) ? 1
                                                                                                       : 0);
      }
    }
  }
  return {grid, voxels};
}

template <typename T>
void ExpectItk(const Volume& image, const Volume& mask, const std::array<double, 3>& spacing_mm,
               Interpolator interpolator) {
  SCOPED_TRACE(static_cast<int>(interpolator));
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(mask, mask, 1));
  ASSERT_OK_AND_ASSIGN(const ResampledCase result,
                       Resample(image, mask, 1, region, {spacing_mm, interpolator, 3}));
  const auto& voxels = std::get<std::vector<T>>(result.image.voxels);
  EXPECT_EQ(voxels,
            ItkResample(image.grid, std::get<std::vector<T>>(image.voxels), result.image.grid, interpolator));
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(result.mask.voxels),
            ItkResample(mask.grid, std::get<std::vector<std::uint8_t>>(mask.voxels), result.mask.grid,
                        Interpolator::kNearestNeighbour));
}

constexpr std::array<Interpolator, 10> kAll{
    Interpolator::kNearestNeighbour,    Interpolator::kLinear,
    Interpolator::kCubicBSpline,        Interpolator::kGaussian,
    Interpolator::kLabelGaussian,       Interpolator::kHammingWindowedSinc,
    Interpolator::kCosineWindowedSinc,  Interpolator::kWelchWindowedSinc,
    Interpolator::kLanczosWindowedSinc, Interpolator::kBlackmanWindowedSinc};

// 3 mm slices become 1 mm ones: new centres fall on old ones, and a nearest voxel is one of two.
TEST(ResampleAsItk, EveryInterpolatorOnIntegers) {
  const Grid grid = Oblique({21, 16, 12}, {0.9765625, 0.9765625, 3});
  const Volume image = Scan<std::int16_t>(grid, 1), mask = Block(grid);
  for (const Interpolator interpolator : kAll) ExpectItk<std::int16_t>(image, mask, {1, 1, 1}, interpolator);
}

TEST(ResampleAsItk, EveryInterpolatorOnFloats) {
  const Grid grid = Oblique({14, 17, 9}, {1, 1, 2});
  const Volume image = Scan<float>(grid, 2), mask = Block(grid);
  for (const Interpolator interpolator : kAll) ExpectItk<float>(image, mask, {2, 0.5, 1}, interpolator);
}

// The spline is computed in a part of the image only.
TEST(ResampleAsItk, ASplineInAPartOfALargeImage) {
  const Grid grid = Oblique({260, 140, 7}, {0.7, 0.7, 3});
  ExpectItk<std::int16_t>(Scan<std::int16_t>(grid, 3), Block(grid), {1, 1, 1}, Interpolator::kCubicBSpline);
  Grid far = Oblique({270, 12, 10}, {1, 1, 1});
  ExpectItk<std::int32_t>(Scan<std::int32_t>(far, 4), Block(far), {3, 2, 2}, Interpolator::kCubicBSpline);
}

TEST(ResampleAsItk, ImageAndMaskOnDifferentGrids) {
  const Grid grid = Oblique({40, 36, 30}, {1, 1, 1});
  Grid other = grid;
  other.size = {20, 18, 12};
  other.spacing_mm = {1.5, 1.6, 2};
  other.origin_mm[0] += 3;
  other.origin_mm[2] -= 1.25;
  other.direction = {0, -1, 0, 1, 0, 0, 0, 0, -1};
  const double c = std::cos(0.35), s = std::sin(0.35);
  other.direction = {c, -s, 0, s, c, 0, 0, 0, -1};
  for (const Interpolator interpolator : {Interpolator::kLinear, Interpolator::kCubicBSpline}) {
    ExpectItk<std::int16_t>(Scan<std::int16_t>(grid, 5), Block(other), {1.1, 1.1, 1.1}, interpolator);
  }
}

TEST(ResampleAsItk, AMaskOnTheImagesGrid) {
  const Grid grid = Oblique({40, 36, 30}, {1, 1, 1});
  Grid other = grid;
  other.size = {20, 18, 14};
  other.spacing_mm = {2, 2, 2};
  const Volume mask = Block(other);
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(mask, mask, 1));
  ASSERT_OK_AND_ASSIGN(const Volume on_grid, MaskOnGrid(mask, 1, region, grid));
  EXPECT_EQ(std::get<std::vector<std::uint8_t>>(on_grid.voxels),
            ItkResample(other, std::get<std::vector<std::uint8_t>>(mask.voxels), grid,
                        Interpolator::kNearestNeighbour));
}

TEST(ResampleAsItk, ARegionOutsideTheImageIsRefused) {
  const Grid grid = Oblique({40, 36, 30}, {1, 1, 1});
  Grid other = grid;
  other.origin_mm[2] += 16;
  const Volume mask = Block(other);
  ASSERT_OK_AND_ASSIGN(const Region region, CropRegion(mask, mask, 1));
  EXPECT_THAT(MaskOnGrid(mask, 1, region, grid),
              testing::StatusIs(absl::StatusCode::kInvalidArgument,
                                ::testing::HasSubstr("reaches outside the image")));
}

}  // namespace
}  // namespace osteon
