// The voxels of a NRRD file, read here like those of NIfTI: checked to the last byte, and without the global
// state that makes ITK's reading one file at a time.
#ifndef OSTEON_SITE_AGENT_IMAGING_NRRD_VOXELS_H_
#define OSTEON_SITE_AGENT_IMAGING_NRRD_VOXELS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/stored_voxels.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// Whether ITK can be given the header: it writes a line that it does not understand into a message of fixed
// length.
//
// kDataLoss, with file and line: a line of more than 300 bytes that is neither a comment nor a key/value pair
// (":="). kUnavailable: it cannot be opened.
absl::Status CheckNrrdHeader(const std::string& path);

// The file that the header names for its voxels, beside the header; nothing where they follow in the same
// file, or where several files have them.
std::optional<std::string> NrrdDataFile(const std::string& path);

// How many bytes of voxels a byte of the file can stand for at most, by the header's encoding: "gzip", which
// is kHighestCompression; "raw", "hex" and "ascii" ("text", "txt"), of which a double takes two characters at
// least. kInvalidArgument: another one, as "bzip2".
absl::StatusOr<std::uintmax_t> NrrdCompression(const std::string& path);

// Reads `count` voxels of `type`, which follow the header in the same file. nullopt when they are stored in
// another way (another file, the other byte order, text, bytes to skip).
//
// kDataLoss: the file ends too early, or does not decompress; the message names it. kUnavailable: it cannot
// be opened.
absl::StatusOr<std::optional<Voxels>> ReadNrrdVoxels(const std::string& path, VoxelType type,
                                                     std::size_t count);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_NRRD_VOXELS_H_
