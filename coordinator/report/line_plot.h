// A line chart as one inline SVG. Lines are told apart by dashes and by a name at their end, not by colour
// alone, so that the chart can be read in black and white.
#ifndef OSTEON_COORDINATOR_REPORT_LINE_PLOT_H_
#define OSTEON_COORDINATOR_REPORT_LINE_PLOT_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/report/html.h"

namespace osteon::report {

struct PlotPoint {
  double x = 0, y = 0;
  std::optional<std::pair<double, double>> interval;  // an error bar
};

enum class LineStyle { kNamed, kFaint, kPoints };

struct PlotLine {
  std::string name;  // at its right end, or in the key; empty: none
  LineStyle style = LineStyle::kNamed;
  std::vector<PlotPoint> points;  // in the order in which they are joined
};

// A vertical line with its name above the plot.
struct PlotMark {
  double x = 0;
  std::string name;
};

struct LinePlot {
  std::string title, x_axis, y_axis;
  std::string description;      // for those who do not see the figure
  bool descending = false;      // x runs from high to low
  std::optional<double> least;  // y is shown from there on; lines are cut
  bool key = false;             // names stand in a key, for lines whose ends run together
  std::vector<PlotLine> lines;  // a later one is drawn over an earlier one
  std::vector<PlotMark> marks;
  std::vector<std::pair<double, std::string>> above;  // x -> a short text above the plot, left to right
  std::string above_axis;                             // what these are
};

// A <figure> with caption. Nothing where no line has two points.
Html DrawLinePlot(const LinePlot& plot, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_LINE_PLOT_H_
