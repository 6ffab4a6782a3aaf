#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostThresholds = 10;  // columns of the table

using Curve = std::vector<models::DecisionPoint>;

// The thresholds whose columns the table shows: all, or evenly spread ones.
std::vector<std::size_t> Shown(std::size_t thresholds) {
  std::vector<std::size_t> shown;
  const std::size_t every = (thresholds + kMostThresholds - 1) / kMostThresholds;
  for (std::size_t i = 0; i < thresholds; i += every) shown.push_back(i);
  return shown;
}

const Curve* FirstCurve(const std::vector<ModelMetrics>& models) {
  for (const ModelMetrics& model : models) {
    for (const SiteMetrics& entry : model.sites) {
      if (!entry.metrics->decision_curve.empty()) return &entry.metrics->decision_curve;
    }
  }
  return nullptr;
}

void AddRow(const Html& name, const Curve& curve, double models::DecisionPoint::*value,
            const std::vector<std::size_t>& shown, Table& table) {
  std::vector<Html> row = {name};
  for (const std::size_t i : shown) {
    if (i >= curve.size()) {
      row.push_back(NoValue());
    } else if (!curve[i].suppressed.empty()) {
      row.push_back(SuppressedCell(curve[i].suppressed));
    } else {
      row.push_back(Text(Fixed(curve[i].*value, 3)));
    }
  }
  table.Row(row);
}

Html CurveTable(const std::string& cohort, const std::vector<ModelMetrics>& models, const Html& source,
                Numbering& numbering) {
  const Curve* first = FirstCurve(models);
  if (first == nullptr) return Html();
  const std::vector<std::size_t> shown = Shown(first->size());
  std::vector<Table::Column> columns = {{"Site", Align::kText}};
  for (const std::size_t i : shown) columns.push_back({Plain((*first)[i].threshold)});
  Table table(
      absl::StrCat("Net benefit by threshold, ", cohort,
                   shown.size() < first->size() ? " (all thresholds in tables/decision_curve.csv)" : ""),
      columns);
  table.Source(source);
  for (const ModelMetrics& model : models) {
    table.Group(absl::StrCat("Model ", model.model));
    for (const SiteMetrics& entry : model.sites) {
      AddRow(Text(entry.site), entry.metrics->decision_curve, &models::DecisionPoint::net_benefit, shown,
             table);
    }
  }
  table.Group("Treating all patients (treating nobody has net benefit 0)");
  for (const SiteMetrics& entry : models.front().sites) {
    AddRow(Text(entry.site), entry.metrics->decision_curve, &models::DecisionPoint::treat_all, shown, table);
  }
  return table.Build(numbering);
}

}  // namespace

Html DecisionCurves(const ReportInput& input, models::SiteRole role, const std::vector<ModelMetrics>& models,
                    Numbering& numbering) {
  if (FirstCurve(models) == nullptr) return Html();
  Html out =
      FigurePlace("decision-curves", absl::StrCat("Decision curves, ", CohortName(input, role)), numbering);
  return out + CurveTable(CohortName(input, role), models, Source(Validating(input, role)), numbering);
}

}  // namespace osteon::report
