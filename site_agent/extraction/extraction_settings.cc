#include "site_agent/extraction/extraction_settings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/config/yaml.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "site_agent/extraction/extract_ibsi.h"
#include "site_agent/extraction/extract_pyradiomics.h"

namespace osteon {

namespace {

// A file of IBSI's dialect: it has the key, or one that looks like a slip for it and none of the other's.
bool IsIbsi(const std::string& text, const std::string& file) {
  YamlProblems ignored(file);  // each dialect's own reader says them
  const absl::StatusOr<YamlNode> root = ParseYaml(text, ignored);
  if (!root.ok()) return false;
  if (root->Child("ibsi") != nullptr) return true;
  const std::vector<std::string> others{"imageType", "featureClass", "setting", "voxelSetting"};
  return std::none_of(others.begin(), others.end(),
                      [&](const auto& key) { return root->Child(key) != nullptr; }) &&
         std::any_of(root->children.begin(), root->children.end(),
                     [](const YamlNode& child) { return NearestName(child.key, {"ibsi"}).has_value(); });
}

}  // namespace

absl::StatusOr<ExtractionSettings> ParseExtractionSettings(const std::string& text, const std::string& file) {
  if (IsIbsi(text, file)) return ibsi::ParseSettings(text, file);
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

std::vector<std::string> FeatureCodes(const ExtractionSettings& settings) {
  const auto* ibsi = std::get_if<ibsi::Settings>(&settings);
  return ibsi == nullptr ? std::vector<std::string>() : FeatureCodes(*ibsi);
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

std::string RowSettingsHash(const ExtractionSettings& settings) {
  std::string text = CanonicalText(settings);
  const auto* pyradiomics = std::get_if<PyRadiomicsSettings>(&settings);
  if (pyradiomics != nullptr && pyradiomics->additional_info) {
    for (const auto& [name, value] : pyradiomics->configuration)
      absl::StrAppend(&text, name, ": ", value, "\n");
    absl::StrAppend(&text, pyradiomics->configured_image_types, "\n");
  }
  return Sha256Hex(text);
}

}  // namespace osteon
