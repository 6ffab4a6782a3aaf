// An image between its voxels, by cubic B-splines.
#ifndef OSTEON_SITE_AGENT_IMAGING_BSPLINE_H_
#define OSTEON_SITE_AGENT_IMAGING_BSPLINE_H_

#include <array>
#include <cstddef>
#include <vector>

namespace osteon {

// Goes through every voxel; beyond its ends the image is mirrored at its outermost voxels.
// Source: Unser, Splines: a perfect fit for signal and image processing, IEEE Signal Processing Magazine
// 16(6), 1999, boxes 2 and 3. The order of additions is ITK's, and so is the tolerance of 1e-10 at the ends.
class CubicBSpline {
 public:
  // Values with x fastest.
  CubicBSpline(std::vector<double> values, const std::array<std::size_t, 3>& size);
  // At a place in voxels, at most half a voxel outside.
  double At(const std::array<double, 3>& place) const;

 private:
  std::array<std::size_t, 3> size_;
  std::vector<double> coefficients_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_BSPLINE_H_
