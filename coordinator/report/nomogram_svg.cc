#include "coordinator/report/nomogram_svg.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "coordinator/report/svg_text.h"

namespace osteon::report {
namespace {

constexpr double kWidth = 760;
constexpr double kLeft = 176, kRight = 736;  // of the axes
constexpr double kNameWidth = 150;
constexpr double kOverhang = 20;     // of a label beyond the left end of an axis, at most
constexpr double kLabelWidth = 240;  // of a level, at most
constexpr double kFontSize = 11.5;
constexpr double kLine = 13;  // from one line of text to the next
constexpr double kTick = 5;
constexpr double kGap = 5;  // between two labels
constexpr double kPad = 7;  // above and below a row
constexpr char kInk[] = "#1b2126", kLeader[] = "#8a939b", kGrid[] = "#dde1e5";

// A place on an axis.
struct Mark {
  double x;
  std::string label;
  std::string whole;  // what `label` is short for; empty: nothing
};

struct Row {
  std::string name;
  double from, to;  // of the line
  std::vector<Mark> marks;
  // Which marks could have labels beside both ends, from many to few; empty: levels, where every mark has
  // one.
  std::vector<std::vector<std::size_t>> choices;
  bool below = true;  // labels stand below the line, or above
};

// A label that found its place. `line` counts lines of text away from the axis, from 0; `across`: on the
// other side of it.
struct Placed {
  const Mark* mark;
  double left, right;
  int line;
  bool across;
  bool leader;  // the label begins at its tick, with a line that leads to it
};

double LabelWidthOf(const std::string& label) {
  return TextWidth(label) * kFontSize / 12;
}

// With a minus sign as in the rest of the report.
std::string WithMinus(const std::string& text) {
  return absl::StrReplaceAll(text, {{"-", "\xE2\x88\x92"}});
}

std::string Number(double value) {
  return WithMinus(absl::StrFormat("%.10g", value));
}

bool IsFree(const std::vector<Placed>& placed, const Placed& label) {
  return std::none_of(placed.begin(), placed.end(), [&](const Placed& other) {
    return other.line == label.line && other.across == label.across && label.left < other.right + kGap &&
           label.right > other.left - kGap;
  });
}

Placed Centred(const Mark& mark, bool across) {
  const double half = LabelWidthOf(mark.label) / 2;
  const double centre = std::max(std::min(mark.x, kWidth - half), kLeft - kOverhang + half);
  return {&mark, centre - half, centre + half, 0, across, false};
}

// Those of the marks, in this order, that touch no earlier one.
std::vector<Placed> PlaceWhatFits(const Row& row, const std::vector<std::size_t>& marks) {
  std::vector<Placed> placed;
  for (const std::size_t i : marks) {
    const Placed label = Centred(row.marks[i], false);
    if (IsFree(placed, label)) placed.push_back(label);
  }
  return placed;
}

// Both ends, and between them the first choice that fits as a whole: even steps, not whatever has room.
std::vector<Placed> PlaceEvenly(const Row& row) {
  std::vector<std::size_t> marks = {0};
  if (row.marks.size() > 1) marks.push_back(row.marks.size() - 1);
  for (const std::vector<std::size_t>& choice : row.choices) {
    if (PlaceWhatFits(row, choice).size() != choice.size()) continue;
    for (const std::size_t i : choice) {
      if (i != 0 && i + 1 != row.marks.size()) marks.push_back(i);
    }
    break;
  }
  return PlaceWhatFits(row, marks);
}

// On both sides of the line; nothing where that is not room enough.
std::vector<Placed> PlaceOnBothSides(const std::vector<const Mark*>& order) {
  std::vector<Placed> placed;
  for (const Mark* mark : order) {
    Placed label = Centred(*mark, false);
    if (!IsFree(placed, label)) label.across = true;
    if (!IsFree(placed, label)) return {};
    placed.push_back(label);
  }
  return placed;
}

// Like stairs: from the right, each as near to the line as it touches no other, so that a leader passes on
// the left of the labels that are nearer.
std::vector<Placed> PlaceAsStairs(const std::vector<const Mark*>& order) {
  std::vector<Placed> placed;
  for (auto mark = order.rbegin(); mark != order.rend(); ++mark) {
    const double width = LabelWidthOf((*mark)->label);
    const double left = std::min((*mark)->x + 3, kWidth - width);
    Placed label{*mark, left, left + width, 0, false, true};
    while (!IsFree(placed, label)) ++label.line;
    placed.push_back(label);
  }
  return placed;
}

std::vector<Placed> Place(const Row& row) {
  if (!row.choices.empty()) return PlaceEvenly(row);
  std::vector<const Mark*> order;
  for (const Mark& mark : row.marks) order.push_back(&mark);
  std::sort(order.begin(), order.end(), [](const Mark* a, const Mark* b) { return a->x < b->x; });
  std::vector<Placed> placed = PlaceOnBothSides(order);
  return placed.empty() ? PlaceAsStairs(order) : placed;
}

int LinesOn(const std::vector<Placed>& placed, bool across) {
  int lines = 0;
  for (const Placed& label : placed) {
    if (label.across == across) lines = std::max(lines, label.line + 1);
  }
  return lines;
}

std::string Title(const std::string& whole) {
  return whole.empty() ? "" : absl::StrCat("<title>", EscapeHtml(whole), "</title>");
}

std::string NameText(const std::string& name, double middle) {
  const std::vector<std::string> lines = Wrapped(name, kNameWidth * 12 / kFontSize, 2);
  std::string out = absl::StrFormat("<text x=\"0\" y=\"%.1f\" font-weight=\"600\">",
                                    middle + 4 - kLine / 2 * static_cast<double>(lines.size() - 1));
  if (absl::StrJoin(lines, "") != name) out += Title(name);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == 0) {
      out += EscapeHtml(lines[i]);
    } else {
      absl::StrAppendFormat(&out, "<tspan x=\"0\" dy=\"%.0f\">%s</tspan>", kLine, EscapeHtml(lines[i]));
    }
  }
  return out + "</text>";
}

std::string Line(double x1, double y1, double x2, double y2, const std::string& colour) {
  return absl::StrFormat("<line stroke=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", colour, x1,
                         y1, x2, y2);
}

// Draws the row and moves `y` below it.
std::string Draw(const Row& row, double& y) {
  const std::vector<Placed> placed = Place(row);
  const int above = LinesOn(placed, row.below);
  const int below = LinesOn(placed, !row.below);
  const double line = y + kPad + (above > 0 ? kTick : 0) + kLine * above;
  y = std::max(line + kTick + kLine * below, line + kLine) + kPad;
  std::string out = NameText(row.name, line) + Line(row.from, line, row.to, line, kInk);
  for (const Mark& mark : row.marks) {
    const auto label =
        std::find_if(placed.begin(), placed.end(), [&](const Placed& one) { return one.mark == &mark; });
    const bool down = row.below != (label != placed.end() && label->across);
    out += Line(mark.x, line, mark.x, line + (down ? kTick : -kTick), kInk);
  }
  for (const Placed& label : placed) {
    const bool down = row.below != label.across;
    const double base = down ? line + kTick + 10 + kLine * label.line : line - kTick - 3 - kLine * label.line;
    if (label.leader) out += Line(label.mark->x, line + kTick, label.mark->x, base - 1, kLeader);
    absl::StrAppendFormat(&out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s%s</text>",
                          label.leader ? label.left : (label.left + label.right) / 2, base,
                          label.leader ? "start" : "middle", Title(label.mark->whole),
                          EscapeHtml(label.mark->label));
  }
  return out + "\n";
}

// "age: 0 points at 20, 21 points at 90."
std::string Describe(const models::NomogramAxis& axis) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < axis.points.size(); ++i) {
    const bool is_end = i == 0 || i + 1 == axis.points.size();
    if (axis.levels.empty() && !is_end) continue;
    parts.push_back(absl::StrFormat("%.1f points at %s", axis.points[i],
                                    axis.levels.empty() ? Number(axis.values[i]) : axis.levels[i]));
  }
  return absl::StrCat(axis.name, ": ", absl::StrJoin(parts, ", "), ".");
}

std::string Description(const models::Nomogram& nomogram) {
  std::vector<std::string> parts;
  for (const models::NomogramAxis& axis : nomogram.axes) parts.push_back(Describe(axis));
  std::vector<std::string> risks;
  for (std::size_t i = 0; i < nomogram.risk.values.size(); ++i) {
    risks.push_back(
        absl::StrFormat("%s at %.1f", Number(nomogram.risk.values[i]), nomogram.risk.total_points[i]));
  }
  if (!risks.empty())
    parts.push_back(absl::StrCat("Risk by total points: ", absl::StrJoin(risks, ", "), "."));
  return absl::StrJoin(parts, " ");
}

double X(double points, double most) {
  return kLeft + points / most * (kRight - kLeft);
}

// All values; those that are even multiples of more and more of the smallest step between them; none.
std::vector<std::vector<std::size_t>> ChoicesOf(const std::vector<double>& values) {
  double step = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < values.size(); ++i) step = std::min(step, values[i] - values[i - 1]);
  std::vector<std::vector<std::size_t>> choices;
  for (const double multiple : {0.0, 1.0, 2.0, 4.0, 5.0, 10.0, 20.0, 50.0}) {
    std::vector<std::size_t> choice;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double count = values[i] / (multiple * step);
      if (multiple == 0 || std::fabs(count - std::round(count)) < 1e-6) choice.push_back(i);
    }
    choices.push_back(std::move(choice));
  }
  choices.emplace_back();
  return choices;
}

// Marks at one place become one; a level's label is shortened.
void AddMark(std::vector<Mark>& marks, double x, const std::string& label) {
  const auto same =
      std::find_if(marks.begin(), marks.end(), [&](const Mark& mark) { return std::fabs(mark.x - x) < 0.5; });
  if (same == marks.end()) {
    marks.push_back({x, label, ""});
  } else {
    absl::StrAppend(&same->label, ", ", label);
  }
}

Row RowOf(const models::NomogramAxis& axis) {
  constexpr double kMost = 100;
  const auto [least, most] = std::minmax_element(axis.points.begin(), axis.points.end());
  Row row{axis.name, X(*least, kMost), X(*most, kMost), {}, {}, true};
  if (axis.levels.empty() && row.to - row.from < 0.5) {  // a coefficient of zero
    row.marks.push_back(
        {row.from, absl::StrCat(Number(axis.values.front()), " to ", Number(axis.values.back())), ""});
    return row;
  }
  if (axis.levels.empty()) {
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      row.marks.push_back({X(axis.points[i], kMost), Number(axis.values[i]), ""});
    }
    row.choices = ChoicesOf(axis.values);
    return row;
  }
  for (std::size_t i = 0; i < axis.levels.size(); ++i) {
    AddMark(row.marks, X(axis.points[i], kMost), axis.levels[i]);
  }
  for (Mark& mark : row.marks) {
    const std::string shown = Shortened(mark.label, kLabelWidth);
    if (shown != mark.label) mark.whole = std::exchange(mark.label, shown);
  }
  return row;
}

Row RowOf(const std::string& name, const std::vector<double>& values, const std::vector<double>& at,
          double most, bool below) {
  Row row{name, X(at.front(), most), X(at.back(), most), {}, ChoicesOf(values), below};
  for (std::size_t i = 0; i < values.size(); ++i) {
    row.marks.push_back({X(at[i], most), Number(values[i]), ""});
  }
  return row;
}

}  // namespace

std::string NomogramSvg(const models::Nomogram& nomogram, const std::string& title, const std::string& id) {
  std::vector<double> hundred;
  for (int points = 0; points <= 100; points += 10) hundred.push_back(points);
  double y = 0;
  std::string rows = Draw(RowOf("Points", hundred, hundred, 100, false), y);
  const double grid_top = y - kPad;
  for (const models::NomogramAxis& axis : nomogram.axes) rows += Draw(RowOf(axis), y);
  const double grid_bottom = y;
  y += kPad;
  const double most = nomogram.total_points.back();
  rows += Draw(RowOf("Total points", nomogram.total_points, nomogram.total_points, most, false), y);
  if (!nomogram.linear_predictor.values.empty()) {
    rows += Draw(RowOf("Linear predictor", nomogram.linear_predictor.values,
                       nomogram.linear_predictor.total_points, most, true),
                 y);
  }
  if (!nomogram.risk.values.empty()) {
    rows += Draw(RowOf("Risk", nomogram.risk.values, nomogram.risk.total_points, most, true), y);
  }
  std::string grid;
  for (const double points : hundred) {
    grid += Line(X(points, 100), grid_top, X(points, 100), grid_bottom, kGrid);
  }
  y += kLine;
  const std::string formula = WithMinus(absl::StrFormat(
      "linear predictor = %.4g + total points / %.4g, risk = 1 / (1 + exp(-linear predictor))",
      nomogram.lp_at_zero_points, nomogram.points_per_unit_lp));
  std::string out = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-2 0 %.0f %.0f\" role=\"img\" "
      "aria-labelledby=\"%s-title "
      "%s-text\">\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-text\">%s</desc>\n",
      kWidth + 4, y + kPad, id, id, id, EscapeHtml(title), id, EscapeHtml(Description(nomogram)));
  absl::StrAppendFormat(
      &out,
      "%s\n<g font-family=\"sans-serif\" font-size=\"%.1f\" fill=\"%s\">\n%s<text x=\"%.1f\" "
      "y=\"%.1f\">%s</text>\n</g>\n</svg>\n",
      grid, kFontSize, kInk, rows, kLeft, y, EscapeHtml(formula));
  return out;
}

Html DrawNomogram(const models::Nomogram& nomogram, const std::string& title, Numbering& numbering) {
  const int number = ++numbering.figures;
  return Html::Trusted(absl::StrFormat("<figure>\n<figcaption>Figure %d. %s</figcaption>\n%s</figure>\n",
                                       number, EscapeHtml(title),
                                       NomogramSvg(nomogram, title, absl::StrCat("figure-", number))));
}

}  // namespace osteon::report
