#include "site_agent/extraction/manifest.h"

#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "common/text/nearest.h"
#include "common/text/number.h"

namespace osteon {
namespace {

class ManifestReader {
 public:
  explicit ManifestReader(CsvTable table) : table_(std::move(table)) {}

  absl::StatusOr<Manifest> Read() {
    FindColumns();
    if (problems_.empty()) {
      for (std::size_t row = 0; row < table_.rows.size(); ++row) ReadCase(row);
      if (table_.rows.empty()) problems_.push_back(absl::StrCat(table_.file, ": has no case, only a header"));
    }
    if (!problems_.empty()) return absl::InvalidArgumentError(absl::StrJoin(problems_, "\n"));
    return std::move(manifest_);
  }

 private:
  void FindColumns() {
    for (std::size_t column = 0; column < table_.header.size(); ++column) {
      const std::string& name = table_.header[column];
      if (name == "patient_id" || name == "image" || name == "mask" || name == "label") {
        columns_[name] = column;
      } else if (absl::StartsWith(name, "image_") || absl::StartsWith(name, "mask_")) {
        problems_.push_back(
            absl::StrCat(table_.file, ": column ", name, " (", column + 1,
                         "): ", name == "mask_2" ? "a second reader's mask" : "several images a patient",
                         " is not available in this version"));
      } else if (name == "region" || name == "error" || absl::StartsWith(name, "diagnostics_") ||
                 absl::StartsWith(name, "original_")) {
        problems_.push_back(absl::StrCat(table_.file, ": column ", name, " (", column + 1,
                                         "): extraction writes a column of that name; rename this one"));
      } else {
        carried_.push_back(column);
        manifest_.carried.push_back(name);
      }
    }
    for (const char* name : {"patient_id", "image", "mask"}) {
      if (columns_.count(name) > 0) continue;
      const std::optional<std::string> nearest = NearestName(name, manifest_.carried);
      problems_.push_back(absl::StrCat(table_.file, ":1: column ", name, " is missing",
                                       nearest.has_value() ? absl::StrCat("; is it '", *nearest, "'?") : ""));
    }
  }

  const std::string& Cell(std::size_t row, const std::string& name) {
    const std::string& cell = table_.rows[row][columns_[name]];
    if (cell.empty()) problems_.push_back(absl::StrCat(table_.Place(row, columns_[name]), ": is empty"));
    return cell;
  }

  std::string Path(std::size_t row, const std::string& name) {
    const std::filesystem::path folder = std::filesystem::path(table_.file).parent_path();
    return (folder / Cell(row, name)).string();  // an absolute path stays as it is
  }

  void ReadCase(std::size_t row) {
    ManifestCase one;
    one.patient_id = Cell(row, "patient_id");
    one.image = Path(row, "image");
    one.mask = Path(row, "mask");
    one.line = table_.lines[row];
    if (columns_.count("label") > 0 && !table_.rows[row][columns_["label"]].empty()) {
      const std::optional<double> label = ParseNumber(table_.rows[row][columns_["label"]]);
      if (!label.has_value() || *label < 1 || *label != std::floor(*label) || *label > 4294967295.0) {
        problems_.push_back(
            absl::StrCat(table_.Place(row, columns_["label"]), ": a label is a whole number from 1"));
      } else {
        one.label = static_cast<std::int64_t>(*label);
      }
    }
    for (const std::size_t column : carried_) one.carried.push_back(table_.rows[row][column]);
    const auto [first, is_new] = lines_.emplace(one.patient_id, one.line);
    if (!is_new && !one.patient_id.empty()) {
      problems_.push_back(absl::StrCat(table_.Place(row, columns_["patient_id"]), ": patient ",
                                       one.patient_id, " is also on line ", first->second));
    }
    manifest_.cases.push_back(std::move(one));
  }

  CsvTable table_;
  std::map<std::string, std::size_t> columns_;
  std::vector<std::size_t> carried_;
  std::map<std::string, std::size_t> lines_;  // where each patient was first seen
  std::vector<std::string> problems_;
  Manifest manifest_;
};

}  // namespace

absl::StatusOr<Manifest> ParseManifest(const std::string& text, const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(CsvTable table, ParseCsv(text, path));
  return ManifestReader(std::move(table)).Read();
}

absl::StatusOr<Manifest> ReadManifest(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return ParseManifest(text, path);
}

}  // namespace osteon
