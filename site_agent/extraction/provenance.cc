#include "site_agent/extraction/provenance.h"

#include <nlohmann/json.hpp>

#include "common/version/build_id.h"
#include "common/version/version.h"
#include "site_agent/extraction/feature_store.h"

namespace osteon {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json CaseJson(const ExtractedRow& row, const ManifestCase& one) {
  Json json;
  json["line"] = row.line;
  json["patient_id"] = row.patient_id;
  json["region"] = row.region;
  json["reader"] = row.reader;
  json["error"] = row.error.ok() ? Json() : Json(std::string(row.error.message()));
  json["files"] = Json::array();
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const std::string& mask = one.images[i].mask[row.reader - 1];
    if (one.images[i].image.empty() || mask.empty()) {
      json["files"].push_back(nullptr);
      continue;
    }
    json["files"].push_back({{"image", one.images[i].image},
                             {"image_sha256", OrNull(row.parts[i].image_sha256)},
                             {"mask", mask},
                             {"mask_sha256", OrNull(row.parts[i].mask_sha256)}});
  }
  return json;
}

}  // namespace

std::string ProvenanceJson(const ExtractedTable& table, const Manifest& manifest,
                           const std::vector<SettingsFile>& settings, const Shard& shard, bool wide) {
  Json json;
  json["software"] = {{"program", "osteon-agent"}, {"build_id", OrNull(BuildId())}};
  for (const auto& [name, version] : SoftwareVersions()) json["software"][name] = version;
  if (manifest.file.empty()) {
    json["manifest"] = nullptr;
  } else {
    json["manifest"] = {{"file", manifest.file}, {"sha256", manifest.sha256}};
  }
  json["shard"] = nullptr;
  if (shard.count > 1) json["shard"] = {{"index", shard.index}, {"of", shard.count}};
  json["wide"] = wide;
  json["images"] = Json::array();
  for (std::size_t i = 0; i < table.images.size(); ++i) {
    const SettingsFile& file = settings.size() == 1 ? settings.front() : settings[i];
    json["images"].push_back({{"name", table.images[i].name},
                              {"params", file.name},
                              {"settings_sha256", SettingsHash(file.settings)},
                              {"settings", CanonicalText(file.settings)},
                              {"features", table.images[i].features.size()},
                              {"diagnostics", table.images[i].diagnostics.size()}});
  }
  json["rows"] = table.rows.size();
  json["failed"] = table.failed;
  json["cases"] = Json::array();
  for (const ExtractedRow& row : table.rows) {
    json["cases"].push_back(CaseJson(row, manifest.cases[row.case_index]));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace osteon
