#include "coordinator/report/audit_trail.h"
#include "coordinator/report/pooled_table.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {

Html PooledPart(const ReportInput& input, Numbering& numbering) {
  if (input.result.pooled.empty()) return Html();
  Html part = Heading(3, "Performance over the external sites");
  part += Markup("<p>") +
          Cited(
              "Random effects meta-analysis of the external sites\xE2\x80\x99 results by restricted maximum "
              "likelihood (REML): the AUC on the logit scale, observed / expected on the log scale",
              {Reference::kMetaAnalysis, Reference::kScales}, numbering);
  part += Cited("Intervals are those of Hartung and Knapp (Student\xE2\x80\x99s t, k \xE2\x88\x92 1)",
                {Reference::kHartungKnapp}, numbering);
  part += Cited(
      "The prediction interval (t, k \xE2\x88\x92 2) is where the result of a further hospital is to be "
      "expected",
      {Reference::kPrediction}, numbering);
  part += Text(
              "Where it is wide, the pooled estimate says little about any one hospital. Development sites "
              "are never "
              "pooled.") +
          Markup("</p>\n");
  part += PooledTable("Meta-analysis over the external sites", input.result, input.result.pooled,
                      Source(Validating(input, models::SiteRole::kExternal)), numbering);
  part += PooledNotes(input.result.pooled);
  return part;
}

}  // namespace osteon::report
