#include "coordinator/report/chapters.h"
#include "coordinator/report/sections.h"

namespace osteon::report {

Html SubgroupsChapter(const ReportInput& /*input*/, Numbering& /*numbering*/) {
  return OpenChapter(Chapter::kSubgroups) + Paragraph("The study asked for no subgroup.") + CloseChapter();
}

}  // namespace osteon::report
