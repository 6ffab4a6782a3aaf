// Where a figure will stand. The page is made without figures, also on a server that draws nothing; they are
// drawn from the published files and put into their places by figures/insert_figures.h.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURE_PLACE_H_
#define OSTEON_COORDINATOR_REPORT_FIGURE_PLACE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "coordinator/report/html.h"

namespace osteon::report {

// <figure class="figure" id="fig-ID" data-figure="ID"> with the caption "Figure N. TITLE" and a paragraph
// that says how to have it drawn. `id` is one of web/figures/figures.js.
Html FigurePlace(absl::string_view id, absl::string_view title, Numbering& numbering);

// Several places beside each other where there is room.
Html FigureRow(const std::vector<Html>& places);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURE_PLACE_H_
