// All cases of a manifest, side by side, past the bad ones.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "site_agent/extraction/case_features.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/imaging/volume.h"

namespace osteon {

// What was made of one region in one image, as one reader drew it.
struct ExtractedPart {
  absl::Status error;     // OK, or why there are no values
  bool asked = true;      // false: the patient has no such image, or this reader drew nothing in it; no
                          // values and no error
  CaseFeatures features;  // empty on error
  std::string image_sha256, mask_sha256;  // HashOfImage; empty where the file cannot be read
};

// One region of one patient by one reader.
struct ExtractedRow {
  std::size_t case_index = 0;  // of Manifest::cases
  std::string patient_id;
  std::string region;  // its name, or the label as text
  std::size_t reader = 1;
  std::vector<std::string> carried;  // as ExtractedTable::carried
  std::size_t line = 0;              // of the manifest
  std::vector<ExtractedPart> parts;  // as ExtractedTable::images
  absl::Status error;                // OK, or what the parts say
};

struct ImageColumns {
  std::string name;                                // of the image; empty where a patient has one
  std::vector<std::string> diagnostics, features;  // without the image's name before them
};

struct ExtractedTable {
  std::vector<ImageColumns> images;  // as Manifest::images
  std::vector<std::string> carried;  // names of columns
  std::vector<std::string> regions;  // of the whole manifest, in the order in which they come first
  std::size_t readers = 1;           // Manifest::readers
  std::vector<ExtractedRow> rows;    // in the manifest's order, whatever the order of work
  std::size_t failed = 0;            // rows with an error
  std::size_t known = 0;             // parts that the store had
  std::size_t features_per_row = 0;  // of all images together
};

struct ExtractProgress {
  std::size_t done = 0, failed = 0, total = 0;  // rows
  const ManifestCase& one;                      // the case of the row that ended
  const ExtractedRow& row;
  const absl::Status& status;  // how
};

// One region of one image, as one reader drew it, before its features are computed.
struct CaseRegion {
  const ManifestCase& one;
  std::string image_name;  // where a patient has several images ("t1"); else empty
  std::size_t reader = 1;  // 2: the second reader's mask
  std::string region;      // as ExtractedRow::region
  std::int64_t label = 0;  // of the region in the mask
  std::string image_path, mask_path;
};

// The part of a manifest that one of several machines does: patients are dealt out in turn in the order in
// which they come first, so a patient's rows are together and each machine has early and late ones.
struct Shard {
  std::size_t index = 1, count = 1;  // 1 to count
};

struct ExtractOptions {
  int jobs = 1;  // threads; each holds one image and one mask in memory
  // What is in work at a time may need this many bytes together, as PredictMemory says; a case that needs
  // more runs alone.
  std::uint64_t memory_bytes = std::numeric_limits<std::uint64_t>::max();
  Shard shard;
  // Folder of a FeatureStore, asked before features are computed and given those that were; empty: none.
  std::string store;
  // Called after each row, from one thread at a time.
  std::function<void(const ExtractProgress&)> progress;
  // Something that people should know, from one thread at a time: a case larger than the memory, a store
  // that cannot be written.
  std::function<void(const std::string&)> notice;
  // Looks at what was read before features are computed of it; what it returns is the row's error. Called
  // from any thread, from several at a time. `mask` holds integers; that it lies on the image's grid and has
  // the label has not been checked yet. When it is set, files are read even where the values are known.
  std::function<absl::Status(const CaseRegion&, const Volume& image, const Volume& mask)> examine;
};

// `settings` are one for all images, or one for each of Manifest::images. A case that cannot be extracted is
// a row with an error, not an error here. Values do not depend on anything in `options`.
//
// kInvalidArgument: jobs < 1; a shard that is not 1 to count; another number of settings; settings that name
// no feature; a carried column with the name of one that extraction writes; a patient with a region twice,
// once by the settings' label.
absl::StatusOr<ExtractedTable> ExtractManifest(const Manifest& manifest,
                                               const std::vector<ExtractionSettings>& settings,
                                               const ExtractOptions& options);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_MANIFEST_H_
