#include "coordinator/report/figure_place.h"

#include "absl/strings/str_format.h"

namespace osteon::report {

Html FigurePlace(absl::string_view id, absl::string_view title, Numbering& numbering) {
  const std::string safe = EscapeHtml(id);
  return Html::Trusted(absl::StrFormat(
      "<figure class=\"figure\" id=\"fig-%s\" data-figure=\"%s\">\n<figcaption>Figure %d. %s</figcaption>\n"
      "<p class=\"undrawn\">Not drawn yet. Figures are drawn from the files beside this page: "
      "<code>osteon report FOLDER</code>, where Debian\xE2\x80\x99s package nodejs is "
      "installed.</p>\n</figure>\n",
      safe, safe, ++numbering.figures, EscapeHtml(title)));
}

Html FigureRow(const std::vector<Html>& places) {
  Html row = Markup("<div class=\"figures\">\n");
  for (const Html& place : places) row += place;
  return row + Markup("</div>\n");
}

}  // namespace osteon::report
