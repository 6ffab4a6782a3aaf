// Local binary patterns in slices.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_2D_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_2D_H_

#include <cstddef>
#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

enum class Lbp2DMethod { kDefault, kRotationInvariant, kUniform, kVariance };  // default, ror, uniform, var

// PyRadiomics' settings of the same names; `axis` is across the slices (2 - force2Ddimension, force2D or
// not).
struct Lbp2DSettings {
  double radius = 1;
  int samples = 8;  // at most 31 for kDefault and kRotationInvariant, which write them into one number
  Lbp2DMethod method = Lbp2DMethod::kUniform;
  std::size_t axis = 2;
};

// Of a voxel with `samples` points on a circle around it, by bilinear interpolation (0 outside the slice),
// b(i) = 1 where point i is at least the voxel:
//   kDefault            the sum of b(i) 2^i
//   kRotationInvariant  the smallest number that turning the bits gives
//   kUniform            the sum of b(i) where b changes at most twice from first to last, else samples + 1
//   kVariance           the variance of the points; NaN where it is 0
// Source: Ojala, Pietikainen & Maenpaa, IEEE TPAMI 24(7), 2002, as scikit-image has it. The result is put
// back into the type of the image, as PyRadiomics does: of an integer type it loses its fraction, and bits it
// has no room for.
std::vector<double> LocalBinaryPattern2D(const Volume& image, const FilterBox& box,
                                         const Lbp2DSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_LBP_2D_H_
