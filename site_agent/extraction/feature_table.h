// What was extracted as cells of a table: one row per region and reader, or one row per patient.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_
#define OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {

// Rows have as many cells as the header. Numbers have 17 significant digits; a feature that is not defined
// for the region is "nan"; what could not be extracted, or was not asked for, is empty.
struct FeatureCells {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;  // of the manifest, one a row; of several, the first
};

// patient_id, region, reader (when there is a second), carried columns, diagnostics_*, features, error. With
// named images both kinds begin with the image's name: t1_diagnostics_..., t1_original_...
FeatureCells LongTable(const ExtractedTable& table);

// patient_id, carried columns, diagnostics, features, error; a row per patient in the order in which they
// come first. Where the manifest has several regions, REGION__ stands before a column's name; __r2 behind it
// means the second reader's. `error` names region, reader and image. Needs CheckWide.
enum class WithDiagnostics { kNo, kYes };
FeatureCells WideTable(const ExtractedTable& table, WithDiagnostics diagnostics);

// kInvalidArgument when rows of one patient carry different values, every such column with file and lines: a
// wide row has room for one.
absl::Status CheckWide(const Manifest& manifest);

// The names of the columns of LongTable besides those carried.
std::vector<std::string> WrittenColumns(const ExtractedTable& table);

std::string CsvText(const FeatureCells& cells);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_FEATURE_TABLE_H_
