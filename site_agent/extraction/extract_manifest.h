// All cases of a manifest, side by side, past the bad ones.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/extraction/extract_case.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

struct ExtractedRow {
  std::string patient_id;
  std::string region;                    // the label, as text
  std::vector<std::string> carried;      // as ExtractedTable::carried
  absl::Status error;                    // OK, or why there are no values
  std::vector<std::string> diagnostics;  // as ExtractedTable::diagnostics; empty on error
  std::vector<double> values;            // as ExtractedTable::features; empty on error
};

struct ExtractedTable {
  std::vector<std::string> carried, diagnostics, features;  // names of columns
  std::vector<ExtractedRow> rows;  // in the manifest's order, whatever the order of work
  std::size_t failed = 0;          // rows with an error
};

struct ExtractProgress {
  std::size_t done = 0, failed = 0, total = 0;
  const ManifestCase& one;     // the case that ended
  const absl::Status& status;  // how
};

// One region of one image, as one reader drew it.
struct CaseRegion {
  const ManifestCase& one;
  std::string image_name;  // where a patient has several images ("t1"); else empty
  int reader = 1;          // 2: the second reader's mask
  std::string region;      // as ExtractedRow::region
  std::int64_t label = 0;  // of the region in the mask
  std::string image_path, mask_path;
};

struct ExtractOptions {
  int jobs = 1;  // threads; each holds one image and one mask in memory
  // Called after each case, from one thread at a time.
  std::function<void(const ExtractProgress&)> progress;
  // Looks at what was read before features are computed of it; what it returns is the row's error. Called
  // from any thread, from several at a time. `mask` holds integers; that it lies on the image's grid and has
  // the label has not been checked yet. When it is set, files are read even where the values are known.
  std::function<absl::Status(const CaseRegion&, const Volume& image, const Volume& mask)> examine;
};

// A case that cannot be extracted is a row with an error, not an error here. Values do not depend on `jobs`.
// kInvalidArgument: jobs < 1, or the settings name no feature.
absl::StatusOr<ExtractedTable> ExtractManifest(const Manifest& manifest, const ExtractionSettings& settings,
                                               const ExtractOptions& options);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_
