// What each site would need to use a model.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html BrierCell(const models::Maybe<double>& brier) {
  return brier.value ? Text(Fixed(*brier.value, 3)) : EstimateCell(models::Unavailable(brier.unavailable), 3);
}

void AddRow(const ReportInput& input, const SiteMetrics& entry, Table& table) {
  const models::ValidationMetrics& m = *entry.metrics;
  std::vector<Html> row = {SiteCell(entry), Text(CohortName(input, entry.role))};
  if (!m.suppressed.empty()) {
    row.resize(8, SuppressedCell(m.suppressed));
    return table.Row(row);
  }
  const auto& logistic = m.recalibration.logistic;
  const Html none = logistic.value ? Html() : EstimateCell(models::Unavailable(logistic.unavailable), 2);
  row.push_back(NumberCell(m.brier, 3));
  row.push_back(EstimateCell(m.calibration_in_the_large, 2));
  row.push_back(BrierCell(m.recalibration.brier_intercept_only));
  row.push_back(logistic.value ? EstimateCell({logistic.value->intercept, ""}, 2) : none);
  row.push_back(logistic.value ? EstimateCell({logistic.value->slope, ""}, 2) : none);
  row.push_back(logistic.value ? Text(Fixed(logistic.value->brier, 3)) : none);
  table.Row(row);
}

}  // namespace

Html RecalibrationPart(const ReportInput& input, Numbering& numbering) {
  Table table("Recalibrated versions, site by site", {{"Site", Align::kText},
                                                      {"Cohort", Align::kText},
                                                      {"Brier score as it is"},
                                                      {"Intercept only: intercept (95% CI)"},
                                                      {"Brier score (apparent)"},
                                                      {"Logistic: intercept (95% CI)"},
                                                      {"Slope (95% CI)"},
                                                      {"Brier score (apparent)"}});
  table.Source(SourceByRole(input, {models::SiteRole::kHoldout, models::SiteRole::kExternal}));
  for (const ModelMetrics& model : MetricsByModel(input.result, input.result.validations)) {
    bool first = true;
    for (const SiteMetrics& entry : model.sites) {
      if (entry.role == models::SiteRole::kDevelopment) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.model));
      AddRow(input, entry, table);
    }
    if (!first) AddLeftOut(input, model, 8, table);
  }
  Numbering after = numbering;
  Html part = Heading(3, "Recalibration: what each site would need to use the model") + Markup("<p>") +
              Cited(
                  "Recalibrated log-odds are intercept + slope \xC3\x97 log-odds of the model, with slope 1 "
                  "for the intercept "
                  "alone",
                  {Reference::kCalibration}, after) +
              Text(
                  "An interval that holds 0 for the intercept and 1 for the slope gives no reason to "
                  "recalibrate. Their Brier "
                  "scores are those of the very patients they were recalibrated with, so they flatter.") +
              Markup("</p>\n");
  const Html built = table.Build(after);
  if (built.empty()) return Html();
  numbering = after;
  return part + built;
}

}  // namespace osteon::report
