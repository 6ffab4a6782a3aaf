// Intensity histogram features (IBSI ZVCW): the discretised intensities in a region, each voxel by itself.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_HISTOGRAM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_HISTOGRAM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 23 features in the manual's order, which is that of the values.
std::vector<NamedFeature> IntensityHistogramFeatures();

// Source: IBSI manual, section "Intensity histogram features"; formulas stand in
// docs/features/intensity-histogram.md. Values are grey levels 1, 2, ..., Ng, where Ng is the highest that
// occurs; levels in between that do not occur count as empty bins in gradients. Entropy is in bits; gradients
// are in voxels.
//
// Of equally frequent levels the mode is the one nearest to the mean, and of two equally near the lower; of
// equal gradients the lowest level counts. A region of one level has skewness and kurtosis 0, as the manual
// defines. Not defined, so NaN: gradients where Ng is 1; the robust mean absolute deviation where no voxel
// lies between the percentiles.
//
// kInvalidArgument: there are no voxels.
absl::StatusOr<Features> ComputeIntensityHistogram(const GreyLevels& levels);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTENSITY_HISTOGRAM_H_
