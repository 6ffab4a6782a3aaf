// How far a region extends along its principal axes.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PRINCIPAL_VARIANCES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PRINCIPAL_VARIANCES_H_

#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon {

// The three eigenvalues, ascending, in mm2, of the covariance (divided by n) of the region's voxel centres.
std::vector<double> PrincipalVariances(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PRINCIPAL_VARIANCES_H_
