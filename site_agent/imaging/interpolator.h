// The names of interpolators.
#ifndef OSTEON_SITE_AGENT_IMAGING_INTERPOLATOR_H_
#define OSTEON_SITE_AGENT_IMAGING_INTERPOLATOR_H_

namespace osteon {

// SimpleITK's, in the order of its numbers, which begin with 1.
enum class Interpolator {
  kNearestNeighbour,
  kLinear,
  kCubicBSpline,
  kGaussian,
  kLabelGaussian,
  kHammingWindowedSinc,
  kCosineWindowedSinc,
  kWelchWindowedSinc,
  kLanczosWindowedSinc,
  kBlackmanWindowedSinc
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_INTERPOLATOR_H_
