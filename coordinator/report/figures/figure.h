// A figure as web/figures drew it.
#ifndef OSTEON_COORDINATOR_REPORT_FIGURES_FIGURE_H_
#define OSTEON_COORDINATOR_REPORT_FIGURES_FIGURE_H_

#include <map>
#include <string>

namespace osteon::report {

struct Figure {
  std::string title, caption;
  std::string alternative;  // in words
  std::string svg;          // has passed CheckSvg; empty: not drawn
  std::string not_drawn;    // why
};

using Figures = std::map<std::string, Figure>;  // by id

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURES_FIGURE_H_
