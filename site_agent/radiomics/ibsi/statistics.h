// Intensity-based statistical features (IBSI UHIW): the intensities in a region, each voxel by itself.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_STATISTICS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_STATISTICS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 18 features in the manual's order, which is that of the values.
std::vector<NamedFeature> StatisticsFeatures();

// Source: IBSI manual, section "Intensity-based statistical features"; formulas stand in
// docs/features/statistics.md. Moments divide by the number of voxels; percentiles interpolate linearly
// (distribution.h). All but skewness, kurtosis and the two coefficients have the unit of the image, variance
// and energy its square.
//
// A region of one intensity has skewness and kurtosis 0, as the manual defines. Not defined, so NaN: the
// coefficient of variation where the mean is 0; the quartile coefficient of dispersion where P75 + P25 is 0;
// the robust mean absolute deviation where no voxel lies between the percentiles (two different voxels).
//
// kInvalidArgument: the region has no voxels.
absl::StatusOr<Features> ComputeStatistics(const Region& intensity);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_STATISTICS_H_
