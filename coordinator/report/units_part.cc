#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostFlaggedFeatures = 40;

Html Suppressed(const std::string& rule) {
  const std::string text = rule == "min_patients" ? "too few patients"
                           : rule == "constant"   ? "constant over the middle half"
                                                  : absl::StrCat("suppressed: ", rule);
  return Markup("<span class=\"unavailable\">") + Text(text) + Markup("</span>");
}

Html Cell(const models::NumericAtSite& site) {
  if (!site.quartiles.value) return Suppressed(site.quartiles.unavailable);
  const models::Quartiles& told = *site.quartiles.value;
  return Text(Plain(told.median)) + Markup(" <span class=\"interval\">(") +
         Text(absl::StrCat(Plain(told.lower), " to ", Plain(told.upper))) + Markup(")</span>");
}

Html Cell(const models::Maybe<models::Shares>& shares) {
  if (!shares.value) return Suppressed(shares.unavailable);
  return Text(absl::StrCat(absl::StrJoin(shares.value->percent, " / "), " %"));
}

// Of a site that told of it.
template <typename Told>
Html CellOf(const std::map<std::string, Told>& sites, const std::string& site) {
  const auto found = sites.find(site);
  return found == sites.end() ? NoValue() : Cell(found->second);
}

// "gamma: looks like a factor 1000".
Html FindingCell(const models::ComparedNumeric& variable) {
  std::vector<std::string> findings;
  for (const auto& [site, told] : variable.sites) {
    if (!told.finding.empty()) findings.push_back(absl::StrCat(site, ": ", told.finding));
  }
  if (findings.empty()) return NoValue();
  return Markup("<span class=\"mark\">") + Text(absl::StrJoin(findings, "; ")) + Markup("</span>");
}

std::string NameWithUnit(const models::Study& study, const std::string& variable) {
  const models::ClinicalColumn* clinical = study.Clinical(variable);
  if (clinical == nullptr || clinical->unit.empty()) return variable;
  return absl::StrCat(variable, ", ", clinical->unit);
}

// Flagged ones first, then the clinical ones; of features only the flagged.
std::vector<const models::ComparedNumeric*> ShownVariables(const ReportInput& input) {
  std::vector<const models::ComparedNumeric*> flagged, flagged_features, others;
  for (const models::ComparedNumeric& variable : input.result.units.numeric) {
    if (input.study.IsFeature(variable.variable)) {
      if (variable.IsFlagged()) flagged_features.push_back(&variable);
    } else {
      (variable.IsFlagged() ? flagged : others).push_back(&variable);
    }
  }
  flagged_features.resize(std::min(flagged_features.size(), kMostFlaggedFeatures));
  flagged.insert(flagged.end(), flagged_features.begin(), flagged_features.end());
  flagged.insert(flagged.end(), others.begin(), others.end());
  return flagged;
}

Html UnitsTable(const ReportInput& input, Numbering& numbering) {
  const std::vector<std::string> sites = SitesByRole(input);
  std::vector<Table::Column> columns = {{"Variable", Align::kText}, {"Finding", Align::kText}};
  for (const std::string& site : sites) columns.push_back({site});
  Table table("Median and middle half of each variable at each site, rounded; shares of levels in per cent",
              columns);
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"units"})));
  for (const models::ComparedNumeric* variable : ShownVariables(input)) {
    std::vector<Html> row = {Text(NameWithUnit(input.study, variable->variable)), FindingCell(*variable)};
    for (const std::string& site : sites) row.push_back(CellOf(variable->sites, site));
    table.Row(row);
  }
  for (const models::ComparedLevels& variable : input.result.units.categorical) {
    const std::vector<std::string>& levels = input.study.Clinical(variable.variable)->levels;
    std::vector<Html> row = {Text(absl::StrCat(variable.variable, " (", absl::StrJoin(levels, " / "), ")")),
                             NoValue()};
    for (const std::string& site : sites) row.push_back(CellOf(variable.sites, site));
    table.Row(row);
  }
  return table.Build(numbering);
}

std::string FeaturesSentence(const ReportInput& input) {
  std::uint64_t features = 0, flagged = 0;
  for (const models::ComparedNumeric& variable : input.result.units.numeric) {
    if (!input.study.IsFeature(variable.variable)) continue;
    ++features;
    flagged += variable.IsFlagged() ? 1U : 0U;
  }
  if (features == 0) return "";
  return absl::StrCat(
      "Of ", Counted(features, "feature"), " that ", features == 1 ? "was" : "were", " compared, ",
      flagged == 0 ? "none" : Count(flagged),
      flagged == 1   ? " stands out"
      : flagged == 0 ? " stands out"
                     : " stand out",
      flagged > kMostFlaggedFeatures ? absl::StrCat("; the first ", kMostFlaggedFeatures, " are below") : "",
      "; all are in tables/units.csv.");
}

bool AnyFlagged(const models::UnitsComparison& units) {
  return std::any_of(units.numeric.begin(), units.numeric.end(),
                     [](const models::ComparedNumeric& variable) { return variable.IsFlagged(); });
}

}  // namespace

Html UnitsPart(const ReportInput& input, Numbering& numbering) {
  const models::UnitsComparison& units = input.result.units;
  if (units.numeric.empty() && units.categorical.empty()) return Html();
  Html section = Heading(3, "Do the sites measure in the same units?");
  if (AnyFlagged(units)) {
    section += Markup(
        "<p class=\"warning\" role=\"note\"><strong>Some values do not look as those of the other "
        "sites.</strong> "
        "Nothing was changed: ask the hospitals that are named below for the unit of their column before you "
        "read on. If it is another one, correct it in the site's mapping.yaml and run the study "
        "again.</p>\n");
  } else {
    section += Paragraph("No variable of any site stands out.");
  }
  section += Paragraph(absl::StrCat(
      "Compared before anything was fitted, on values as measured. A variable stands out where its spread is "
      "more than ",
      Plain(models::kLargestSpreadRatio),
      " times the typical one, or less than a fifth, and its median is moved alike, or where its median is "
      "more than ",
      Plain(models::kLargestShift),
      " typical interquartile ranges away. What is typical is the median over the sites; of two sites each "
      "is compared with the other. Sites with fewer than ",
      models::kLeastSummarised, " measured patients tell nothing."));
  if (const std::string features = FeaturesSentence(input); !features.empty()) {
    section += Paragraph(features);
  }
  return section + UnitsTable(input, numbering);
}

}  // namespace osteon::report
