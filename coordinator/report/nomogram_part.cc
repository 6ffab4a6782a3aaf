#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

// "20 \xE2\x86\x92 0; 40 \xE2\x86\x92 25.3".
std::string Pairs(const std::vector<std::string>& from, const std::vector<double>& to, int decimals) {
  std::string text;
  for (std::size_t i = 0; i < from.size(); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : "; ", from[i], " \xE2\x86\x92 ", Fixed(to[i], decimals));
  }
  return text;
}

std::vector<std::string> Texts(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(Plain(value));
  return texts;
}

}  // namespace

Html NomogramPart(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  if (!details.nomogram) {
    if (details.no_nomogram.empty()) return Html();
    return Note(absl::StrCat("No nomogram: ", details.no_nomogram, "."));
  }
  const models::Nomogram& nomogram = *details.nomogram;
  Html part = FigurePlace(FigureId("nomogram", model), absl::StrCat("Nomogram of model ", model), numbering);
  Table table(absl::StrCat("Nomogram of model ", model, ", in figures"),
              {{"Predictor", Align::kText}, {"Value \xE2\x86\x92 points", Align::kText}});
  for (const models::NomogramAxis& axis : nomogram.axes) {
    table.Row({Text(axis.name),
               Text(Pairs(axis.levels.empty() ? Texts(axis.values) : axis.levels, axis.points, 1))});
  }
  table.Row({Text("Risk \xE2\x86\x92 total points"),
             Text(Pairs(Texts(nomogram.risk.values), nomogram.risk.total_points, 1))});
  return part + table.Build(numbering);
}

}  // namespace osteon::report
