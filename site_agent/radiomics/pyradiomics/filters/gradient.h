// The magnitude of the gradient.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_GRADIENT_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_GRADIENT_H_

#include <vector>

#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon {

// The square root of the sum over axes of ((next - previous) / 2)^2, where next and previous are a voxel's
// neighbours along the axis (the voxel itself at the image's ends), per mm with `use_spacing`, else per
// voxel. Results are of type float (ITK's GradientMagnitudeImageFilter as SimpleITK has it).
std::vector<float> GradientMagnitude(const Volume& image, const FilterBox& box, bool use_spacing);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_GRADIENT_H_
