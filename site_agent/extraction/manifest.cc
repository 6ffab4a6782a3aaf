#include "site_agent/extraction/manifest.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/csv/csv.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "common/text/column_prefix.h"
#include "common/text/nearest.h"
#include "common/text/number.h"

namespace osteon {
namespace {

constexpr char kImage[] = "image", kMask[] = "mask", kMask2[] = "mask_2", kLabel[] = "label";

bool WrittenByExtraction(absl::string_view name) {
  return name == "region" || name == "reader" || name == "error" || absl::StartsWith(name, "diagnostics_") ||
         absl::StartsWith(name, "original_");
}

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
  struct ImageColumns {
    std::size_t image = 0;
    std::array<std::optional<std::size_t>, kMostReaders> mask;  // the first is always there
  };

  void ColumnProblem(std::size_t column, const std::string& what) {
    problems_.push_back(
        absl::StrCat(table_.file, ": column ", table_.header[column], " (", column + 1, "): ", what));
  }

  void FindColumns() {
    manifest_.images.clear();
    for (std::size_t column = 0; column < table_.header.size(); ++column) {
      const std::string& name = table_.header[column];
      if (name == kImage || absl::StartsWith(name, "image_")) {
        AddImage(column, name == kImage ? "" : name.substr(6));
      } else if (name == kMask || absl::StartsWith(name, "mask_")) {
        masks_[name] = column;
      } else if (name == kPatientColumn || name == kLabel) {
        columns_[name] = column;
      } else if (WrittenByExtraction(name)) {
        ColumnProblem(column, "extraction writes a column of that name; rename this one");
      } else {
        carried_.push_back(column);
        manifest_.carried.push_back(name);
      }
    }
    if (columns_.count(kPatientColumn) == 0) Missing(kPatientColumn);
    if (manifest_.images.empty()) {
      Missing(kImage);
      if (masks_.empty()) Missing(kMask);
    } else {
      FindMasks();
    }
  }

  void Missing(const char* name) {
    const std::optional<std::string> nearest = NearestName(name, manifest_.carried);
    problems_.push_back(absl::StrCat(table_.file, ":1: column ", name, " is missing",
                                     nearest.has_value() ? absl::StrCat("; is it '", *nearest, "'?") : ""));
  }

  void AddImage(std::size_t column, const std::string& name) {
    if (!name.empty() && !IsColumnPrefix(name)) {
      return ColumnProblem(column,
                           "an image's name begins with a letter and has letters, digits, '.', '-' and "
                           "single '_' (image_t1; mask_2 is a second reader's mask)");
    }
    if (!manifest_.images.empty() && (name.empty() || manifest_.images.front().empty())) {
      return ColumnProblem(column, "either a patient has one image, or every image has a name (image_t1)");
    }
    manifest_.images.push_back(name);
    images_.push_back({column, {}});
  }

  void FindMasks() {
    std::set<std::string> used;
    for (std::size_t i = 0; i < images_.size(); ++i) {
      const std::string suffix = manifest_.images[i].empty() ? "" : absl::StrCat("_", manifest_.images[i]);
      for (std::size_t reader = 0; reader < kMostReaders; ++reader) {
        const char* shared = reader == 0 ? kMask : kMask2;
        for (const std::string& name : {absl::StrCat(shared, suffix), std::string(shared)}) {
          if (masks_.count(name) == 0) continue;
          images_[i].mask[reader] = masks_[name];
          used.insert(name);
          if (reader > 0) manifest_.readers = kMostReaders;
          break;
        }
      }
      if (!images_[i].mask[0].has_value()) Missing(absl::StrCat(kMask, suffix).c_str());
    }
    for (const auto& [name, column] : masks_) {
      if (used.count(name) == 0) ColumnProblem(column, "belongs to no image; rename it to have it carried");
    }
  }

  const std::string& Cell(std::size_t row, std::size_t column, bool may_be_empty = false) {
    const std::string& cell = table_.rows[row][column];
    if (cell.empty() && !may_be_empty)
      problems_.push_back(absl::StrCat(table_.Place(row, column), ": is empty"));
    return cell;
  }

  std::string Path(std::size_t row, std::size_t column, bool may_be_empty) {
    const std::string& cell = Cell(row, column, may_be_empty);
    if (cell.empty()) return "";
    const std::filesystem::path folder = std::filesystem::path(table_.file).parent_path();
    return (folder / cell).string();  // an absolute path stays as it is
  }

  void ReadCase(std::size_t row) {
    ManifestCase one;
    one.patient_id = Cell(row, columns_[kPatientColumn]);
    one.line = table_.lines[row];
    const bool named = images_.size() > 1 || !manifest_.images.front().empty();
    for (const ImageColumns& columns : images_) {
      ManifestImage image;
      image.image = Path(row, columns.image, named);
      // Without the image its masks mean nothing, and a mask that images share is still the others'.
      for (std::size_t reader = 0; reader < kMostReaders && !(image.image.empty() && named); ++reader) {
        if (columns.mask[reader].has_value())
          image.mask[reader] = Path(row, *columns.mask[reader], reader > 0);
      }
      one.images.push_back(std::move(image));
    }
    if (named && std::all_of(one.images.begin(), one.images.end(),
                             [](const ManifestImage& image) { return image.image.empty(); })) {
      problems_.push_back(absl::StrCat(table_.file, ":", one.line, ": has no image"));
    }
    one.regions = Regions(row);
    for (const ManifestRegion& region : one.regions) CheckNew(row, one.patient_id, region);
    for (const std::size_t column : carried_) one.carried.push_back(table_.rows[row][column]);
    manifest_.cases.push_back(std::move(one));
  }

  std::vector<ManifestRegion> Regions(std::size_t row) {
    if (columns_.count(kLabel) == 0 || table_.rows[row][columns_[kLabel]].empty()) return {ManifestRegion{}};
    const std::string place = table_.Place(row, columns_[kLabel]);
    std::vector<ManifestRegion> regions;
    for (const absl::string_view part : absl::StrSplit(table_.rows[row][columns_[kLabel]], ';')) {
      const std::pair<std::string, std::string> split = absl::StrSplit(part, absl::MaxSplits('=', 1));
      const bool named = absl::StrContains(part, '=');
      const std::string name(absl::StripAsciiWhitespace(named ? split.first : ""));
      const std::string number(absl::StripAsciiWhitespace(named ? split.second : part));
      const std::optional<double> label = ParseNumber(number);
      if (!label.has_value() || *label < 1 || *label != std::floor(*label) || *label > 4294967295.0) {
        problems_.push_back(
            absl::StrCat(place, ": '", number,
                         "' is no label; a label is a whole number from 1, or NAME=NUMBER, or "
                         "several of them with ';' between"));
      } else if (named && !IsColumnPrefix(name)) {
        problems_.push_back(absl::StrCat(place, ": '", name,
                                         "' is no region's name; it begins with a letter and has letters, "
                                         "digits, '.', '-' and single '_'"));
      } else {
        regions.push_back({name, static_cast<std::int64_t>(*label)});
      }
    }
    return regions;
  }

  void CheckNew(std::size_t row, const std::string& patient, const ManifestRegion& region) {
    const std::string name =
        region.name.empty() && region.label.has_value() ? absl::StrCat(*region.label) : region.name;
    const auto [first, is_new] = lines_.emplace(std::pair(patient, name), table_.lines[row]);
    if (is_new || patient.empty()) return;
    problems_.push_back(absl::StrCat(table_.Place(row, columns_[kPatientColumn]), ": ",
                                     name.empty() ? "" : absl::StrCat("region ", name, " of "),
                                     "this patient is also on line ", first->second));
  }

  CsvTable table_;
  std::map<std::string, std::size_t> columns_, masks_;
  std::vector<ImageColumns> images_;  // as Manifest::images
  std::vector<std::size_t> carried_;
  std::map<std::pair<std::string, std::string>, std::size_t> lines_;  // where each region was first seen
  std::vector<std::string> problems_;
  Manifest manifest_;
};

}  // namespace

absl::StatusOr<Manifest> ParseManifest(const std::string& text, const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(CsvTable table, ParseCsv(text, path));
  OSTEON_ASSIGN_OR_RETURN(Manifest manifest, ManifestReader(std::move(table)).Read());
  manifest.file = path;
  manifest.sha256 = Sha256Hex(text);
  return manifest;
}

absl::StatusOr<Manifest> ReadManifest(const std::string& path) {
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  return ParseManifest(text, path);
}

}  // namespace osteon
