// A forest plot as one inline SVG: a row per site, grouped by role, with the values in figures beside it.
#ifndef OSTEON_COORDINATOR_REPORT_FOREST_PLOT_H_
#define OSTEON_COORDINATOR_REPORT_FOREST_PLOT_H_

#include <string>
#include <vector>

#include "coordinator/report/html.h"
#include "models/pipeline/run_study.h"

namespace osteon::report {

struct ForestRow {
  std::string label;
  models::MaybeEstimate value;
};

struct ForestGroup {
  models::SiteRole role = models::SiteRole::kDevelopment;  // decides heading, marker and colour
  std::vector<ForestRow> rows;
};

struct ForestPlot {
  std::string title;     // "AUC of model suv"
  std::string axis;      // "AUC"
  int decimals = 2;      // of the values beside the plot
  double reference = 0;  // a dashed line
  double from = 0;       // the axis covers at least from..to,
  double to = 1;         //
  double least = 0;      // and at most least..most; an interval that goes on ends in an arrow
  double most = 1;       //
  std::vector<ForestGroup> groups;
};

// A <figure> with caption; the SVG has a title and a description that says every value. Labels too wide for
// their column are shortened with an ellipsis.
Html DrawForestPlot(const ForestPlot& plot, Numbering& numbering);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FOREST_PLOT_H_
