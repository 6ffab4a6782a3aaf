// Neighbouring grey level dependence: how many neighbours of a voxel have its level, or nearly.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGLDM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGLDM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 17 features, in the manual's order.
std::vector<NamedFeature> NgldmFeatures();

// The values under those names. The matrix S counts the voxels of level i and dependence j, which is 1 plus
// the number of neighbours in the region whose level differs by `coarseness` at most; the neighbours are
// those within Chebyshev distance `distance` (in voxels, 1 to 19), in 2D and 2.5D within the slice. Formulas:
// size_matrix.h with P = S, and dependence_count_energy = sum (S / sum S)^2; IBSI reference manual, 3.11;
// docs/features/ngldm.md. dependence_count_percentage is 1 by its definition: each voxel counts once.
//
// Every feature is defined wherever there is a voxel.
//
// kInvalidArgument: no voxel has a level; the distance; coarseness is negative.
absl::StatusOr<Features> ComputeNgldm(const Region& region, const GreyLevels& levels, Dimension dimension,
                                      int distance = 1, int coarseness = 0);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_NGLDM_H_
