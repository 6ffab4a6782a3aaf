// The rows of a manifest that look at the same images, done in one go: each image is read once.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IMAGES_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IMAGES_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/feature_store.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {

// What all rows have in common.
struct ExtractionPlan {
  const Manifest& manifest;
  std::vector<const ExtractionSettings*> settings;  // as Manifest::images
  std::vector<std::string> settings_sha256;         // likewise; RowSettingsHash
  const std::vector<ImageColumns>& columns;         // likewise
  const ExtractOptions& options;
  const FeatureStore* store = nullptr;  // nullptr: none
};

// The label of a case's region in one of its images.
std::int64_t LabelOf(const ManifestRegion& region, const ExtractionSettings& settings);

// Fills `parts` and `error` of rows of one patient with the same image files. `regions` has each row's
// region. What reading or a feature throws (memory that ran out, say) becomes the row's error.
// Gives the number of parts that the store had. `store_failed` is told when an entry cannot be written.
std::size_t ExtractImages(const ExtractionPlan& plan, const std::vector<ExtractedRow*>& rows,
                          const std::vector<const ManifestRegion*>& regions,
                          const std::function<void(const absl::Status&)>& store_failed);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACT_IMAGES_H_
