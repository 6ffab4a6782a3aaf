// How alike the intensities of near voxels are.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_SPATIAL_AUTOCORRELATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_SPATIAL_AUTOCORRELATION_H_

#include "site_agent/imaging/region.h"

namespace osteon::ibsi {

struct SpatialAutocorrelation {
  double moran_i = 0;  // IBSI N365
  double geary_c = 0;  // IBSI NPT7
};

// Over all pairs of different voxels of the region, with the inverse of the distance of their centres in mm
// as weight w: with n voxels x_i of mean m and S = sum of (x_i - m)^2,
//
//   I = n / sum of w_ij * (sum of w_ij (x_i - m) (x_j - m)) / S
//   C = (n - 1) / (2 sum of w_ij) * (sum of w_ij (x_i - x_j)^2) / S
//
// Source: IBSI manual, "Moran's I index" and "Geary's C measure". A weight depends on the offset between two
// voxels alone, so each sum over pairs is a sum over offsets of the weight times a correlation, which Fourier
// transforms give: exact (up to rounding) for every pair, in n log n steps. Memory is about nine times that
// of the region's intensities.
//
// Both are NaN where they are not defined: a single voxel, or one intensity.
SpatialAutocorrelation MeasureSpatialAutocorrelation(const Region& region);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_SPATIAL_AUTOCORRELATION_H_
