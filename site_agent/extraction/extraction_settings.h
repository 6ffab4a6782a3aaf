// A parameter file, whatever dialect it is written in.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_EXTRACTION_SETTINGS_H_
#define OSTEON_SITE_AGENT_EXTRACTION_EXTRACTION_SETTINGS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/radiomics/ibsi/settings.h"
#include "site_agent/radiomics/pyradiomics/settings.h"

namespace osteon {

// The dialects are told apart by their own keys: IBSI's files have `ibsi` and nothing else beside it.
using ExtractionSettings = std::variant<PyRadiomicsSettings, ibsi::Settings>;

// `file` is for messages. kInvalidArgument lists every problem, one a line, with file, line and column; a
// file with keys of both dialects is one.
absl::StatusOr<ExtractionSettings> ParseExtractionSettings(const std::string& text, const std::string& file);
absl::StatusOr<ExtractionSettings> ReadExtractionSettings(const std::string& path);

// The columns that every case under these settings has: `diagnostics_...` (there may be none), then features.
std::vector<std::string> DiagnosticNames(const ExtractionSettings& settings);
std::vector<std::string> FeatureNames(const ExtractionSettings& settings);

// The IBSI code of each of FeatureNames; empty for a dialect without codes.
std::vector<std::string> FeatureCodes(const ExtractionSettings& settings);

// The label of the region where the manifest names none.
std::int64_t DefaultLabel(const ExtractionSettings& settings);

// The settings as text that is equal exactly when the settings are.
std::string CanonicalText(const ExtractionSettings& settings);

// The SHA-256 of CanonicalText, in hexadecimal: what a study pins.
std::string SettingsHash(const ExtractionSettings& settings);

// The SHA-256 of CanonicalText and of whatever else of the parameter file stands in a row: PyRadiomics'
// diagnostics repeat its words. Rows are equal to the last byte where this, the files and the label are.
std::string RowSettingsHash(const ExtractionSettings& settings);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_EXTRACTION_SETTINGS_H_
