// What PyRadiomics does to image and mask before any feature is computed.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_REGION_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_REGION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {

struct PreparedRegion {
  std::optional<Volume> changed;         // the image that filters see, where it is not the one that was read
  Region region;                         // in that image: what intensities are described of
  Region shape;                          // what shapes are described of
  std::vector<std::string> diagnostics;  // as DiagnosticColumns, or none without additionalInfo
};

// In PyRadiomics' order: normalize; resample, or correctMask and preCrop; re-segment. minimumROIDimensions
// and minimumROISize are asked of the region after resampling, and after re-segmentation again. Image and
// mask must lie on the same grid unless they are resampled or the mask is corrected.
absl::StatusOr<PreparedRegion> PrepareRegion(const Volume& image, const Volume& mask, std::int64_t label,
                                             const PyRadiomicsSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_PYRADIOMICS_REGION_H_
