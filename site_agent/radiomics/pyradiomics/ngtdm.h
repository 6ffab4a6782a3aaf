// Neighbouring grey-tone difference: how far a voxel's level is from the mean of its neighbours.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_NGTDM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_NGTDM_H_

#include <vector>

#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/tone_difference.h"

namespace osteon {

// One entry for each level that occurs, ascending.
std::vector<ToneDifference> SumToneDifferences(const Region& region, const GreyLevels& levels,
                                               const TextureSettings& settings);

// PyRadiomics' ngtdm class, in its alphabetical order, with the IBSI feature it is:
//   Busyness NQ30, Coarseness QCDE, Complexity HDEZ, Contrast 65HE, Strength 1X9X
// With n_i all voxels of a level, also those without a neighbour, p_i = n_i / N, and N_g levels that occur:
//   Coarseness = 1 / sum p_i s_i, 1e6 where that sum is 0
//   Contrast   = sum p_i p_j (i - j)^2 / (N_g (N_g - 1)) * sum s_i / N, 0 for one level
//   Busyness   = sum p_i s_i / sum |i p_i - j p_j|, 0 for one level
//   Complexity = sum |i - j| (p_i s_i + p_j s_j) / (p_i + p_j) / N
//   Strength   = sum (p_i + p_j) (i - j)^2 / sum s_i, 0 where that sum is 0
// Source: Amadasun & King, IEEE Trans. Systems, Man and Cybernetics 19:1264, 1989.
Features ComputeNgtdm(const Region& region, const GreyLevels& levels, const TextureSettings& settings = {});

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_NGTDM_H_
