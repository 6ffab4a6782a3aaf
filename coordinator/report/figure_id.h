// What a figure is called in the page and by web/figures: "forest-auc--nomogram".
#ifndef OSTEON_COORDINATOR_REPORT_FIGURE_ID_H_
#define OSTEON_COORDINATOR_REPORT_FIGURE_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace osteon::report {

// Letters, digits, '_' and single '-'. A name that is so already stays; another is cleaned and ends in the
// first eight hexadecimal digits of its SHA-256, so that two names have two slugs. As web/figures/names.js.
std::string Slug(absl::string_view name);

// "KIND--SLUG".
std::string FigureId(absl::string_view kind, absl::string_view model);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_FIGURE_ID_H_
