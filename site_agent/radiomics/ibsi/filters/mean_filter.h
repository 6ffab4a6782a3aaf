// The mean filter.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_MEAN_FILTER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_MEAN_FILTER_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/filters/boundary.h"
#include "site_agent/radiomics/pyradiomics/filters/filter_box.h"

namespace osteon::ibsi {

struct MeanFilterSettings {
  int support = 3;  // voxels along each axis, odd
};

// kInvalidArgument: the support is even or not positive.
absl::Status CheckSettings(const MeanFilterSettings& settings, const FilterDomain& domain);

// How many voxels away a voxel may be and still matter.
std::size_t ReachOf(const MeanFilterSettings& settings, double voxel_mm);

// The mean of the support^3 voxels around each voxel of the box (support^2 by slice). IBSI S60F.
// Errors of CheckSettings.
absl::StatusOr<std::vector<double>> MeanFilter(const Volume& image, const FilterBox& box,
                                               const MeanFilterSettings& settings,
                                               const FilterDomain& domain);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FILTERS_MEAN_FILTER_H_
