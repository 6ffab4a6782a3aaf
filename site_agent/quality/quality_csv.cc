#include "site_agent/quality/quality_csv.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/csv/csv.h"
#include "common/text/number.h"
#include "site_agent/quality/assess.h"

namespace osteon::quality {
namespace {

std::string Cell(double value) {
  return std::isnan(value) ? "" : FormatNumber(value);
}

std::string Status(const QualityCase& one) {
  return !one.error.empty() ? "failed" : !one.findings.empty() ? "flagged" : "unremarkable";
}

using Fact = std::pair<std::string, std::string>;  // column, cell

std::vector<Fact> FactCells(const CaseFacts& facts) {
  std::vector<Fact> cells;
  constexpr const char* kAxes[] = {"x", "y", "z"};
  for (std::size_t axis = 0; axis < 3; ++axis)
    cells.emplace_back(absl::StrCat("size_", kAxes[axis]), absl::StrCat(facts.size[axis]));
  for (std::size_t axis = 0; axis < 3; ++axis)
    cells.emplace_back(absl::StrCat("spacing_", kAxes[axis], "_mm"), Cell(facts.spacing_mm[axis]));
  cells.emplace_back("slice_axis", kAxes[facts.slice_axis]);
  cells.emplace_back("orientation", facts.orientation);
  cells.emplace_back("voxel_type", facts.voxel_type);
  cells.emplace_back("image_not_finite", absl::StrCat(facts.image_not_finite));
  cells.emplace_back("image_sha256", facts.image_sha256);
  const bool region = facts.region_voxels > 0;
  const auto add = [&](const std::string& column, const std::string& cell) {
    cells.emplace_back(column, region ? cell : "");
  };
  cells.emplace_back("region_voxels", absl::StrCat(facts.region_voxels));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    add(absl::StrCat("region_first_", kAxes[axis]), absl::StrCat(facts.region_first[axis]));
    add(absl::StrCat("region_last_", kAxes[axis]), absl::StrCat(facts.region_last[axis]));
  }
  add("region_slices", absl::StrCat(facts.RegionSlices()));
  add("touches_border", facts.touches_border ? "yes" : "no");
  add("region_not_finite", absl::StrCat(facts.region_not_finite));
  add("region_sha256", facts.region_sha256);
  for (const Measure& measure : Measures()) cells.emplace_back(measure.key, Cell(measure.of(facts)));
  return cells;
}

}  // namespace

std::string QualityCsv(const std::vector<QualityCase>& cases) {
  std::vector<std::string> header = {"patient_id", "image_name", "region", "reader",
                                     "status",     "findings",   "image",  "mask"};
  for (const Fact& fact : FactCells(CaseFacts())) header.push_back(fact.first);
  const std::size_t with_facts = header.size();
  for (const Measure& measure : Measures()) header.push_back(absl::StrCat("z_", measure.key));
  const std::size_t with_z = header.size();
  header.insert(header.end(), {"montage", "error"});
  std::string csv = CsvLine(header);
  for (const QualityCase& one : cases) {
    std::vector<std::string> cells = {one.patient_id, one.image_name, one.region, absl::StrCat(one.reader),
                                      Status(one)};
    cells.push_back(absl::StrJoin(one.findings, "; ", [](std::string* out, const Finding& finding) {
      absl::StrAppend(out, finding.text);
    }));
    cells.insert(cells.end(), {one.image_path, one.mask_path});
    if (one.facts) {
      for (Fact& fact : FactCells(*one.facts)) cells.push_back(std::move(fact.second));
    }
    cells.resize(with_facts);
    for (const double z : one.z) cells.push_back(Cell(z));
    cells.resize(with_z);
    cells.insert(cells.end(), {one.montage.name, one.error});
    absl::StrAppend(&csv, CsvLine(cells));
  }
  return csv;
}

}  // namespace osteon::quality
