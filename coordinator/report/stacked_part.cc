// The external patients together, from sums and histograms.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html AucCell(const models::Maybe<models::BinnedAuc>& auc) {
  if (!auc.value) return EstimateCell(models::Unavailable(auc.unavailable), 3);
  return Text(Fixed(auc.value->estimate, 3)) + Markup(" <span class=\"interval\">(") +
         Text(absl::StrCat("between ", Fixed(auc.value->lower_bound, 3), " and ",
                           Fixed(auc.value->upper_bound, 3))) +
         Markup(")</span>");
}

}  // namespace

Html StackedPart(const ReportInput& input, Numbering& numbering) {
  Table table("All external patients as one sample", {{"Model", Align::kText},
                                                      {"Patients"},
                                                      {"Events"},
                                                      {"AUC (bounds)"},
                                                      {"Calibration in the large (95% CI)"},
                                                      {"Calibration slope (95% CI)"},
                                                      {"Observed / expected (95% CI)"},
                                                      {"Brier score"},
                                                      {"Sensitivity (95% CI)"},
                                                      {"Specificity (95% CI)"}});
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"stacked"})));
  std::vector<std::string> unavailable;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const auto found = input.result.stacked.find(model.name);
    if (found == input.result.stacked.end()) continue;
    const models::StackedPerformance& stacked = found->second;
    if (!stacked.unavailable.empty()) {
      unavailable.push_back(absl::StrCat("Model ", model.name, ": ", stacked.unavailable, "."));
      continue;
    }
    const bool classified = stacked.at_threshold.has_value();
    table.Row({Text(model.name), Text(Count(stacked.n)), Text(Count(stacked.events)), AucCell(stacked.auc),
               EstimateCell(stacked.calibration_in_the_large, 2), EstimateCell(stacked.calibration_slope, 2),
               EstimateCell(stacked.oe, 2), NumberCell(stacked.brier.value, 3),
               classified ? EstimateCell(stacked.at_threshold->sensitivity, 3) : NoValue(),
               classified ? EstimateCell(stacked.at_threshold->specificity, 3) : NoValue()});
  }
  const Html built = table.Build(numbering);
  if (built.empty() && unavailable.empty()) return Html();
  Html part = Heading(3, "External patients stacked");
  part += Paragraph(
      "Here the external patients are one sample, as if the hospital did not matter; pairs of patients of "
      "different "
      "hospitals count in the AUC. It stands beside the meta-analysis and does not replace it: it tells how "
      "the model does on "
      "average over these patients, not what a further hospital is to expect. The AUC is that of counts of "
      "risks in a thousand "
      "bins; the exact one lies between the bounds.");
  return part + built + List(unavailable);
}

}  // namespace osteon::report
