// The voxels of a region whose intensity is plausible: IBSI's intensity mask (SEFI).
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_RESEGMENTATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_RESEGMENTATION_H_

#include <optional>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"

namespace osteon::ibsi {

struct ResegmentationSettings {
  std::optional<double> lower, upper;  // the range (USB3), both ends inside; open where not set
  std::optional<double> outliers;      // standard deviations from the mean that are kept (7ACA: 3)
};

// The region without voxels outside the range or further from the mean than `outliers` standard deviations
// (divided by n). Mean and deviation are of the whole region: both rules look at the same voxels, and what
// is left is the intersection of their ranges. The box stays.
//
// kInvalidArgument: no voxel is left (the message has the range that was kept and that of the region).
absl::StatusOr<Region> Resegment(const Region& region, const ResegmentationSettings& settings);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_RESEGMENTATION_H_
