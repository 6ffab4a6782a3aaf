// Images on a common scale of intensities.
#ifndef OSTEON_SITE_AGENT_IMAGING_NORMALISE_H_
#define OSTEON_SITE_AGENT_IMAGING_NORMALISE_H_

#include <optional>

#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// Each intensity less the mean of all voxels, over their standard deviation (divided by n - 1); with
// `outliers` then no further than that from 0; then times `scale`. The result is of type double (PyRadiomics,
// SimpleITK). kInvalidArgument: the image is constant, or holds NaN or infinity.
absl::StatusOr<Volume> Normalise(const Volume& image, double scale, std::optional<double> outliers);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_NORMALISE_H_
