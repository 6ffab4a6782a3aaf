// Filters that change each voxel by itself.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_INTENSITY_CURVES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_INTENSITY_CURVES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// With m the largest absolute intensity of the whole image, an intensity x becomes (PyRadiomics' formulas,
// which keep the range of the original image):
//   kSquare       (x / sqrt(m))^2
//   kSquareRoot   sqrt(m x), and -sqrt(-m x) below 0
//   kLogarithm    c log(x + 1), and -c log(1 - x) below 0, with c = m / log(m + 1)
//   kExponential  exp(x log(m) / m)
enum class IntensityCurve { kSquare, kSquareRoot, kLogarithm, kExponential };

// kInvalidArgument: every voxel of the image is 0, or one is NaN or infinite, so that the curve has no scale.
absl::StatusOr<std::vector<double>> ApplyCurve(const Volume& image, const FilterBox& box,
                                               IntensityCurve curve);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_INTENSITY_CURVES_H_
