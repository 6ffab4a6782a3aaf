// The Laplacian of a Gaussian, by recursive filters.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_

#include <array>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// A fourth-order recursive approximation of a Gaussian (order 0) or of its second derivative (order 2):
//   out(i) = sum over k of n[k] in(i - k) - d[k] out(i - k), forwards, plus the same backwards with m.
// Beyond the ends of a line the image goes on as its last voxel.
struct RecursiveGaussian {
  std::array<double, 4> n{};             // of in(i) to in(i - 3)
  std::array<double, 4> d{};             // of out(i - 1) to out(i - 4)
  std::array<double, 4> m{};             // backwards, of in(i + 1) to in(i + 4)
  std::array<double, 4> start{}, end{};  // of the first and last voxel, for what lies beyond

  // Source: Deriche, Recursively implementing the Gaussian and its derivatives, INRIA report 1893, 1993;
  // Farneback & Westin, Improving Deriche-style recursive Gaussian filters, J. Math. Imaging Vision 26, 2006.
  // `sigma` in voxels. Order 2 is multiplied by `scale`.
  static RecursiveGaussian Smoothing(double sigma);
  static RecursiveGaussian SecondDerivative(double sigma, double scale);
};

// The sum over axes of sigma^2 times the second derivative along the axis of the image smoothed along the two
// others, in units of the image; the sum is of type float, as are the results of each line filter in between
// (ITK's LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale, bit for bit). Lines run through the
// whole image, because the filters have no end; only those that reach the box are computed.
//
// kInvalidArgument: not LaplacianOfGaussianFits.
absl::StatusOr<std::vector<float>> LaplacianOfGaussian(const Volume& image, const FilterBox& box,
                                                       double sigma_mm);

// PyRadiomics' limits, beyond which it leaves the image out: four voxels along each axis, and sigma / spacing
// + 1.
bool LaplacianOfGaussianFits(const Grid& grid, double sigma_mm);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LAPLACIAN_OF_GAUSSIAN_H_
