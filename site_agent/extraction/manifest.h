// The list of cases to extract: which image and which mask belong to which patient.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_
#define OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace osteon {

struct ManifestCase {
  std::string patient_id;
  std::string image;  // path, already relative to the working folder
  std::string mask;
  std::optional<std::int64_t> label;  // where it differs from the settings' label
  std::vector<std::string> carried;   // Manifest::carried columns, as written
  std::size_t line = 0;               // of the manifest; 0 for a case from the command line
};

struct Manifest {
  std::vector<std::string> carried;  // names of columns that extraction does not read, in order
  std::vector<ManifestCase> cases;   // in the file's order
};

// CSV with columns patient_id, image, mask and, when wanted, label; further columns are carried through.
// Relative paths are relative to the manifest's folder. Whether images exist is found out case by case.
//
// kInvalidArgument, every problem on a line of its own with file, line and column: a column is missing (with
// the nearest name there is); a cell is empty; a label is not a whole number from 1; a patient_id comes twice
// (both lines); a column for a second reader or several images (mask_2, image_t1, mask_t1), or one that
// extraction writes itself.
absl::StatusOr<Manifest> ParseManifest(const std::string& text, const std::string& path);
absl::StatusOr<Manifest> ReadManifest(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_MANIFEST_H_
