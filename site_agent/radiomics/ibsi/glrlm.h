// Grey level run lengths: stretches of voxels of one level along a direction.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLRLM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLRLM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 16 features, in the manual's order.
std::vector<NamedFeature> GlrlmFeatures();

// The values under those names. A matrix R counts the runs of level i and length j; Ns = sum R. The
// percentage is Ns over the voxels of the runs, so a voxel counts once for each direction and slice that was
// added. Formulas: size_matrix.h with P = R; IBSI reference manual, 3.7; docs/features/glrlm.md.
//
// Every feature is defined wherever there is a voxel: a voxel alone is a run of length 1 in each direction,
// also in those in which the region is flat.
//
// kInvalidArgument: no voxel has a level.
absl::StatusOr<Features> ComputeGlrlm(const Region& region, const GreyLevels& levels,
                                      Aggregation aggregation);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLRLM_H_
