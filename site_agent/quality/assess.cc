#include "site_agent/quality/assess.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace osteon::quality {
namespace {

constexpr double kNone = CaseFacts::kNone;
constexpr double kLeastDifference = 0.01;  // of the median
constexpr double kSpacingStep = 0.001;     // mm
constexpr std::size_t kMostNamed = 5;

std::string Capitalised(std::string text) {
  text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return text;
}

double Scaled(const Measure& measure, double value) {
  if (measure.step > 0) return std::round(value / measure.step) * measure.step;
  return measure.logarithm ? std::log(value) : value;
}

std::vector<std::vector<std::size_t>> Groups(const std::vector<QualityCase>& cases) {
  std::map<std::tuple<std::string, std::string, std::size_t>, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].facts) groups[{cases[i].image_name, cases[i].region, cases[i].reader}].push_back(i);
  }
  std::vector<std::vector<std::size_t>> members;
  members.reserve(groups.size());
  for (auto& [key, group] : groups) members.push_back(std::move(group));
  return members;
}

void Compare(const Measure& measure, const std::vector<std::size_t>& group, std::vector<QualityCase>& cases) {
  std::vector<double> plain, values;
  for (const std::size_t i : group) {
    plain.push_back(measure.of(*cases[i].facts));
    values.push_back(Scaled(measure, plain.back()));
  }
  const bool enough = group.size() >= kLeastCasesForOutliers;
  const std::optional<RobustScale> scale = enough ? RobustScaleOf(values) : std::nullopt;
  const double median = !scale              ? kNone
                        : measure.logarithm ? std::exp(scale->median)
                                            : RobustScaleOf(plain)->median;
  for (std::size_t k = 0; k < group.size(); ++k) {
    QualityCase& one = cases[group[k]];
    const double value = plain[k], z = scale ? RobustZ(values[k], *scale) : kNone;
    one.z.push_back(z);
    one.median.push_back(median);
    if (!IsFar(value, median, z)) continue;
    one.findings.push_back(
        {measure.label, absl::StrFormat("%s is far from the others: %s, median %s, robust z %+.1f",
                                        Capitalised(measure.label), FormatMeasure(measure, value),
                                        FormatMeasure(measure, median), z)});
  }
}

void FindUnusual(QualityCase& one) {
  const CaseFacts& facts = *one.facts;
  if (facts.touches_border) one.findings.push_back({"border", "The region touches the border of the image"});
  if (facts.region_not_finite > 0) {
    one.findings.push_back(
        {"NaN", absl::StrCat(facts.region_not_finite, " voxels of the region are NaN or infinite")});
  } else if (facts.image_not_finite > 0) {
    one.findings.push_back(
        {"NaN", absl::StrCat(facts.image_not_finite,
                             " voxels of the image, outside the region, are NaN or infinite")});
  }
}

// Cases of different patients with the same hash.
void FindDuplicates(std::string CaseFacts::*hash, const std::string& label, const std::string& what,
                    std::vector<QualityCase>& cases) {
  std::map<std::string, std::set<std::string>> patients;
  for (const QualityCase& one : cases) {
    if (one.facts && !((*one.facts).*hash).empty()) patients[(*one.facts).*hash].insert(one.patient_id);
  }
  for (QualityCase& one : cases) {
    if (!one.facts || ((*one.facts).*hash).empty()) continue;
    std::vector<std::string> others;
    for (const std::string& patient : patients[(*one.facts).*hash]) {
      if (patient != one.patient_id) others.push_back(patient);
    }
    if (others.empty()) continue;
    const std::size_t more = others.size() - std::min(others.size(), kMostNamed);
    others.resize(others.size() - more);
    one.findings.push_back(
        {label, absl::StrCat(what, " is voxel for voxel that of ", absl::StrJoin(others, ", "),
                             more > 0 ? absl::StrCat(" and ", more, " more") : "")});
  }
}

// A second reader's mask that is a copy of the first's would make every feature reproducible.
void FindCopiedReaders(std::vector<QualityCase>& cases) {
  using Drawing = std::tuple<std::string, std::string, std::string, std::string>;
  const auto drawing = [](const QualityCase& one) {
    return Drawing(one.patient_id, one.image_name, one.region, one.facts->region_sha256);
  };
  std::set<Drawing> first;
  for (const QualityCase& one : cases) {
    if (one.facts && one.facts->region_voxels > 0 && one.reader == 1) first.insert(drawing(one));
  }
  for (QualityCase& one : cases) {
    if (!one.facts || one.reader == 1 || first.count(drawing(one)) == 0) continue;
    one.findings.push_back({"same reader", "The second reader's region is voxel for voxel the first's"});
  }
}

}  // namespace

const std::vector<Measure>& Measures() {
  static const std::vector<Measure> measures = {
      {"slice_thickness_mm", "slice thickness", "mm", kSpacingStep, false,
       [](const CaseFacts& facts) { return facts.slice_thickness_mm; }},
      {"in_plane_spacing_mm", "in-plane spacing", "mm", kSpacingStep, false,
       [](const CaseFacts& facts) { return facts.in_plane_spacing_mm; }},
      {"image_minimum", "image minimum", "", 0, false,
       [](const CaseFacts& facts) { return facts.image_minimum; }},
      {"image_maximum", "image maximum", "", 0, false,
       [](const CaseFacts& facts) { return facts.image_maximum; }},
      {"region_minimum", "region minimum", "", 0, false,
       [](const CaseFacts& facts) { return facts.region_minimum; }},
      {"region_median", "region median", "", 0, false,
       [](const CaseFacts& facts) { return facts.region_median; }},
      {"region_maximum", "region maximum", "", 0, false,
       [](const CaseFacts& facts) { return facts.region_maximum; }},
      {"region_volume_ml", "region volume", "mL", 0, true,
       [](const CaseFacts& facts) { return facts.region_volume_mm3 / 1000; }},
      {"region_pieces", "region pieces", "", 0, false,
       [](const CaseFacts& facts) {
         return facts.region_voxels == 0 ? kNone : static_cast<double>(facts.region_pieces);
       }},
  };
  return measures;
}

std::string FormatMeasure(const Measure& measure, double value) {
  if (!std::isfinite(value)) return "none";
  return absl::StrCat(absl::StrFormat("%.4g", value), *measure.unit != '\0' ? " " : "", measure.unit);
}

bool IsFar(double value, double median, double z) {
  return std::abs(z) > kOutlierZ && std::abs(value - median) > kLeastDifference * std::abs(median);
}

void Assess(std::vector<QualityCase>& cases) {
  for (const std::vector<std::size_t>& group : Groups(cases)) {
    for (const Measure& measure : Measures()) Compare(measure, group, cases);
  }
  for (QualityCase& one : cases) {
    if (one.facts) FindUnusual(one);
  }
  FindDuplicates(&CaseFacts::image_sha256, "same image", "The image", cases);
  FindDuplicates(&CaseFacts::region_sha256, "same region", "The region", cases);
  FindCopiedReaders(cases);
}

}  // namespace osteon::quality
