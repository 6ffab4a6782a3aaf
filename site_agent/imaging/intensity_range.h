// Mean, minimum and maximum of a whole image.
#ifndef OSTEON_SITE_AGENT_IMAGING_INTENSITY_RANGE_H_
#define OSTEON_SITE_AGENT_IMAGING_INTENSITY_RANGE_H_

#include <vector>

#include "site_agent/imaging/volume.h"

namespace osteon {

struct IntensityRange {
  double mean = 0, minimum = 0, maximum = 0;
};

// Of every voxel; the image has at least one. NaN takes no part in minimum and maximum unless it comes first.
IntensityRange RangeOf(const Volume& image);
template <typename T>  // a type of Voxels
IntensityRange RangeOf(const std::vector<T>& voxels);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_INTENSITY_RANGE_H_
