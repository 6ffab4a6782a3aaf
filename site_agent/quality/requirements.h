// Whether an image is one that a study wants (`extraction: require`).
#ifndef OSTEON_SITE_AGENT_QUALITY_REQUIREMENTS_H_
#define OSTEON_SITE_AGENT_QUALITY_REQUIREMENTS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/study/image_requirements.h"
#include "site_agent/imaging/volume.h"

namespace osteon::quality {

struct Refusal {
  std::string requirement;  // the key in the study: "slice_thickness_mm"; patients are counted by it
  std::string message;      // for people at the site: what was found, what is needed
};

// The first requirement that a case has not, in the order of models::ImageRequirements; nullopt: it has all.
//
//   slice_thickness_mm   the spacing along SliceAxis (slices.h), which is the distance of slices
//   in_plane_spacing_mm  each of the two other spacings
//   modality             of the manifest's column of that name, case ignored; image files do not know theirs
//   minimum_voxels       voxels of `mask` equal to `label`. A label that is not there at all is not refused
//                        here: extraction says which ones there are
//
// Ends of ranges are widened by 1e-4 of themselves, since NIfTI stores spacings in single precision.
std::optional<Refusal> FindRefusal(const models::ImageRequirements& requirements, const Grid& image,
                                   const Volume& mask, std::int64_t label, const std::string& modality);

// The place of the column `modality` among a manifest's carried columns; nullopt: no modality is required.
// kInvalidArgument: one is, and there is no such column; the message names `file` and the nearest column.
absl::StatusOr<std::optional<std::size_t>> FindModalityColumn(const models::ImageRequirements& requirements,
                                                              const std::vector<std::string>& carried,
                                                              const std::string& file);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_REQUIREMENTS_H_
