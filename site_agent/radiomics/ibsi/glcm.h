// Grey level co-occurrence: how often two levels are neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLCM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLCM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 25 features, in the manual's order.
std::vector<NamedFeature> GlcmFeatures();

// The values under those names. A matrix M counts, for voxels a step apart and both in the region, the levels
// i and j of the two, each pair both ways; p(i, j) = M(i, j) / sum M, p(i) = sum over j of p(i, j), mu = sum
// i p(i), sigma^2 = sum (i - mu)^2 p(i). Ng is the highest level of the region (of all slices). The steps are
// the 13 directions in space, or the 4 in the plane, times `distance` (in voxels, 1 to 19).
//
// Formulas: IBSI reference manual, 3.6; docs/features/glcm.md. Entropies are of base 2; the exponent of
// information_correlation_2 is of bits, as in the manual.
//
// A matrix without a pair has no features and is not averaged over. Of a matrix in which one level occurs,
// correlation and information_correlation_1 are 0 / 0: not defined, left out of the average. What is defined
// in no matrix is NaN: all features where no voxel has a neighbour (one voxel), those two in a region of one
// level.
//
// kInvalidArgument: no voxel has a level; the distance; more than 2048 levels occur, or so many that the
// matrices would need gigabytes.
absl::StatusOr<Features> ComputeGlcm(const Region& region, const GreyLevels& levels, Aggregation aggregation,
                                     int distance = 1);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLCM_H_
