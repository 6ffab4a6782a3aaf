// The table of features as files.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_

#include <string>

#include "absl/status/status.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/extraction_settings.h"

namespace osteon {

// CSV: patient_id, region, carried columns, diagnostics_*, features, error. A row with an error has no
// values; numbers have 17 significant digits; a feature that is not defined for the region is "nan".
std::string FeatureTableCsv(const ExtractedTable& table);

// JSON: software and version, settings in canonical text, counts of cases and features.
std::string ProvenanceJson(const ExtractedTable& table, const ExtractionSettings& settings);

// Writes `path` and `path`.provenance.json, each complete or not at all. Errors of WriteFileAtomically.
absl::Status WriteFeatureTable(const std::string& path, const ExtractedTable& table,
                               const ExtractionSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_
