// Intensity-volume histogram features (IBSI P88C): which part of a region has at least which intensity.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_VOLUME_HISTOGRAM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_VOLUME_HISTOGRAM_H_

#include <optional>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// Bounds are those of the re-segmentation range; without one it is the region's minimum or maximum.

// Calibrated, discrete intensities (CT): as they are, in steps of 1 from `lower` to `upper`.
struct IvhDiscrete {
  std::optional<double> lower, upper;
};

// Calibrated, continuous intensities (PET): bins of one width from `lower` on, each standing for its centre.
// Where the range is not a whole number of widths, its last bin reaches beyond it.
struct IvhFixedBinSize {
  double bin_width = 0;  // in units of the image
  std::optional<double> lower, upper;
};

// Arbitrary intensities (MR): bins from the region's minimum to its maximum, standing for their numbers 1, 2,
// ...
struct IvhFixedBinNumber {
  int bin_count = 1000;
};

using IvhSettings = std::variant<IvhDiscrete, IvhFixedBinSize, IvhFixedBinNumber>;

// V10, V90, I10, I90, V10 - V90, I10 - I90 and the area under the curve, which is the order of the values.
std::vector<NamedFeature> IntensityVolumeHistogramFeatures();

// Source: IBSI manual, section "Intensity-volume histogram features"; formulas stand in
// docs/features/intensity-volume-histogram.md. Volume fractions and the area have no unit; I10, I90 and their
// difference have the unit of the image, or with a fixed number of bins are bin numbers.
//
// Not defined, so NaN: V10, V90 and their difference where the range is a single intensity (the intensity
// fraction would be 0 / 0); I10 or I90, and their difference, where no intensity of the range is present in
// at most 10 % or 90 % of the region (a tenth of the voxels or more have the highest one). The area is 0
// where all voxels have one discretised intensity, as the manual defines.
//
// kInvalidArgument: the region has no voxels; a bin width that is not positive and finite; a count of bins
// below 1; a lower bound not below the upper; more than ten million steps of intensity (the message gives
// range and step).
absl::StatusOr<Features> ComputeIntensityVolumeHistogram(const Region& intensity,
                                                         const IvhSettings& settings);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_VOLUME_HISTOGRAM_H_
