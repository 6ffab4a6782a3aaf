#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

void AddSite(const ReportInput& input, const models::SiteValidation& validation,
             const models::Subgroups& subgroups, Table& table) {
  const Html cohort = Text(CohortName(input, validation.role));
  if (!subgroups.suppressed.empty()) {
    std::vector<Html> row = {Text(validation.site), cohort, Text("all levels")};
    row.resize(9, SuppressedCell(subgroups.suppressed));
    return table.Row(row);
  }
  for (const auto& [level, metrics] : subgroups.levels) {
    std::vector<Html> row = {SiteCell({validation.site, validation.role, &metrics}), cohort, Text(level)};
    if (!metrics.suppressed.empty()) {
      row.resize(9, SuppressedCell(metrics.suppressed));
      table.Row(row);
      continue;
    }
    row.insert(row.end(), {Text(Count(metrics.n)), Text(Count(metrics.events)), EstimateCell(metrics.auc, 3),
                           EstimateCell(metrics.calibration_slope, 2), EstimateCell(metrics.oe, 2),
                           NumberCell(metrics.brier, 3)});
    table.Row(row);
  }
}

Html SubgroupTable(const ReportInput& input, const std::string& variable, Numbering& numbering) {
  Table table(absl::StrCat("Subgroups by ", variable), {{"Site", Align::kText},
                                                        {"Cohort", Align::kText},
                                                        {variable, Align::kText},
                                                        {"Patients"},
                                                        {"Events"},
                                                        {"AUC (95% CI)"},
                                                        {"Calibration slope (95% CI)"},
                                                        {"Observed / expected (95% CI)"},
                                                        {"Brier score"}});
  table.Source(SourceByRole(
      input, {models::SiteRole::kDevelopment, models::SiteRole::kHoldout, models::SiteRole::kExternal}));
  for (const models::FittedModel& model : input.result.pipeline.models) {
    bool first = true;
    for (const models::SiteValidation& validation : input.result.validations) {
      for (const auto& [name, subgroups] : validation.subgroups) {
        if (name != model.name || subgroups.variable != variable) continue;
        if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.name));
        AddSite(input, validation, subgroups, table);
      }
      const auto why = validation.left_out.find(model.name);
      if (why == validation.left_out.end()) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.name));
      std::vector<Html> row = {Text(validation.site), Text(CohortName(input, validation.role)),
                               Text("all levels"), EstimateCell(models::Unavailable(why->second), 3)};
      row.resize(9, NoValue());
      table.Row(row);
    }
  }
  return table.Build(numbering);
}

}  // namespace

Html SubgroupsChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kSubgroups);
  const std::vector<std::string>& asked = input.study.validation.subgroups;
  if (asked.empty()) {
    chapter += Paragraph("The study asked for no subgroup.");
  } else {
    chapter += Paragraph(
        absl::StrCat("The study file, fixed before any result, asked for the subgroups of ", Listed(asked),
                     ", at each site where there are patients enough to be told. Levels are not tested "
                     "against each other, and intervals are not adjusted for their number."));
    for (const std::string& variable : asked) chapter += SubgroupTable(input, variable, numbering);
  }
  chapter += StackedPart(input, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
