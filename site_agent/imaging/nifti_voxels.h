// The voxels of a NIfTI file, with every byte accounted for. ITK's own reading fills up what is missing from
// a truncated or damaged file with zeros and says nothing, so voxels are read here, and the header by ITK.
#ifndef OSTEON_SITE_AGENT_IMAGING_NIFTI_VOXELS_H_
#define OSTEON_SITE_AGENT_IMAGING_NIFTI_VOXELS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// Whether ITK can be given the header: it ends the process at an orientation that is not finite, and takes
// NIfTI-2 for a damaged NIfTI-1.
//
// kInvalidArgument: NIfTI-2.
// kDataLoss: spacing, orientation or origin, where they are used, hold a number that is not finite or beyond
// 1e9. Also the errors of GzipFile.
absl::Status CheckNiftiHeader(const std::string& path);

// Reads `count` voxels of the .nii or .nii.gz file at `path`, which CheckNiftiHeader has passed, and the rest
// of it to its end, so that the checksum of a compressed file is verified. nullopt when they cannot be taken
// as they stand (the other byte order, a slope and intercept, a type that Voxels has not); all bytes are
// there then, and whole.
//
// kDataLoss: the file ends too early, or does not decompress; the message names it. kUnavailable: it cannot
// be opened.
absl::StatusOr<std::optional<Voxels>> ReadNiftiVoxels(const std::string& path, std::size_t count);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_NIFTI_VOXELS_H_
