// Statistics of the intensities in a region, each voxel by itself.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FIRSTORDER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FIRSTORDER_H_

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"

namespace osteon {

// PyRadiomics' firstorder class, in its alphabetical order, with the IBSI feature it is:
//   10Percentile QG58, 90Percentile 8DWT, Energy N8CA, Entropy TLU2, InterquartileRange SALO, Kurtosis IPH6 +
//   3, Maximum 84IY, MeanAbsoluteDeviation 4FUA, Mean Q4LE, Median Y12H, Minimum 1GSF, Range 2OJQ,
//   RobustMeanAbsoluteDeviation 1128, RootMeanSquared 5ZWQ, Skewness KE2A, TotalEnergy -, Uniformity BJ5W,
//   Variance ECT3
// and, only when it is named, StandardDeviation.
//
// Percentiles interpolate linearly between order statistics (numpy's default). Entropy (base 2) and
// Uniformity are of the grey-level histogram. Moments divide by n; a region of one value has Skewness and
// Kurtosis 0. `voxel_array_shift` is added to every intensity for Energy, TotalEnergy and RootMeanSquared.
Features ComputeFirstOrder(const Region& region, const GreyLevels& levels, double voxel_array_shift);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FIRSTORDER_H_
