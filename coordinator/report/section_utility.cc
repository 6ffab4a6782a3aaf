#include "absl/strings/str_cat.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {
namespace {

// The role whose decision curves the page shows: the one that says most. The others are in the files.
models::SiteRole BestRole(const models::StudyResult& result) {
  for (const models::SiteRole role : {models::SiteRole::kExternal, models::SiteRole::kHoldout}) {
    if (!InRole(result, role).empty()) return role;
  }
  return models::SiteRole::kDevelopment;
}

}  // namespace

Html UtilityChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kUtility);
  const models::SiteRole role = BestRole(input.result);
  const std::vector<models::SiteValidation> validations = InRole(input.result, role);
  Html methods = Markup("<p>");
  methods += Cited(
      "Net benefit at a threshold is the share of true positives less that of false positives weighted by "
      "the "
      "odds of the threshold; it is compared with treating all patients and with treating nobody",
      {Reference::kDecisionCurve}, numbering);
  methods += Text("Differences between models have intervals and no p value.") + Markup("</p>\n");
  const Html curves = DecisionCurves(input, role, MetricsByModel(input.result, validations), numbering);
  if (curves.empty()) {
    methods += Paragraph("There is no decision curve: the study asked for none (validate: decision_curve).");
  }
  return chapter + methods + curves + CloseChapter();
}

}  // namespace osteon::report
