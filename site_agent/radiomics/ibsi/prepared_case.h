// The image and the region on the voxels on which features are computed.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_PREPARED_CASE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_PREPARED_CASE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "site_agent/imaging/intensity_range.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"
#include "site_agent/radiomics/ibsi/settings.h"

namespace osteon::ibsi {

struct PreparedCase {
  Grid grid;             // of the whole image after interpolation
  Volume image;          // the part of it around the region, as double
  Region morphological;  // in voxels of `image`; each side of its box touches it
};

// Interpolates image and mask, and rounds intensities, as the settings say. `initial` is the region of
// `label` in `mask`, which lies on the image's grid; the result's image reaches `margin_mm` beyond the
// region's box, or to where the image ends.
//
// kInvalidArgument: interpolation leaves no voxel of the region, or a single one; NaN or infinity beside the
// region reaches into it by interpolation; errors of InterpolationGrid. kResourceExhausted: the part that is
// needed has more than 2^31 voxels.
absl::StatusOr<PreparedCase> PrepareCase(const Volume& image, const Volume& mask, std::int64_t label,
                                         const Region& initial, const Settings& settings, double margin_mm);

// Of the whole image after interpolation to `grid`, a few slices at a time.
IntensityRange RangeOfInterpolated(const Volume& image, const Grid& grid, const Settings& settings);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_PREPARED_CASE_H_
