#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {

Html HarmonisedOnSitePart(const ReportInput& input, Numbering& numbering) {
  std::vector<std::string> without;
  for (const models::SiteValidation& validation : input.result.validations) {
    if (validation.not_harmonised.empty()) continue;
    without.push_back(absl::StrCat(validation.site, ": ", validation.not_harmonised));
  }
  const std::vector<ModelMetrics> by_model = HarmonisedByModel(input.result);
  if (by_model.empty() && without.empty()) return Html();
  Html part = Heading(3, "With harmonisation on site (transductive)");
  part += Paragraph(
      "The primary results are those as deployed, without harmonisation at a new site. Here each external "
      "site's "
      "features were harmonised with estimates from its own patients, the very patients the models are then "
      "judged "
      "on. It shows what harmonisation could give once a site has estimates; it is not how the models do at "
      "a new "
      "site, and it is not pooled.");
  part += PerformanceTable("Performance at the external sites, harmonised on site (transductive)", by_model,
                           Source(Validating(input, models::SiteRole::kExternal)), numbering);
  if (!without.empty()) part += Paragraph(absl::StrCat("Not harmonised on site: ", Listed(without), "."));
  return part;
}

Html HeterogeneityChapter(const ReportInput& input, Numbering& numbering) {
  Html parts = PooledPart(input, numbering);
  parts += LeaveOneOutPart(input, numbering);
  parts += RunsPart(input, numbering);
  parts += InternalExternalPart(input, numbering);
  parts += RecalibrationPart(input, numbering);
  parts += HarmonisedOnSitePart(input, numbering);
  if (parts.empty()) {
    parts = Paragraph(
        "No external site was validated and no site was left out in turn, so nothing is known of differences "
        "between "
        "hospitals beyond the tables by site.");
  }
  return OpenChapter(Chapter::kHeterogeneity) + parts + CloseChapter();
}

}  // namespace osteon::report
