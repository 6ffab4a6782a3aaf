// A region without the voxels whose intensity lies outside a range.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_RESEGMENT_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_RESEGMENT_H_

#include <optional>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"

namespace osteon {

// What the bounds are: intensities; parts of the region's maximum; or distances from the region's mean in
// standard deviations (divided by n).
enum class ResegmentMode { kAbsolute, kRelative, kSigma };

struct ResegmentSettings {
  ResegmentMode mode = ResegmentMode::kAbsolute;
  double lower = 0;
  std::optional<double> upper;
};

// Voxels within the bounds, which are in, in the box around them.
// kInvalidArgument: fewer than two voxels remain (the message gives the range), or less than `limits` ask
// for.
absl::StatusOr<Region> Resegment(const Region& region, const ResegmentSettings& settings,
                                 const RegionLimits& limits);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_RESEGMENT_H_
