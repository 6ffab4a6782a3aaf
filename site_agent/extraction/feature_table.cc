#include "site_agent/extraction/feature_table.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "common/text/number.h"

namespace osteon {

std::string FeatureTableCsv(const ExtractedTable& table) {
  std::vector<std::string> cells{"patient_id", "region"};
  for (const auto* names : {&table.carried, &table.diagnostics, &table.features}) {
    cells.insert(cells.end(), names->begin(), names->end());
  }
  cells.push_back("error");
  std::string text = CsvLine(cells);
  for (const ExtractedRow& row : table.rows) {
    cells = {row.patient_id, row.region};
    cells.insert(cells.end(), row.carried.begin(), row.carried.end());
    if (row.error.ok()) {
      cells.insert(cells.end(), row.diagnostics.begin(), row.diagnostics.end());
      for (const double value : row.values) cells.push_back(FormatNumber(value));
      cells.emplace_back();
    } else {
      cells.resize(cells.size() + table.diagnostics.size() + table.features.size());
      cells.emplace_back(row.error.message());
    }
    text += CsvLine(cells);
  }
  return text;
}

std::string ProvenanceJson(const ExtractedTable& table, const ExtractionSettings& settings) {
  nlohmann::ordered_json json;
  json["software"] = "osteon-agent";
  json["version"] = OSTEON_VERSION;
  json["settings"] = CanonicalText(settings);
  json["cases"] = table.rows.size();
  json["failed"] = table.failed;
  json["features"] = table.features.size();
  return json.dump(2) + "\n";
}

absl::Status WriteFeatureTable(const std::string& path, const ExtractedTable& table,
                               const ExtractionSettings& settings) {
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(path, FeatureTableCsv(table)));
  return WriteFileAtomically(absl::StrCat(path, ".provenance.json"), ProvenanceJson(table, settings));
}

}  // namespace osteon
