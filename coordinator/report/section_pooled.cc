#include "coordinator/report/pooled_table.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {

Html PooledSection(const ReportInput& input, Numbering& numbering) {
  if (input.result.pooled.empty()) return Html();
  Html section = Markup("<section>\n") + Heading(2, "Performance over the external sites");
  section += Paragraph(
      "Random effects meta-analysis of the external sites' results by restricted maximum likelihood (REML), "
      "with "
      "intervals by Hartung and Knapp (Student\xE2\x80\x99s t, k \xE2\x88\x92 1). Development sites are "
      "never "
      "pooled. The prediction interval is where the result of a further hospital is to be expected; where it "
      "is "
      "wide, the pooled estimate says little about any one hospital.");
  section +=
      PooledTable("Meta-analysis over the external sites", input.result, input.result.pooled, numbering);
  section += PooledNotes(input.result.pooled);
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
