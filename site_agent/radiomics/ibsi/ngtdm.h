// Neighbourhood grey tone difference: how far a voxel's level is from the mean of its neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGTDM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGTDM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 5 features, in the manual's order.
std::vector<NamedFeature> NgtdmFeatures();

// The values under those names. Of the voxels of level i with a neighbour in the region, n_i is the number
// and s_i the sum of |i - mean level of the neighbours|; the neighbours are those within Chebyshev distance
// `distance` (in voxels, 1 to 19), in 2D and 2.5D within the slice. N = sum n_i, p_i = n_i / N, and Np levels
// have p_i > 0; sums over pairs are over these, both ways.
//   coarseness = 1 / sum p_i s_i, 1e6 at most
//   contrast   = sum p_i p_j (i - j)^2 / (Np (Np - 1)) * sum s_i / N, 0 where Np = 1
//   busyness   = sum p_i s_i / sum |i p_i - j p_j|, 0 where Np = 1
//   complexity = sum |i - j| (p_i s_i + p_j s_j) / (p_i + p_j) / N
//   strength   = sum (p_i + p_j) (i - j)^2 / sum s_i, 0 where that is 0
// Source: IBSI reference manual, 3.10; docs/features/ngtdm.md.
//
// A slice in which no voxel has a neighbour has no features and is not averaged over; where there is none
// that has (one voxel), all are NaN. Busyness is also not defined where i p_i is the same for several levels
// and all of them.
//
// kInvalidArgument: no voxel has a level; the distance.
absl::StatusOr<Features> ComputeNgtdm(const Region& region, const GreyLevels& levels, Dimension dimension,
                                      int distance = 1);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGTDM_H_
