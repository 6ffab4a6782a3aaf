#include "coordinator/report/chapters.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/sections.h"

namespace osteon::report {

Html CaseMixChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kCaseMix);
  chapter += UnitsPart(input, numbering);
  chapter += MissingPart(input, numbering);
  chapter += FigurePlace("case-mix", "How sites\xE2\x80\x99 patients differ from development", numbering);
  chapter += FigurePlace("case-mix-shift", "Was it the patients or the model?", numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
