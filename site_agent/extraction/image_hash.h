// The bytes of an image as a hash: what features are known by, and what provenance names.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_
#define OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_

#include <string>

#include "absl/status/statusor.h"

namespace osteon {

// SHA-256 of the file, 64 lower-case digits. Of a header whose voxels stand in one other file (.mhd, .nhdr):
// the SHA-256 of both files' hashes, one after the other. Errors of Sha256OfFile; kUnimplemented: the voxels
// stand in several files.
absl::StatusOr<std::string> HashOfImage(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_
