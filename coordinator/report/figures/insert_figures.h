// Figures into the places that a page keeps for them (figure_place.h), drawn before or not.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_INSERT_FIGURES_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_INSERT_FIGURES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "coordinator/report/figures/figure.h"

namespace osteon::report {

// Each place with its drawing; a place without a figure is taken out, one whose figure failed says why.
// Figures are numbered anew. A figure without a place is left out: the page decides what it shows.
std::string InsertFigures(absl::string_view html, const Figures& figures);

// Where nothing could be drawn: each place that has no drawing says `why`.
std::string SayUndrawn(absl::string_view html, absl::string_view why);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_INSERT_FIGURES_H_
