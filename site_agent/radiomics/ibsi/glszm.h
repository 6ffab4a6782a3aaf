// Grey level size zones: connected voxels of one level.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLSZM_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLSZM_H_

#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/radiomics/discretisation.h"
#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/aggregation.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// The 16 features, in the manual's order.
std::vector<NamedFeature> GlszmFeatures();

// The values under those names. The matrix S counts the zones of level i and of j voxels; voxels are
// connected by a face, an edge or a corner, in 2D and 2.5D within their slice. Formulas: size_matrix.h with P
// = S; IBSI reference manual, 3.8; docs/features/glszm.md.
//
// Every feature is defined wherever there is a voxel. kInvalidArgument: no voxel has a level.
absl::StatusOr<Features> ComputeGlszm(const Region& region, const GreyLevels& levels, Dimension dimension);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_GLSZM_H_
