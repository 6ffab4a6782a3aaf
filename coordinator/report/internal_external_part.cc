#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/pooled_table.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

// What the others gave each time: differences between rows show how stable the selection is.
Html RefitsTable(const models::InternalExternal& left_out, Numbering& numbering) {
  Table table("What was fitted without each site", {{"Site left out", Align::kText},
                                                    {"Model", Align::kText},
                                                    {"Patients of the fit"},
                                                    {"Coefficients"},
                                                    {"\xCE\xBB"},
                                                    {"Threshold"},
                                                    {"Features after screening"}});
  for (const auto& [site, pipeline] : left_out.without) {
    for (const models::FittedModel& model : pipeline.models) {
      if (!IsFitted(model)) continue;
      const models::ModelDetails& details = pipeline.details.at(model.name);
      const auto coefficients = static_cast<std::uint64_t>(
          std::count_if(model.terms.begin(), model.terms.end(),
                        [](const auto& term) { return term.name != models::kInterceptTerm; }));
      table.Row({Text(site), Text(model.name), Text(Count(model.n)), Text(Count(coefficients)),
                 details.lambda ? Text(Significant(*details.lambda)) : NoValue(),
                 details.threshold ? Text(Plain(*details.threshold)) : NoValue(),
                 Text(Count(pipeline.features.size()))});
    }
  }
  return table.Build(numbering);
}

}  // namespace

Html InternalExternalPart(const ReportInput& input, Numbering& numbering) {
  if (!input.result.internal_external) return Html();
  const models::InternalExternal& left_out = *input.result.internal_external;
  const Html source = Source(WithPurpose(AuditEntries(input.ledger), {"internal_external"}));
  Html section = Heading(3, "Internal-external validation: one site left out at a time");
  section += Markup("<p>") +
             Cited("Each development site was left out in turn", {Reference::kInternalExternal}, numbering);
  section += Text(
                 "Everything was learned again from the others (imputation, "
                 "harmonisation, screening, models, thresholds), and the models were judged on the training "
                 "patients of "
                 "the site left out. These are results of the procedure at a new site, not of the study's "
                 "own models, "
                 "which rest on all development sites.") +
             Markup("</p>\n");
  const std::vector<ModelMetrics> by_model = MetricsByModel(input.result, left_out.sites);
  section += PerformanceTable("Internal-external validation, by site left out", by_model, source, numbering);
  section += PooledTable("Internal-external validation: meta-analysis over the sites left out", input.result,
                         left_out.pooled, source, numbering);
  section += PooledNotes(left_out.pooled);
  section += RefitsTable(left_out, numbering);
  std::vector<std::string> items;
  for (const auto& [site, why] : left_out.failed) items.push_back(absl::StrCat("Without ", site, ": ", why));
  for (const auto& [site, pipeline] : left_out.without) {
    for (const auto& [model, why] : pipeline.failed) {
      items.push_back(absl::StrCat("Without ", site, ", ", model, ": ", why));
    }
  }
  if (!items.empty()) {
    section += Paragraph("Without these sites, the others gave no such model:");
    section += List(items);
  }
  return section;
}

}  // namespace osteon::report
