#include "site_agent/extraction/extraction_settings.h"

#include "absl/strings/escaping.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "site_agent/extraction/extract_pyradiomics.h"

namespace osteon {

absl::StatusOr<ExtractionSettings> ParseExtractionSettings(const std::string& text, const std::string& file) {
  return ParsePyRadiomicsSettings(text, file);
}

absl::StatusOr<ExtractionSettings> ReadExtractionSettings(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::size_t{1} << 20));
  return ParseExtractionSettings(text, path);
}

std::vector<std::string> DiagnosticNames(const ExtractionSettings& settings) {
  return std::visit([](const auto& dialect) { return DiagnosticNames(dialect); }, settings);
}

std::vector<std::string> FeatureNames(const ExtractionSettings& settings) {
  return std::visit([](const auto& dialect) { return FeatureNames(dialect); }, settings);
}

std::vector<std::string> FeatureCodes(const ExtractionSettings& /*settings*/) {
  return {};  // PyRadiomics' features go by their names
}

std::int64_t DefaultLabel(const ExtractionSettings& settings) {
  return std::visit([](const auto& dialect) { return dialect.label; }, settings);
}

std::string CanonicalText(const ExtractionSettings& settings) {
  return std::visit([](const auto& dialect) { return CanonicalText(dialect); }, settings);
}

std::string SettingsHash(const ExtractionSettings& settings) {
  return Sha256Hex(CanonicalText(settings));
}

}  // namespace osteon
