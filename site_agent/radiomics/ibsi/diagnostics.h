// What was read and what became of it: IBSI's intermediate values, so that a reader can check each step.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_DIAGNOSTICS_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_DIAGNOSTICS_H_

#include <optional>
#include <string>
#include <vector>

#include "site_agent/imaging/intensity_range.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon::ibsi {

// Sizes in voxels, spacing in mm. Names are IBSI's tags: `init` as read, `interp` after interpolation and
// rounding, `reseg` after re-segmentation; `img` the whole image, `roi` the region; `int_mask` and
// `morph_mask` the two masks, `dim` the size of the image in which they lie, `bb_dim` that of their box.
// Without `interpolated_image` mean_int_interp_img, min_int_interp_img and max_int_interp_img are left out.
std::vector<std::string> StageNames(bool interpolated_image);

struct Stages {
  const Volume& image;          // as read
  const Grid& grid;             // of the whole interpolated image
  const Region& initial;        // as read
  const Region& morphological;  // after interpolation
  const Region& intensity;      // and re-segmentation
  std::optional<IntensityRange> interpolated_image;
};

// In the order of StageNames.
std::vector<double> DescribeStages(const Stages& stages);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_DIAGNOSTICS_H_
