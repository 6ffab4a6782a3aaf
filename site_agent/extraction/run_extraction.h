// From a manifest and parameter files to the files of a result, also where an earlier run was killed.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_RUN_EXTRACTION_H_
#define OSTEON_SITE_AGENT_EXTRACTION_RUN_EXTRACTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/manifest.h"
#include "site_agent/extraction/provenance.h"

namespace osteon {

struct ExtractionRun {
  Manifest manifest;
  std::vector<SettingsFile> settings;  // as ExtractManifest
  std::string out;                     // the CSV
  bool wide = false;
  bool resume = false;
  std::string cache;       // folder of a FeatureStore that outlives the run; empty: none
  ExtractOptions options;  // `store` is set here
};

// Writes `out`, `out`.provenance.json and, for settings whose features have IBSI codes, `out`.codes.csv
// (feature, ibsi_code; where there are no codes, an earlier table's file is removed), each complete or not at
// all, `out` last.
//
// Without a cache, what is finished is kept in the folder `out`.partial until the result stands. A run that
// was killed leaves that folder, and a run with `resume` uses it; what does not match (other settings,
// images, program) is computed anew, so the result is the same bytes in any case.
//
// Errors of ExtractManifest and CheckWide, and of writing. kFailedPrecondition: `out`.partial is there and
// `resume` was not asked for. kNotFound: the folder of `out` is not there. kInvalidArgument: `out` is a
// folder, or one of the run's own images, masks, parameter files or its manifest.
absl::StatusOr<ExtractedTable> RunExtraction(ExtractionRun run);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_RUN_EXTRACTION_H_
