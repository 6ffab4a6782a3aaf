#include "absl/strings/str_cat.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {

Html NomogramChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kNomogram);
  Html parts;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const models::ModelDetails& details = input.result.pipeline.details.at(model.name);
    Numbering drawn = numbering;
    const Html part = NomogramPart(model.name, details, drawn);
    if (part.empty()) continue;
    numbering = drawn;
    parts += Heading(3, absl::StrCat("Model ", model.name)) + part;
  }
  if (parts.empty()) return chapter + Paragraph("No model of this study has a nomogram.") + CloseChapter();
  chapter += Markup("<p>") +
             Cited(
                 "A line from each predictor\xE2\x80\x99s value up to the points axis gives its points; "
                 "their sum, down "
                 "from the axis of total points, gives the risk",
                 {Reference::kNomogram}, numbering) +
             Markup("</p>\n");
  return chapter + parts + CloseChapter();
}

}  // namespace osteon::report
