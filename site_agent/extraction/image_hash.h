// The bytes of an image as a hash: what features are known by, and what provenance names.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_
#define OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon {

// The files that hold an image: `path`, and where its header names another for the voxels (MetaImage, NRRD;
// whatever the extension) that one. Errors of ReadFile; kUnimplemented: the voxels stand in several files, or
// a MetaImage does not say where.
absl::StatusOr<std::vector<std::string>> FilesOfImage(const std::string& path);

// SHA-256 of the file, 64 lower-case digits. Of a header whose voxels stand in one other file: the SHA-256
// of both files' hashes, one after the other. Errors of FilesOfImage and Sha256OfFile.
absl::StatusOr<std::string> HashOfImage(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_IMAGE_HASH_H_
