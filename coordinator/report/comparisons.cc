#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html UnavailableCell(const std::string& why) {
  return Markup("<span class=\"unavailable\">not available") +
         Text(why.empty() ? "" : absl::StrCat(": ", why)) + Markup("</span>");
}

// "12 / 5" over "(p 0.14)".
Html McNemarCell(const models::Maybe<models::McNemar>& maybe) {
  if (!maybe.value) return UnavailableCell(maybe.unavailable);
  const models::McNemar& test = *maybe.value;
  return Text(absl::StrCat(Count(test.b), " / ", Count(test.c))) + Markup(" <span class=\"interval\">(p ") +
         Text(PValue(test.p_mid)) + Markup(")</span>");
}

void AddRow(const std::string& site, const std::string& cohort, const models::SiteComparison& compared,
            Table& table) {
  if (!compared.left_out.empty()) {
    std::vector<Html> row = {Text(site), Text(cohort), NoValue(), NoValue(),
                             UnavailableCell(compared.left_out)};
    row.resize(10, NoValue());
    return table.Row(row);
  }
  const models::ModelComparison& comparison = compared.comparison;
  if (!comparison.suppressed.empty()) {
    const Html cell = SuppressedCell(comparison.suppressed);
    table.Row({Text(site), Text(cohort), cell, cell, cell, cell, cell, cell, cell, cell});
    return;
  }
  const bool auc = comparison.auc.value.has_value();
  table.Row({Text(site), Text(cohort), Text(Count(comparison.n)), Text(Count(comparison.events)),
             auc ? EstimateCell({comparison.auc.value->difference, ""}, 3)
                 : UnavailableCell(comparison.auc.unavailable),
             auc ? Text(PValue(comparison.auc.value->p)) : NoValue(), EstimateCell(comparison.brier, 3),
             McNemarCell(comparison.accuracy), McNemarCell(comparison.sensitivity),
             McNemarCell(comparison.specificity)});
}

}  // namespace

Html ComparisonsTable(const ReportInput& input, Numbering& numbering) {
  const std::vector<models::SiteValidation>& validations = input.result.validations;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::set<std::pair<std::string, std::string>> seen;
  for (const models::SiteValidation& validation : validations) {
    for (const models::SiteComparison& compared : validation.comparisons) {
      if (seen.emplace(compared.a, compared.b).second) pairs.emplace_back(compared.a, compared.b);
    }
  }
  Table table("Models compared on the same patients", {{"Site", Align::kText},
                                                       {"Cohort", Align::kText},
                                                       {"Patients"},
                                                       {"Events"},
                                                       {"AUC, difference (95% CI)"},
                                                       {"p (paired DeLong)"},
                                                       {"Brier score, difference (95% CI)"},
                                                       {"All patients: only first / only second right"},
                                                       {"With the event"},
                                                       {"Without the event"}});
  table.Source(SourceByRole(
      input, {models::SiteRole::kDevelopment, models::SiteRole::kHoldout, models::SiteRole::kExternal}));
  for (const auto& [a, b] : pairs) {
    table.Group(absl::StrCat("Model ", a, " less model ", b));
    for (const models::SiteValidation& validation : validations) {
      for (const models::SiteComparison& compared : validation.comparisons) {
        if (compared.a == a && compared.b == b)
          AddRow(validation.site, CohortName(input, validation.role), compared, table);
      }
    }
  }
  return table.Build(numbering);
}

}  // namespace osteon::report
