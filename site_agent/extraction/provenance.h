// Where a table of features comes from, for who wants to check or repeat it.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_PROVENANCE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_PROVENANCE_H_

#include <string>
#include <vector>

#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {

struct SettingsFile {
  std::string name;  // as the user gave it
  ExtractionSettings settings;
};

// JSON:
//   software    version and commit, ITK, Eigen, OpenSSL and gRPC; build_id of the program
//   manifest    {file, sha256}; null for a case from the command line
//   shard       {index, of}; null for the whole manifest
//   wide        one row per patient?
//   images      [{name, params, settings_sha256, settings (canonical text), features, diagnostics}]
//   rows, failed
//   cases       [{line, patient_id, region, reader, error (null: none),
//                 files: [{image, image_sha256, mask, mask_sha256}] (as images; null: none)}], as LongTable
// No clock and nothing of how the work was done (threads, store), so equal inputs give equal bytes.
// `settings` as for ExtractManifest.
std::string ProvenanceJson(const ExtractedTable& table, const Manifest& manifest,
                           const std::vector<SettingsFile>& settings, const Shard& shard, bool wide);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_PROVENANCE_H_
