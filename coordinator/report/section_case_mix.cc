#include "coordinator/report/chapters.h"
#include "coordinator/report/sections.h"

namespace osteon::report {

Html CaseMixChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kCaseMix);
  chapter += UnitsPart(input, numbering);
  chapter += CaseMixPart(input, numbering);
  chapter += MissingPart(input, numbering);
  chapter += ShiftPart(input, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
