// Are all the voxels of a MetaImage there? ITK reads a truncated or damaged one without saying so.
#ifndef OSTEON_SITE_AGENT_IMAGING_META_IMAGE_CHECK_H_
#define OSTEON_SITE_AGENT_IMAGING_META_IMAGE_CHECK_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace osteon {

// Whether ITK can be given the header: it copies names of fields into 255 bytes and believes any number of
// dimensions. Looked at are the lines down to ElementDataFile, which must stand within the first megabyte.
//
// kDataLoss, with file and line: a name or value that is too long, or other dimensions than 1 to 10.
// kNotFound: no such file.
absl::Status CheckMetaImageHeader(const std::string& path);

// Follows the header of the .mha or .mhd file at `path` to its voxels, and checks that there are `bytes`
// bytes of them; of compressed ones, by decompressing them.
//
// kDataLoss: fewer, or they do not decompress. kInvalidArgument: voxels spread over several files. kNotFound:
// the file with the voxels is not there. Every message names the file.
absl::Status CheckMetaImageVoxels(const std::string& path, std::uintmax_t bytes);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_META_IMAGE_CHECK_H_
