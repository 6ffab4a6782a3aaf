#include "site_agent/quality/quality_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/hash/sha256.h"
#include "common/text/escape_html.h"
#include "site_agent/quality/assess.h"
#include "site_agent/quality/page_assets.h"

namespace osteon::quality {
namespace {

constexpr double kScaleEnd = 8;  // of the little scale beside a number, in z

std::string Number(double value) {
  return std::isfinite(value) ? absl::StrFormat("%.4g", value) : "none";
}

const char* StateOf(const QualityCase& one) {
  return !one.error.empty() ? "failed" : !one.findings.empty() ? "flagged" : "unremarkable";
}

// "STS_002", and what else tells it from the patient's other regions.
std::string RegionName(const QualityCase& one) {
  std::vector<std::string> parts;
  if (!one.region.empty()) parts.push_back(one.region);
  if (!one.image_name.empty()) parts.push_back(absl::StrCat("image ", one.image_name));
  if (one.reader > 1) parts.push_back(absl::StrCat("reader ", one.reader));
  return absl::StrJoin(parts, ", ");
}

std::string Tags(const QualityCase& one) {
  std::string tags;
  if (!one.error.empty()) tags += "<span class=\"tag bad\">failed</span>";
  for (const Finding& finding : one.findings)
    absl::StrAppend(&tags, "<span class=\"tag\">", EscapeHtml(finding.label), "</span>");
  return tags;
}

// A cell that is sorted by its number.
std::string NumberCell(double value) {
  return absl::StrFormat("<td class=\"number\" data-value=\"%s\">%s</td>",
                         std::isfinite(value) ? absl::StrCat(value) : "NaN",
                         std::isfinite(value) ? Number(value) : "");
}

std::string ListRow(const QualityCase& one, std::size_t number, bool regions) {
  const CaseFacts facts = one.facts.value_or(CaseFacts());
  std::string row = absl::StrFormat(
      "<tr class=\"%s\" data-case=\"case-%d\"><th scope=\"row\" title=\"%s\"><span class=\"state\" "
      "title=\"%s\">"
      "</span><a href=\"#case-%d\">%s</a></th>",
      StateOf(one), number, EscapeHtml(one.patient_id), StateOf(one), number, EscapeHtml(one.patient_id));
  if (regions) absl::StrAppend(&row, "<td>", EscapeHtml(RegionName(one)), "</td>");
  absl::StrAppend(&row, NumberCell(facts.in_plane_spacing_mm), NumberCell(facts.slice_thickness_mm),
                  NumberCell(facts.region_volume_mm3 / 1000), "<td>", Tags(one), "</td></tr>\n");
  return row;
}

std::string List(const std::vector<QualityCase>& cases, const std::vector<std::size_t>& order) {
  std::string list =
      "<section class=\"list\" aria-label=\"Cases\">\n<div class=\"tools\">\n"
      "<div class=\"choice\" role=\"group\" aria-label=\"Show\">"
      "<button type=\"button\" data-state=\"all\" aria-pressed=\"true\">All</button>"
      "<button type=\"button\" data-state=\"flagged\" aria-pressed=\"false\">Flagged</button>"
      "<button type=\"button\" data-state=\"failed\" aria-pressed=\"false\">Failed</button>"
      "<button type=\"button\" data-state=\"unremarkable\" aria-pressed=\"false\">Others</button></div>\n"
      "<input id=\"search\" type=\"search\" placeholder=\"Patient, region, finding\" aria-label=\"Search\">\n"
      "</div>\n<div class=\"rows\">\n<table>\n<thead><tr>";
  const std::string first = RegionName(cases.empty() ? QualityCase() : cases.front());
  const bool regions = std::any_of(cases.begin(), cases.end(), [&](const QualityCase& one) {
    return one.facts && RegionName(one) != first;
  });
  std::vector<std::pair<const char*, bool>> columns = {{"Patient", false}};
  if (regions) columns.emplace_back("Region", false);
  columns.insert(columns.end(),
                 {{"Pixel mm", true}, {"Slice mm", true}, {"Volume mL", true}, {"Findings", false}});
  for (const auto& [name, number] : columns) {
    absl::StrAppend(&list, "<th scope=\"col\"", number ? " class=\"number\"" : "",
                    "><button type=\"button\">", name, "</button></th>");
  }
  list += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < order.size(); ++i) list += ListRow(cases[order[i]], i + 1, regions);
  return list + "</tbody>\n</table>\n<p class=\"nothing\" hidden>No case matches.</p>\n</div>\n</section>\n";
}

std::string MontageBlock(const QualityCase& one) {
  const MontageFile& montage = one.montage;
  if (montage.name.empty()) return "";
  std::string block = absl::StrFormat(
      "<div class=\"montage\"><img src=\"%s\" width=\"%d\" height=\"%d\" loading=\"lazy\" alt=\"Outline of "
      "the "
      "region of %s on slices of the image\">",
      EscapeHtml(montage.name), montage.width, montage.height, EscapeHtml(one.patient_id));
  const std::size_t down = (montage.tiles.size() + kTilesAcross - 1) / kTilesAcross;
  double close_mm = 0;
  for (std::size_t i = 0; i < montage.tiles.size(); ++i) {
    const MontageTile& tile = montage.tiles[i];
    if (tile.close) close_mm = tile.width_mm;
    const std::size_t column = i % kTilesAcross, row = i / kTilesAcross;
    absl::StrAppendFormat(&block, "<span%s style=\"left:%g%%;top:%g%%;height:%g%%\">%s %d/%d</span>",
                          tile.close ? " class=\"close\"" : "",
                          100.0 * static_cast<double>(column) / static_cast<double>(kTilesAcross),
                          100.0 * static_cast<double>(row) / static_cast<double>(down),
                          100.0 / static_cast<double>(down), EscapeHtml(tile.plane), tile.slice, tile.slices);
  }
  absl::StrAppendFormat(
      &block,
      "</div>\n<p class=\"caption\">White labels: the whole slice that has most of the region. Yellow "
      "labels: "
      "slices through the region, close by (%.3g mm wide). Grey values from %s to %s%s. The patient's right "
      "is on "
      "the left.</p>\n",
      close_mm, Number(montage.window.low), Number(montage.window.high),
      montage.window.name.empty() ? "" : absl::StrCat(" (", EscapeHtml(montage.window.name), ")"));
  return block;
}

std::string MeasureRow(const Measure& measure, double value, double median, double z, bool compared) {
  std::string row =
      absl::StrCat("<tr", IsFar(value, median, z) ? " class=\"far\"" : "", "><th scope=\"row\">",
                   measure.label, "</th><td class=\"number\">", FormatMeasure(measure, value), "</td>");
  if (compared && std::isfinite(z)) {
    absl::StrAppendFormat(&row,
                          "<td class=\"number\">%s</td><td class=\"number\">%+.1f <span class=\"scale\" "
                          "aria-hidden=\"true\"><i style=\"left:%.1f%%\"></i></span></td>",
                          FormatMeasure(measure, median), z, 50 + 50 * std::clamp(z / kScaleEnd, -1.0, 1.0));
  } else if (compared) {
    row += "<td></td><td></td>";
  }
  return row + "</tr>\n";
}

std::string Summary(const CaseFacts& facts) {
  const std::size_t axis = facts.slice_axis;
  std::string text = absl::StrFormat(
      "%s voxels of %.4g x %.4g x %.4g mm, %s, axes %s. ", absl::StrJoin(facts.size, " x "),
      facts.spacing_mm[0], facts.spacing_mm[1], facts.spacing_mm[2], facts.voxel_type, facts.orientation);
  if (facts.region_voxels == 0) return text + "No region.";
  return absl::StrCat(text, "Region: ", facts.region_voxels, facts.region_voxels == 1 ? " voxel" : " voxels",
                      ", slices ", facts.region_first[axis] + 1, " to ", facts.region_last[axis] + 1, " of ",
                      facts.size[axis], ".");
}

std::string FactsTable(const QualityCase& one) {
  const bool compared = std::any_of(one.z.begin(), one.z.end(), [](double z) { return std::isfinite(z); });
  std::string table = absl::StrCat(
      "<p class=\"summary\">", EscapeHtml(Summary(*one.facts)),
      "</p>\n<table class=\"facts\">\n<thead><tr><th scope=\"col\">Measure</th><th scope=\"col\" "
      "class=\"number\">Here</th>",
      compared ? "<th scope=\"col\" class=\"number\">Median of the cohort</th><th scope=\"col\" "
                 "class=\"number\">Robust z</th>"
               : "",
      "</tr></thead>\n<tbody>\n");
  for (std::size_t i = 0; i < Measures().size(); ++i) {
    const Measure& measure = Measures()[i];
    table += MeasureRow(measure, measure.of(*one.facts), one.median[i], one.z[i], compared);
  }
  return table + "</tbody>\n</table>\n";
}

std::string CaseBlock(const QualityCase& one, std::size_t number) {
  std::string block = absl::StrFormat("<article class=\"case\" id=\"case-%d\">\n<h2>%s</h2>\n", number,
                                      EscapeHtml(one.patient_id));
  std::vector<std::string> where;
  if (const std::string name = RegionName(one); !name.empty()) where.push_back(absl::StrCat("region ", name));
  if (one.line > 0) where.push_back(absl::StrCat("line ", one.line, " of the manifest"));
  absl::StrAppend(&block, "<p class=\"where\">", EscapeHtml(absl::StrJoin(where, "; ")), "</p>\n");
  if (!one.error.empty()) {
    absl::StrAppend(&block, "<p class=\"error\"><strong>No features.</strong> ", EscapeHtml(one.error),
                    "</p>\n");
  }
  if (!one.findings.empty()) {
    block += "<ul class=\"findings\">\n";
    for (const Finding& finding : one.findings)
      absl::StrAppend(&block, "<li>", EscapeHtml(finding.text), ".</li>\n");
    block += "</ul>\n";
  }
  block += MontageBlock(one);
  if (one.facts) block += FactsTable(one);
  absl::StrAppend(&block, "<p class=\"paths\">Image <code>", EscapeHtml(one.image_path),
                  "</code><br>Mask <code>", EscapeHtml(one.mask_path), "</code></p>\n</article>\n");
  return block;
}

std::string Header(const std::vector<QualityCase>& cases, const std::string& subject) {
  std::size_t failed = 0, flagged = 0;
  for (const QualityCase& one : cases) {
    if (!one.error.empty()) ++failed;
    if (one.error.empty() && !one.findings.empty()) ++flagged;
  }
  std::string header = absl::StrCat("<header>\n<div><p class=\"kind\">Image QA</p>\n<h1>",
                                    EscapeHtml(subject), "</h1></div>\n<dl class=\"counts\">\n");
  for (const auto& [name, count] : {std::pair<const char*, std::size_t>{"cases", cases.size()},
                                    {"failed", failed},
                                    {"flagged", flagged}}) {
    absl::StrAppend(&header, "<div class=\"count\"><dt>", name, "</dt><dd>", count, "</dd></div>\n");
  }
  return absl::StrCat(
      header,
      "</dl>\n<details><summary>What is flagged</summary>\n<p class=\"note\">One of its numbers is far from "
      "the "
      "others' (robust z beyond ",
      kOutlierZ, ", from the median and the median absolute deviation, among at least ",
      kLeastCasesForOutliers,
      " cases); the region touches the border of the image; voxels are NaN or infinite; image or region are "
      "those "
      "of another patient, voxel for voxel, or a second reader's region is the first's. A flag asks for a "
      "look: the case has been extracted all the "
      "same. "
      "Slice thickness is the distance of slices: image files know no other.</p></details>\n</header>\n");
}

// Failed, flagged, the rest.
std::vector<std::size_t> OrderOf(const std::vector<QualityCase>& cases) {
  std::vector<std::size_t> order(cases.size());
  std::iota(order.begin(), order.end(), 0);
  const auto rank = [&](std::size_t i) {
    return !cases[i].error.empty() ? 0 : !cases[i].findings.empty() ? 1 : 2;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  return order;
}

}  // namespace

std::string QualityPage(const std::vector<QualityCase>& cases, const std::string& subject) {
  const std::string script = QualityPageScript();
  const std::string allowed = absl::Base64Escape(Sha256(script));
  const std::vector<std::size_t> order = OrderOf(cases);
  std::string page = absl::StrCat(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", kQualityPageMark,
      "\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; "
      "style-src "
      "'unsafe-inline'; script-src 'sha256-",
      allowed, "'\">\n<title>Image QA: ", EscapeHtml(subject), "</title>\n<style>\n", QualityPageStyle(),
      "</style>\n</head>\n<body>\n", Header(cases, subject), "<main class=\"layout\">\n", List(cases, order),
      "<section class=\"cases\" aria-label=\"Case\">\n<div class=\"leaf\"><button type=\"button\" "
      "id=\"previous\">Previous</button><button type=\"button\" id=\"next\">Next</button><span "
      "id=\"position\" "
      "aria-live=\"polite\"></span><span class=\"keys\"><kbd>\xE2\x86\x90</kbd> <kbd>\xE2\x86\x92</kbd> "
      "leaf, "
      "<kbd>/</kbd> search</span></div>\n");
  for (std::size_t i = 0; i < order.size(); ++i) page += CaseBlock(cases[order[i]], i + 1);
  return absl::StrCat(page, "</section>\n</main>\n<script>", script, "</script>\n</body>\n</html>\n");
}

}  // namespace osteon::quality
