// The list of cases to extract: which images and which masks belong to which patient.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_
#define OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon {

inline constexpr std::size_t kMostReaders = 2;
inline constexpr char kPatientColumn[] = "patient_id";

// Paths are already relative to the working folder.
struct ManifestImage {
  std::string image;                           // empty: the patient has no image of this name
  std::array<std::string, kMostReaders> mask;  // by reader; empty: this one drew none
};

struct ManifestRegion {
  std::string name;                   // empty: the region goes by its label
  std::optional<std::int64_t> label;  // none: that of the settings
};

// One row of the manifest.
struct ManifestCase {
  std::string patient_id;
  std::vector<ManifestImage> images;    // as Manifest::images
  std::vector<ManifestRegion> regions;  // at least one
  std::vector<std::string> carried;     // Manifest::carried columns, as written
  std::size_t line = 0;                 // of the manifest; 0 for a case from the command line
};

struct Manifest {
  std::string file, sha256;                // both empty for a case from the command line
  std::vector<std::string> images = {""};  // names; one empty name where a patient has one image
  std::size_t readers = 1;
  std::vector<std::string> carried;  // names of columns that extraction does not read, in order
  std::vector<ManifestCase> cases;   // in the file's order
};

// CSV with columns patient_id, image, mask and, when wanted, label and mask_2 (a second reader's); further
// columns are carried through. Several images: image_NAME, mask_NAME, mask_2_NAME for each; an image without
// a mask column of its own is read with `mask` (and `mask_2`). Relative paths are relative to the manifest's
// folder. Whether files exist is found out case by case. Empty cells: of mask_2, the second reader drew none;
// of image_NAME, the patient has no such image (neither is an error); of label, the settings' label.
//
// label: regions separated by ";", each a whole number from 1, or NAME=NUMBER. Names (of images too) begin
// with a letter and have letters, digits, ".", "-" and single "_". Further rows of the same patient may have
// other regions.
//
// kInvalidArgument, every problem on a line of its own with file, line and column: a column is missing (with
// the nearest name there is), or belongs to no image; a cell is empty that must not be; a label or name is
// written otherwise; a region of a patient comes twice (both lines); a column that extraction writes itself.
absl::StatusOr<Manifest> ParseManifest(const std::string& text, const std::string& path);
absl::StatusOr<Manifest> ReadManifest(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_
