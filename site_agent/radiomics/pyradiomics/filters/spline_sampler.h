// An image between its voxels, by cubic splines as SciPy has them.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_SPLINE_SAMPLER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_SPLINE_SAMPLER_H_

#include <array>
#include <cstddef>
#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// scipy.ndimage.map_coordinates of order 3, also in the order of additions: goes through every voxel; the
// image is mirrored at its outermost voxels; 0 beyond them.
class SplineSampler {
 public:
  // For places within `reach` voxels of the box.
  SplineSampler(const Volume& image, const FilterBox& box, double reach);
  // At a place in voxels of the image, (x, y, z); rounded into the type of the image.
  double At(const std::array<double, 3>& place) const;

 private:
  enum class Type { kSigned, kUnsigned, kFloat, kDouble };
  Type type_;
  std::array<std::size_t, 3> whole_{}, lower_{}, size_{};  // of the image, and the part that is kept
  std::vector<double> coefficients_;
  double lowest_ = 0, highest_ = 0;  // of an integer type
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_SPLINE_SAMPLER_H_
