#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"
#include "models/disclosure/breach.h"
#include "models/study/secure_aggregation.h"

namespace osteon::report {
namespace {

Html TrafficTable(const LedgerSummary& ledger, Numbering& numbering) {
  Table table("What each site sent and received", {{"Site", Align::kText},
                                                   {"Requests answered"},
                                                   {"Sent"},
                                                   {"Received"},
                                                   {"Numbers released"},
                                                   {"Numbers held"},
                                                   {"Released / held"}});
  for (const auto& [site, traffic] : ledger.sites) {
    const std::string ratio =
        traffic.scalars_held == 0
            ? "\xE2\x80\x93"
            : Fixed(static_cast<double>(traffic.scalars_released) / static_cast<double>(traffic.scalars_held),
                    3);
    table.Row({Text(site), Text(Count(traffic.requests)), Text(Bytes(traffic.bytes_sent)),
               Text(Bytes(traffic.bytes_received)), Text(Count(traffic.scalars_released)),
               Text(Count(traffic.scalars_held)), Text(ratio)});
  }
  return table.Build(numbering);
}

std::string LimitsSentence(const models::Privacy& privacy) {
  std::vector<std::string> asked;
  if (privacy.min_patients)
    asked.push_back(absl::StrCat("at least ", Plain(*privacy.min_patients), " patients"));
  if (privacy.min_cell) asked.push_back(absl::StrCat("cells of at least ", Plain(*privacy.min_cell)));
  if (privacy.max_columns_per_patient) {
    asked.push_back(
        absl::StrCat("at most ", Plain(*privacy.max_columns_per_patient), " columns per patient"));
  }
  if (asked.empty()) return "The study asked for no limits beyond each hospital's own policy.";
  return absl::StrCat("The study asked for ", Listed(asked), ".");
}

Html SecureSentence(const models::Study& study, Numbering& numbering) {
  if (models::IsMasked(study, study.development)) {
    return Cited(
        "Sums over the development sites were masked: the coordinator saw each sum and no site's own part of "
        "it",
        {Reference::kSecureAggregation}, numbering);
  }
  return Text(study.development.empty() ? "No sum over sites was asked for. "
                                        : "Sums were not masked: the coordinator saw each site's own. ");
}

// Rule -> how often, in one validation.
void CountSuppressed(const models::ValidationMetrics& metrics, std::map<std::string, int>& rules) {
  if (!metrics.suppressed.empty()) {
    ++rules[metrics.suppressed];
    return;
  }
  const auto count = [&](const auto& maybe) {
    if (maybe.value) return;
    if (const auto rule = models::SuppressedBy(maybe.unavailable)) ++rules[*rule];
  };
  count(metrics.auc);
  count(metrics.calibration_in_the_large);
  count(metrics.calibration_slope);
  count(metrics.oe);
  count(metrics.ici);
  count(metrics.hosmer_lemeshow);
  count(metrics.calibration_curve);
  if (metrics.at_threshold && !metrics.at_threshold->suppressed.empty())
    ++rules[metrics.at_threshold->suppressed];
  for (const models::DecisionPoint& point : metrics.decision_curve) {
    if (!point.suppressed.empty()) ++rules[point.suppressed];
  }
}

// "alpha: min_cell 3 times, min_patients once".
Html SuppressedPart(const ReportInput& input) {
  std::map<std::string, std::map<std::string, int>> by_site;
  for (const auto& [site, admission] : input.result.admissions) {
    for (const auto& [what, rule] : admission.suppressed) ++by_site[site][rule];
  }
  for (const models::SiteValidation& validation : input.result.validations) {
    for (const auto& [model, metrics] : validation.models) CountSuppressed(metrics, by_site[validation.site]);
    for (const models::SiteComparison& compared : validation.comparisons) {
      if (!compared.comparison.suppressed.empty()) ++by_site[validation.site][compared.comparison.suppressed];
    }
  }
  std::vector<std::string> items;
  for (const auto& [site, rules] : by_site) {
    if (rules.empty()) continue;
    std::vector<std::string> parts;
    for (const auto& [rule, times] : rules) {
      parts.push_back(absl::StrCat(rule, times == 1 ? " once" : absl::StrCat(" ", times, " times")));
    }
    items.push_back(absl::StrCat(site, ": ", Listed(parts)));
  }
  if (items.empty())
    return Paragraph("No rule kept back anything of admissions, validations and comparisons.");
  return Paragraph("What rules kept back of admissions, validations and comparisons:") + List(items);
}

// The sites' limits, those that differ from a hospital's defaults marked. Nothing where no site told any.
Html LimitsTable(const ReportInput& input, Numbering& numbering) {
  std::set<std::string> limits;
  std::vector<std::string> own;
  for (const auto& [site, admission] : input.result.admissions) {
    for (const auto& [limit, value] : admission.limits) limits.insert(limit);
    const auto rules = admission.limits.find("rules");
    if (rules != admission.limits.end() && rules->second == "own policy") own.push_back(site);
  }
  if (limits.empty()) return Html();
  std::vector<Table::Column> columns = {{"Site", Align::kText}};
  for (const std::string& limit : limits) columns.push_back({limit});
  Table table("Limits that each site judged its releases by, the stricter of its policy and the study",
              columns);
  for (const auto& [site, admission] : input.result.admissions) {
    std::vector<Html> row = {Text(site)};
    for (const std::string& limit : limits) {
      const auto value = admission.limits.find(limit);
      row.push_back(value == admission.limits.end() ? NoValue() : Text(value->second));
    }
    table.Row(row);
  }
  Html part = table.Build(numbering);
  if (!own.empty()) {
    part += Paragraph(absl::StrCat("With a policy of its own instead of the defaults: ", Listed(own), "."));
  }
  return part;
}

}  // namespace

Html DisclosurePart(const ReportInput& input, Numbering& numbering) {
  const LedgerSummary& ledger = input.ledger;
  Html section = Heading(3, "Disclosure rules, and what left each hospital");
  section += Paragraph(
      absl::StrCat("The study took ", Counted(ledger.round_trips, "round trip"),
                   ". Every number that a site releases is counted here, sums and records alike; numbers "
                   "held are patients times candidate columns."));
  section +=
      ledger.rules == "off_for_testing"
          ? Markup(
                "<p><strong>Disclosure rules were switched off for testing.</strong> The limits that protect "
                "patients were not applied; these results must come from data that need no protection.</p>\n")
          : Markup("<p>") +
                Text(
                    "Each site answered what it had approved, and judged every release by its disclosure "
                    "rules. ") +
                SecureSentence(input.study, numbering) +
                Text(absl::StrCat(LimitsSentence(input.study.privacy),
                                  " What a rule kept back is marked as suppressed where it would stand.")) +
                Markup("</p>\n");
  section += SuppressedPart(input);
  section += LimitsTable(input, numbering);
  section += TrafficTable(ledger, numbering);
  return section + Paragraph("Each round, with its request and who answered, is in the audit trail.");
}

}  // namespace osteon::report
