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
  // The image's values, x fastest.
  CubicBSpline(std::vector<double> values, const std::array<std::size_t, 3>& size);
  // The values of a part of the image that begins at voxel `lower`; the image has `whole` voxels. Within
  // kReach voxels of a side of the part that is not a side of the image, results are not those of the image;
  // elsewhere they are, to the last bit (the recursion forgets where it began by a factor of 3.7 a voxel).
  CubicBSpline(std::vector<double> values, const std::array<std::size_t, 3>& size,
               const std::array<std::size_t, 3>& lower, const std::array<std::size_t, 3>& whole);
  static constexpr std::size_t kReach = 40;

  // At a place in voxels of the image, at most half a voxel outside.
  double At(const std::array<double, 3>& place) const;

 private:
  std::array<std::size_t, 3> size_, lower_, whole_;
  std::vector<double> coefficients_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_BSPLINE_H_
