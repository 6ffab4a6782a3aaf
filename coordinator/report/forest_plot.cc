#include "coordinator/report/forest_plot.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/svg_text.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

// In units of the drawing, about pixels on a desktop screen.
constexpr double kWidth = 460;
constexpr double kLabelWidth = 124;
constexpr double kPlotLeft = 134, kPlotRight = 320;
constexpr double kRowHeight = 21;
constexpr double kAxisHeight = 42;

struct Axis {
  double low, high, step;
  double X(double value) const { return kPlotLeft + (value - low) / (high - low) * (kPlotRight - kPlotLeft); }
};

// Wide enough for every estimate and limit, in whole steps, within least..most.
Axis ChooseAxis(const ForestPlot& plot) {
  double low = plot.from, high = plot.to;
  for (const ForestGroup& group : plot.groups) {
    for (const ForestRow& row : group.rows) {
      if (!row.value.value) continue;
      low = std::min({low, row.value.value->lower, row.value.value->estimate});
      high = std::max({high, row.value.value->upper, row.value.value->estimate});
    }
  }
  low = std::max(low, plot.least);
  high = std::min(high, plot.most);
  double step = 0.1;
  for (const double candidate : {0.1, 0.2, 0.5, 1.0, 2.0, 5.0}) {
    step = candidate;
    if ((high - low) / candidate <= 6.5) break;
  }
  constexpr double kTiny = 1e-9;  // 0.4 / 0.1 is not quite 4
  return {std::floor(low / step + kTiny) * step, std::ceil(high / step - kTiny) * step, step};
}

std::string ValueText(const models::Estimate& value, int decimals) {
  return absl::StrCat(Fixed(value.estimate, decimals), " (", Fixed(value.lower, decimals), " to ",
                      Fixed(value.upper, decimals), ")");
}

// Shape and fill say the role as well as the colour does.
std::string Marker(models::SiteRole role, double x, double y) {
  switch (role) {
    case models::SiteRole::kDevelopment:
      return absl::StrFormat("<circle class=\"hollow\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", x, y);
    case models::SiteRole::kHoldout:
      return absl::StrFormat("<path d=\"M%.1f %.1fl5 5l-5 5l-5 -5z\"/>", x, y - 5);
    case models::SiteRole::kExternal:
      return absl::StrFormat("<rect x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"8\"/>", x - 4, y - 4);
  }
  return "";
}

// The interval from edge to edge of the plot at most; an arrow where it goes on.
std::string Interval(const models::Estimate& value, models::SiteRole role, const Axis& axis, double y) {
  const double left = axis.X(std::clamp(value.lower, axis.low, axis.high));
  const double right = axis.X(std::clamp(value.upper, axis.low, axis.high));
  std::string out = absl::StrFormat("<g class=\"%s\">", RoleName(role));
  absl::StrAppendFormat(&out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", left, y, right, y);
  if (value.lower < axis.low) {
    absl::StrAppendFormat(&out, "<path d=\"M%.1f %.1fl7 -4v8z\"/>", kPlotLeft - 2, y);
  }
  if (value.upper > axis.high) {
    absl::StrAppendFormat(&out, "<path d=\"M%.1f %.1fl-7 -4v8z\"/>", kPlotRight + 2, y);
  }
  if (value.estimate >= axis.low && value.estimate <= axis.high) {
    out += Marker(role, axis.X(value.estimate), y);
  }
  return out + "</g>\n";
}

std::string AxisDrawing(const ForestPlot& plot, const Axis& axis, double bottom) {
  std::string out;
  const int ticks = static_cast<int>(std::lround((axis.high - axis.low) / axis.step));
  for (int i = 0; i <= ticks; ++i) {
    const double value = axis.low + i * axis.step;
    const double x = axis.X(value);
    absl::StrAppendFormat(&out, "<line class=\"grid\" x1=\"%.1f\" y1=\"4\" x2=\"%.1f\" y2=\"%.1f\"/>", x, x,
                          bottom);
    absl::StrAppendFormat(&out, "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", x, bottom + 14,
                          Fixed(value, axis.step < 1 ? 1 : 0));
  }
  if (plot.reference >= axis.low && plot.reference <= axis.high) {
    const double x = axis.X(plot.reference);
    absl::StrAppendFormat(&out, "<line class=\"reference\" x1=\"%.1f\" y1=\"4\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                          x, x, bottom);
  }
  absl::StrAppendFormat(&out, "<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                        kPlotLeft, bottom, kPlotRight, bottom);
  absl::StrAppendFormat(&out, "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                        (kPlotLeft + kPlotRight) / 2, bottom + 31, EscapeHtml(plot.axis));
  return out;
}

std::string Description(const ForestPlot& plot) {
  std::string out;
  for (const ForestGroup& group : plot.groups) {
    absl::StrAppend(&out, out.empty() ? "" : " ", RoleHeading(group.role), ": ");
    for (std::size_t i = 0; i < group.rows.size(); ++i) {
      const models::MaybeEstimate& value = group.rows[i].value;
      absl::StrAppend(&out, i > 0 ? "; " : "", group.rows[i].label, " ",
                      value.value ? ValueText(*value.value, plot.decimals) : "not available");
    }
    out += ".";
  }
  return out;
}

}  // namespace

Html DrawForestPlot(const ForestPlot& plot, Numbering& numbering) {
  const Axis axis = ChooseAxis(plot);
  std::string rows;
  double y = 0;
  for (const ForestGroup& group : plot.groups) {
    absl::StrAppendFormat(&rows, "<text class=\"role\" x=\"0\" y=\"%.1f\">%s</text>\n", y + 15,
                          EscapeHtml(RoleHeading(group.role)));
    y += kRowHeight;
    for (const ForestRow& row : group.rows) {
      const double middle = y + kRowHeight / 2;
      absl::StrAppendFormat(&rows, "<text class=\"label\" x=\"0\" y=\"%.1f\">%s</text>", middle + 4,
                            EscapeHtml(Shortened(row.label, kLabelWidth)));
      if (row.value.value) rows += Interval(*row.value.value, group.role, axis, middle);
      absl::StrAppendFormat(&rows, "<text class=\"value\" x=\"%.0f\" y=\"%.1f\">%s</text>\n", kWidth,
                            middle + 4,
                            row.value.value ? ValueText(*row.value.value, plot.decimals) : "not available");
      y += kRowHeight;
    }
    y += 4;
  }
  const int number = ++numbering.figures;
  std::string out = absl::StrFormat(
      "<figure>\n<figcaption>Figure %d. %s</figcaption>\n<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
      "aria-labelledby=\"figure-%d-title figure-%d-text\">\n<title id=\"figure-%d-title\">%s</title>\n"
      "<desc id=\"figure-%d-text\">%s</desc>\n",
      number, EscapeHtml(plot.title), kWidth, y + kAxisHeight, number, number, number, EscapeHtml(plot.title),
      number, EscapeHtml(Description(plot)));
  absl::StrAppend(&out, AxisDrawing(plot, axis, y + 2), rows, "</svg>\n</figure>\n");
  return Html::Trusted(std::move(out));
}

}  // namespace osteon::report
