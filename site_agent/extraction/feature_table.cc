#include "site_agent/extraction/feature_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "common/text/number.h"

namespace osteon {
namespace {

constexpr char kError[] = "error";

using Names = std::vector<std::string> ImageColumns::*;

std::size_t Width(const ExtractedTable& table, Names names) {
  std::size_t width = 0;
  for (const ImageColumns& image : table.images) width += (image.*names).size();
  return width;
}

void AppendNames(const ExtractedTable& table, Names names, const std::string& before,
                 const std::string& after, std::vector<std::string>* header) {
  for (const ImageColumns& image : table.images) {
    for (const std::string& name : image.*names) {
      header->push_back(absl::StrCat(before, image.name, image.name.empty() ? "" : "_", name, after));
    }
  }
}

// A row's cells of all images from column `at` on; those of a part without values stay empty.
void FillDiagnostics(const ExtractedTable& table, const ExtractedRow& row, std::size_t at,
                     std::vector<std::string>* cells) {
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const std::vector<std::string>& values = row.parts[i].features.diagnostics;
    std::copy(values.begin(), values.end(), cells->begin() + static_cast<std::ptrdiff_t>(at));
    at += table.images[i].diagnostics.size();
  }
}

void FillFeatures(const ExtractedTable& table, const ExtractedRow& row, std::size_t at,
                  std::vector<std::string>* cells) {
  for (std::size_t i = 0; i < row.parts.size(); ++i) {
    const std::vector<double>& values = row.parts[i].features.values;
    std::transform(values.begin(), values.end(), cells->begin() + static_cast<std::ptrdiff_t>(at),
                   FormatNumber);
    at += table.images[i].features.size();
  }
}

}  // namespace

std::vector<std::string> WrittenColumns(const ExtractedTable& table) {
  std::vector<std::string> names = {kPatientColumn, "region"};
  if (table.readers > 1) names.emplace_back("reader");
  AppendNames(table, &ImageColumns::diagnostics, "", "", &names);
  AppendNames(table, &ImageColumns::features, "", "", &names);
  names.emplace_back(kError);
  return names;
}

FeatureCells LongTable(const ExtractedTable& table) {
  FeatureCells cells;
  cells.header = WrittenColumns(table);
  const std::ptrdiff_t fixed = table.readers > 1 ? 3 : 2;
  cells.header.insert(cells.header.begin() + fixed, table.carried.begin(), table.carried.end());
  const std::size_t diagnostics = static_cast<std::size_t>(fixed) + table.carried.size();
  const std::size_t features = diagnostics + Width(table, &ImageColumns::diagnostics);
  for (const ExtractedRow& row : table.rows) {
    std::vector<std::string> line = {row.patient_id, row.region};
    if (table.readers > 1) line.push_back(absl::StrCat(row.reader));
    line.insert(line.end(), row.carried.begin(), row.carried.end());
    line.resize(cells.header.size());
    FillDiagnostics(table, row, diagnostics, &line);
    FillFeatures(table, row, features, &line);
    line.back() = std::string(row.error.message());
    cells.rows.push_back(std::move(line));
    cells.lines.push_back(row.line);
  }
  return cells;
}

FeatureCells WideTable(const ExtractedTable& table, WithDiagnostics with_diagnostics) {
  const bool several = table.regions.size() > 1;
  FeatureCells cells;
  cells.header = {kPatientColumn};
  cells.header.insert(cells.header.end(), table.carried.begin(), table.carried.end());
  const auto append = [&](Names names) {
    for (const std::string& region : table.regions) {
      for (std::size_t reader = 1; reader <= table.readers; ++reader) {
        AppendNames(table, names, several ? absl::StrCat(region, "__") : "",
                    reader > 1 ? absl::StrCat("__r", reader) : "", &cells.header);
      }
    }
  };
  const std::size_t diagnostics = cells.header.size();
  if (with_diagnostics == WithDiagnostics::kYes) append(&ImageColumns::diagnostics);
  const std::size_t features = cells.header.size();
  append(&ImageColumns::features);
  cells.header.emplace_back(kError);

  std::map<std::string, std::size_t> rows;
  std::vector<std::vector<std::string>> errors;
  for (const ExtractedRow& row : table.rows) {
    const auto [at, is_new] = rows.emplace(row.patient_id, cells.rows.size());
    if (is_new) {
      std::vector<std::string> line = {row.patient_id};
      line.insert(line.end(), row.carried.begin(), row.carried.end());
      line.resize(cells.header.size());
      cells.rows.push_back(std::move(line));
      cells.lines.push_back(row.line);
      errors.emplace_back();
    }
    const auto region = static_cast<std::size_t>(
        std::find(table.regions.begin(), table.regions.end(), row.region) - table.regions.begin());
    const std::size_t block = region * table.readers + row.reader - 1;
    std::vector<std::string>& line = cells.rows[at->second];
    if (with_diagnostics == WithDiagnostics::kYes) {
      FillDiagnostics(table, row, diagnostics + block * Width(table, &ImageColumns::diagnostics), &line);
    }
    FillFeatures(table, row, features + block * Width(table, &ImageColumns::features), &line);
    if (row.error.ok()) continue;
    errors[at->second].push_back(absl::StrCat(several ? absl::StrCat("region ", row.region, ": ") : "",
                                              row.reader > 1 ? absl::StrCat("reader ", row.reader, ": ") : "",
                                              std::string(row.error.message())));
  }
  for (std::size_t i = 0; i < cells.rows.size(); ++i) cells.rows[i].back() = absl::StrJoin(errors[i], "; ");
  return cells;
}

absl::Status CheckWide(const Manifest& manifest) {
  std::map<std::string, const ManifestCase*> first;
  std::vector<std::string> problems;
  for (const ManifestCase& one : manifest.cases) {
    const ManifestCase& other = *first.emplace(one.patient_id, &one).first->second;
    for (std::size_t i = 0; i < manifest.carried.size(); ++i) {
      if (one.carried[i] == other.carried[i]) continue;
      problems.push_back(absl::StrCat(manifest.file, ":", one.line, ", column ", manifest.carried[i],
                                      ": patient ", one.patient_id, " has '", one.carried[i], "' here and '",
                                      other.carried[i], "' on line ", other.line,
                                      "; a table with one row per patient has room for one"));
    }
  }
  return problems.empty() ? absl::OkStatus() : absl::InvalidArgumentError(absl::StrJoin(problems, "\n"));
}

std::string CsvText(const FeatureCells& cells) {
  std::string text = CsvLine(cells.header);
  for (const std::vector<std::string>& row : cells.rows) text += CsvLine(row);
  return text;
}

}  // namespace osteon
