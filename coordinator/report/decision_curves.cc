#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/line_plot.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostFigures = 4;
constexpr std::size_t kMostLines = 6;        // models in a figure, as many as there are dashes
constexpr std::size_t kMostThresholds = 10;  // columns of the table
constexpr double kLeastNetBenefit = -0.1;    // of the figure

using Curve = std::vector<models::DecisionPoint>;

PlotLine LineOf(const std::string& name, const Curve& curve, double models::DecisionPoint::*value) {
  PlotLine line{name, LineStyle::kNamed, {}};
  for (const models::DecisionPoint& point : curve) {
    if (point.suppressed.empty()) line.points.push_back({point.threshold, point.*value, {}});
  }
  return line;
}

// Whether any point is told.
bool HasPoints(const Curve& curve) {
  return std::any_of(curve.begin(), curve.end(),
                     [](const models::DecisionPoint& point) { return point.suppressed.empty(); });
}

Html Figure(const models::SiteValidation& validation, Numbering& numbering) {
  LinePlot plot;
  plot.title = absl::StrCat("Decision curves at ", validation.site);
  plot.x_axis = "threshold of the predicted risk";
  plot.y_axis = "net benefit (0: treat nobody)";
  plot.least = kLeastNetBenefit;
  plot.key = true;
  const Curve* any = nullptr;
  for (const auto& [model, metrics] : validation.models) {
    if (!HasPoints(metrics.decision_curve) || plot.lines.size() == kMostLines) continue;
    any = &metrics.decision_curve;
    plot.lines.push_back(LineOf(model, *any, &models::DecisionPoint::net_benefit));
    const std::vector<PlotPoint>& told = plot.lines.back().points;
    absl::StrAppend(&plot.description, "Model ", model, ": net benefit ", Fixed(told.front().y, 3),
                    " at threshold ", Plain(told.front().x), ", ", Fixed(told.back().y, 3), " at ",
                    Plain(told.back().x), ". ");
  }
  if (any == nullptr) return Html();
  if (validation.models.size() > kMostLines)
    absl::StrAppend(&plot.title, ", the first ", kMostLines, " models");
  plot.lines.push_back(LineOf("treat all", *any, &models::DecisionPoint::treat_all));
  plot.lines.back().style = LineStyle::kFaint;
  const std::vector<PlotPoint>& all = plot.lines.back().points;
  absl::StrAppend(&plot.description, "Treating all: ", Fixed(all.front().y, 3), " and ", Fixed(all.back().y, 3),
                  ". Treating nobody: 0.");
  return DrawLinePlot(plot, numbering);
}

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

Html CurveTable(const std::string& caption, const std::vector<ModelMetrics>& models, Numbering& numbering) {
  const Curve* first = FirstCurve(models);
  if (first == nullptr) return Html();
  const std::vector<std::size_t> shown = Shown(first->size());
  std::vector<Table::Column> columns = {{"Site", Align::kText}};
  for (const std::size_t i : shown) columns.push_back({Plain((*first)[i].threshold)});
  Table table(
      absl::StrCat(caption, ": net benefit by threshold",
                   shown.size() < first->size() ? " (all thresholds in tables/decision_curve.csv)" : ""),
      columns);
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

Html DecisionCurves(const std::string& caption, const std::vector<models::SiteValidation>& validations,
                    const std::vector<ModelMetrics>& models, Numbering& numbering) {
  Html figures;
  for (std::size_t i = 0; i < std::min(validations.size(), kMostFigures); ++i) {
    figures += Figure(validations[i], numbering);
  }
  Html out;
  if (!figures.empty()) out = Markup("<div class=\"figures\">\n") + figures + Markup("</div>\n");
  return out + CurveTable(caption, models, numbering);
}

}  // namespace osteon::report
