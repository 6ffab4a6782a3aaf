#include "coordinator/report/line_plot.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "coordinator/report/svg_text.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

// In units of the drawing, about pixels on a desktop screen.
constexpr double kWidth = 460, kHeight = 318;
constexpr double kLeft = 48, kRight = 336;
constexpr double kBottom = 276;
constexpr double kBareTop = 10, kTopBelowTexts = 46;
constexpr double kNameWidth = kWidth - kRight - 16;
constexpr double kNameHeight = 14;
constexpr double kSample = 24;    // of a line, in the key
constexpr double kMarkLine = 13;  // between the names of two marks
constexpr int kDashes = 6;        // classes dash0 to dash5

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void Take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// 1, 2 or 5 times a power of ten, so that there are four to seven ticks.
double Step(double width) {
  const double power = std::pow(10.0, std::floor(std::log10(width / 4)));
  for (const double factor : {5.0, 2.0}) {
    if (width / (factor * power) >= 4) return factor * power;
  }
  return power;
}

int Decimals(double step) {
  return std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
}

class Drawing {
 public:
  Drawing(const LinePlot& plot, Range x, Range y)
      : plot_(plot), top_(plot.marks.empty() && plot.above.empty() ? kBareTop : kTopBelowTexts) {
    if (plot.least) y.low = std::max(y.low, *plot.least);
    const double x_margin = (x.high - x.low) * 0.02;
    x_ = {x.low - x_margin, x.high + x_margin};
    const double y_margin = std::max((y.high - y.low) * 0.04, 1e-12);
    y_ = {y.low - y_margin, y.high + y_margin};
  }

  std::string Draw() const {
    std::string out = Axes() + Above() + Marks();
    int named = 0;
    for (const PlotLine& line : plot_.lines) {
      out += Line(line, line.style == LineStyle::kNamed ? named++ % kDashes : 0);
    }
    return out + (plot_.key ? Key() : Names());
  }

 private:
  double X(double value) const {
    const double share = (value - x_.low) / (x_.high - x_.low);
    return kLeft + (plot_.descending ? 1 - share : share) * (kRight - kLeft);
  }
  double Y(double value) const { return kBottom - (value - y_.low) / (y_.high - y_.low) * (kBottom - top_); }

  std::string Axes() const {
    std::string out;
    const double y_step = Step(y_.high - y_.low);
    for (double i = std::ceil(y_.low / y_step); i * y_step <= y_.high; ++i) {
      const double y = Y(i * y_step);
      absl::StrAppendFormat(&out,
                            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                            "<text class=\"scale\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            i == 0 ? "axis" : "grid", kLeft, y, kRight, y, kLeft - 6, y + 4,
                            Fixed(i * y_step, Decimals(y_step)));
    }
    const double x_step = Step(x_.high - x_.low);
    for (double i = std::ceil(x_.low / x_step); i * x_step <= x_.high; ++i) {
      const double x = X(i * x_step);
      absl::StrAppendFormat(&out,
                            "<line class=\"axis\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                            "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            x, kBottom, x, kBottom + 4, x, kBottom + 17, Fixed(i * x_step, Decimals(x_step)));
    }
    absl::StrAppendFormat(&out,
                          "<path class=\"axis\" fill=\"none\" d=\"M%.1f %.1fV%.1fH%.1f\"/>"
                          "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>"
                          "<text class=\"tick\" transform=\"rotate(-90)\" x=\"%.1f\" y=\"10\">%s</text>\n",
                          kLeft, top_, kBottom, kRight, (kLeft + kRight) / 2, kBottom + 35,
                          EscapeHtml(plot_.x_axis), -(top_ + kBottom) / 2, EscapeHtml(plot_.y_axis));
    return out;
  }

  // Texts that would touch the one before are left out.
  std::string Above() const {
    std::string out;
    double taken = kLeft - 20;
    for (const auto& [value, text] : plot_.above) {
      const double half = TextWidth(text) / 2;
      const double x = X(value);
      if (x - half < taken + 6 || x + half > kRight + 8) continue;
      taken = x + half;
      absl::StrAppendFormat(&out, "<text class=\"tick\" x=\"%.1f\" y=\"%.1f\">%s</text>", x, top_ - 6,
                            EscapeHtml(text));
    }
    if (!out.empty()) {
      absl::StrAppendFormat(&out, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", kRight + 12,
                            top_ - 6, EscapeHtml(plot_.above_axis));
    }
    return out;
  }

  // Each name on a line of its own, so that near marks do not run into each other.
  std::string Marks() const {
    std::string out;
    double y = top_ - 20;
    for (const PlotMark& mark : plot_.marks) {
      const double x = X(mark.x);
      const double half = TextWidth(mark.name) / 2;
      absl::StrAppendFormat(&out,
                            "<line class=\"reference\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>"
                            "<text class=\"mark-name\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            x, top_, x, kBottom, std::clamp(x, half, kWidth - half), y,
                            EscapeHtml(mark.name));
      y -= kMarkLine;
    }
    return out;
  }

  std::string Line(const PlotLine& line, int dash) const {
    if (line.style == LineStyle::kPoints) return Points(line);
    std::string path;
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      AppendSegment(line.points[i - 1], line.points[i], i == 1, path);
    }
    if (path.empty()) return "";
    return absl::StrFormat("<path class=\"%s\" d=\"%s\"/>\n", ClassOf(line, dash), path);
  }

  static std::string ClassOf(const PlotLine& line, int dash) {
    return line.style == LineStyle::kFaint ? std::string("faint") : absl::StrCat("series dash", dash);
  }

  std::string Key() const {
    std::string out;
    int named = 0;
    double y = top_ + 6;
    for (const PlotLine& line : plot_.lines) {
      const int dash = line.style == LineStyle::kNamed ? named++ % kDashes : 0;
      if (line.name.empty()) continue;
      absl::StrAppendFormat(&out,
                            "<path class=\"%s\" d=\"M%.1f %.1fh%.1f\"/>"
                            "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            ClassOf(line, dash), kRight + 8, y, kSample, kRight + kSample + 13, y + 4,
                            EscapeHtml(Shortened(line.name, kNameWidth - kSample)));
      y += kNameHeight;
    }
    return out;
  }

  // Cut at the plot's lower edge.
  void AppendSegment(PlotPoint from, PlotPoint to, bool first, std::string& path) const {
    if (from.y < y_.low && to.y < y_.low) return;
    const auto cut = [&](const PlotPoint& below, const PlotPoint& inside) {
      const double share = (y_.low - below.y) / (inside.y - below.y);
      return PlotPoint{below.x + share * (inside.x - below.x), y_.low, {}};
    };
    const bool enters = from.y < y_.low;
    if (enters) from = cut(from, to);
    if (to.y < y_.low) to = cut(to, from);
    if (first || enters || path.empty()) absl::StrAppendFormat(&path, "M%.1f %.1f", X(from.x), Y(from.y));
    absl::StrAppendFormat(&path, "L%.1f %.1f", X(to.x), Y(to.y));
  }

  std::string Points(const PlotLine& line) const {
    std::string out = "<g class=\"points\">";
    for (const PlotPoint& point : line.points) {
      const double x = X(point.x);
      if (point.interval) {
        const double low = Y(point.interval->first), high = Y(point.interval->second);
        absl::StrAppendFormat(&out, "<path d=\"M%.1f %.1fV%.1fM%.1f %.1fh4M%.1f %.1fh4\"/>", x, low, high,
                              x - 2, low, x - 2, high);
      }
      absl::StrAppendFormat(&out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\"/>", x, Y(point.y));
    }
    return out + "</g>\n";
  }

  // At the right of the lines' ends, pushed apart, each joined to its line.
  std::string Names() const {
    struct Name {
      double end, y;
      std::string text;
      int dash;
    };
    std::vector<Name> names;
    int named = 0;
    for (const PlotLine& line : plot_.lines) {
      if (line.style != LineStyle::kNamed) continue;
      const int dash = named++ % kDashes;
      if (line.name.empty() || line.points.empty()) continue;
      const double y = Y(std::max(line.points.back().y, y_.low));
      names.push_back({y, y, Shortened(line.name, kNameWidth), dash});
    }
    std::stable_sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.end < b.end; });
    double least = top_ + 2;
    for (Name& name : names) {
      name.y = std::max(name.y, least);
      least = name.y + kNameHeight;
    }
    double most = kBottom;
    for (std::size_t i = names.size(); i-- > 0;) {
      names[i].y = std::min(names[i].y, most);
      most = names[i].y - kNameHeight;
    }
    std::string out;
    for (const Name& name : names) {
      absl::StrAppendFormat(&out,
                            "<path class=\"leader\" d=\"M%.1f %.1fL%.1f %.1f\"/>"
                            "<text class=\"name\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                            kRight - 2, name.end, kRight + 10, name.y, kRight + 13, name.y + 4,
                            EscapeHtml(name.text));
    }
    return out;
  }

  const LinePlot& plot_;
  const double top_;
  Range x_, y_;
};

}  // namespace

Html DrawLinePlot(const LinePlot& plot, Numbering& numbering) {
  Range x, y;
  bool any = false;
  for (const PlotLine& line : plot.lines) {
    any = any || line.points.size() >= 2;
    for (const PlotPoint& point : line.points) {
      x.Take(point.x);
      y.Take(point.y);
      if (!point.interval) continue;
      y.Take(point.interval->first);
      y.Take(point.interval->second);
    }
  }
  if (!any || !(x.high > x.low)) return Html();
  const int number = ++numbering.figures;
  std::string out = absl::StrFormat(
      "<figure>\n<figcaption>Figure %d. %s</figcaption>\n<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
      "aria-labelledby=\"figure-%d-title figure-%d-text\">\n<title id=\"figure-%d-title\">%s</title>\n"
      "<desc id=\"figure-%d-text\">%s</desc>\n",
      number, EscapeHtml(plot.title), kWidth, kHeight, number, number, number, EscapeHtml(plot.title), number,
      EscapeHtml(plot.description));
  absl::StrAppend(&out, Drawing(plot, x, y).Draw(), "</svg>\n</figure>\n");
  return Html::Trusted(std::move(out));
}

}  // namespace osteon::report
