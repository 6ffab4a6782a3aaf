#include "site_agent/imaging/resample_window.h"

#include <itkGaussianInterpolateImageFunction.h>
#include <itkImage.h>
#include <itkLabelImageGaussianInterpolateImageFunction.h>
#include <itkWindowedSincInterpolateImageFunction.h>
#include <itkZeroFluxNeumannBoundaryCondition.h>

#include <algorithm>

namespace osteon {
namespace {

using Image = itk::Image<double, 3>;
using Function = itk::InterpolateImageFunction<Image, double>;
constexpr unsigned kRadius = 5;

template <typename Window>
Function::Pointer WindowedSinc() {
  return itk::WindowedSincInterpolateImageFunction<Image, kRadius, Window,
                                                   itk::ZeroFluxNeumannBoundaryCondition<Image, Image>>::New()
      .GetPointer();
}

template <typename Gaussian>
Function::Pointer GaussianOf(const Image& image, double sigma_voxels, double cut_off) {
  const auto function = Gaussian::New();
  typename Gaussian::ArrayType sigma;
  for (unsigned axis = 0; axis < 3; ++axis) sigma[axis] = sigma_voxels * image.GetSpacing()[axis];
  function->SetSigma(sigma);
  function->SetAlpha(cut_off);
  return function.GetPointer();
}

Function::Pointer FunctionOf(Interpolator interpolator, const Image& image) {
  namespace window = itk::Function;
  switch (interpolator) {
    case Interpolator::kLabelGaussian:
      return GaussianOf<itk::LabelImageGaussianInterpolateImageFunction<Image, double>>(image, 1.0, 1.0);
    case Interpolator::kHammingWindowedSinc:
      return WindowedSinc<window::HammingWindowFunction<kRadius, double, double>>();
    case Interpolator::kCosineWindowedSinc:
      return WindowedSinc<window::CosineWindowFunction<kRadius, double, double>>();
    case Interpolator::kWelchWindowedSinc:
      return WindowedSinc<window::WelchWindowFunction<kRadius, double, double>>();
    case Interpolator::kLanczosWindowedSinc:
      return WindowedSinc<window::LanczosWindowFunction<kRadius, double, double>>();
    case Interpolator::kBlackmanWindowedSinc:
      return WindowedSinc<window::BlackmanWindowFunction<kRadius, double, double>>();
    case Interpolator::kNearestNeighbour:
    case Interpolator::kLinear:
    case Interpolator::kCubicBSpline:
    case Interpolator::kGaussian:
      break;
  }
  return GaussianOf<itk::GaussianInterpolateImageFunction<Image, double>>(image, 0.8, 4.0);
}

}  // namespace

struct WindowInterpolation::State {
  Image::Pointer image;
  Function::Pointer function;
};

WindowInterpolation::WindowInterpolation(Interpolator interpolator, std::vector<double> values,
                                         const Grid& grid, const std::array<std::size_t, 3>& lower,
                                         const std::array<std::size_t, 3>& size)
    : state_(std::make_unique<State>()) {
  // The part keeps its numbers, so that places are those of the whole grid.
  Image::RegionType region;
  Image::SpacingType spacing;
  for (unsigned axis = 0; axis < 3; ++axis) {
    region.SetIndex(axis, static_cast<itk::IndexValueType>(lower[axis]));
    region.SetSize(axis, size[axis]);
    spacing[axis] = grid.spacing_mm[axis];
  }
  state_->image = Image::New();
  state_->image->SetSpacing(spacing);
  state_->image->SetRegions(region);
  state_->image->Allocate();
  std::copy(values.begin(), values.end(), state_->image->GetBufferPointer());
  state_->function = FunctionOf(interpolator, *state_->image);
  state_->function->SetInputImage(state_->image);
}
WindowInterpolation::~WindowInterpolation() = default;

double WindowInterpolation::At(const Place& place) const {
  itk::ContinuousIndex<double, 3> index;
  for (unsigned axis = 0; axis < 3; ++axis) index[axis] = place[axis];
  return state_->function->EvaluateAtContinuousIndex(index);
}

}  // namespace osteon
