// NIfTI, NRRD and MetaImage files in and out.
#ifndef OSTEON_SITE_AGENT_IMAGING_IMAGE_FILE_H_
#define OSTEON_SITE_AGENT_IMAGING_IMAGE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// Reads .nii, .nii.gz, .nrrd, .nhdr, .mha or .mhd: three dimensions (further ones of size 1 are dropped), one
// number a voxel. Voxels keep the file's type; 64-bit integers become double where that is exact; a NIfTI
// slope and intercept are applied, as ITK does. Directions and origin are ITK's (LPS).
//
// Every message names the file. kNotFound: no such file. kInvalidArgument: another extension, a folder,
// another number of dimensions, several numbers a voxel, a spacing that is not positive, a type that is not
// supported. kDataLoss: the header or the voxels cannot be decoded, or fewer voxels are there than the header
// says. kResourceExhausted: more voxels than the machine can hold. The header is checked against the file's
// length before memory is taken, so a damaged one cannot ask for terabytes.
absl::StatusOr<Volume> ReadVolume(const std::string& path);

// What the header of a file says, without its voxels.
struct ImageHeader {
  Grid grid;
  std::size_t voxel_bytes = 0;  // as Volume holds it
};

// The errors of ReadVolume that concern the header.
absl::StatusOr<ImageHeader> ReadImageHeader(const std::string& path);

// The same as ReadVolume for a mask: the result holds one of the integer types. A mask stored as floating
// point is accepted when every voxel is a whole number, and is kInvalidArgument otherwise, as is a negative
// label.
absl::StatusOr<Volume> ReadMask(const std::string& path);

// Writes by the extension of `path` (.nii, .nii.gz, .nrrd, .mha), in the type of the voxels; compressed
// unless .nii. The file appears under its name complete or not at all.
absl::Status WriteVolume(const std::string& path, const Volume& volume);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_IMAGE_FILE_H_
