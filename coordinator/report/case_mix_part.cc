// Who the sites' patients are, and how they differ from the development sites'.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostVariables = 30;

std::string Percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return Count(part);
  return absl::StrCat(Count(part), " (",
                      Fixed(100 * static_cast<double>(part) / static_cast<double>(whole), 1), "%)");
}

Html NoNumberCell(const std::string& why) {
  return EstimateCell(models::Unavailable(why), 3);
}

Html MissingCell(const models::Maybe<models::OutcomeCounts>& missing) {
  if (!missing.value) return NoNumberCell(missing.unavailable);
  return Text(absl::StrCat(Count(missing.value->events), " / ", Count(missing.value->non_events)));
}

Html MeasuredCell(const models::Maybe<std::uint64_t>& measured) {
  return measured.value ? Text(Count(*measured.value)) : NoNumberCell(measured.unavailable);
}

Html DifferenceCell(const models::SiteCaseMix& case_mix, const std::string& variable) {
  const auto found = case_mix.standardised_differences.find(variable);
  if (found == case_mix.standardised_differences.end()) return NoValue();
  return found->second.value ? Text(Fixed(*found->second.value, 2)) : NoNumberCell(found->second.unavailable);
}

Html DistributionCell(const models::NumericCaseMix& variable) {
  if (!variable.moments.value) return NoNumberCell(variable.moments.unavailable);
  return Text(absl::StrCat(Significant(variable.moments.value->mean), " (",
                           Significant(variable.moments.value->sd), ")"));
}

// "F 40 (44.4%), M 50 (55.6%)".
Html DistributionCell(const models::Study& study, const models::CategoricalCaseMix& variable) {
  if (!variable.levels.value) return NoNumberCell(variable.levels.unavailable);
  const models::ClinicalColumn* column = study.Clinical(variable.variable);
  std::uint64_t whole = 0;
  for (const models::OutcomeCounts& level : *variable.levels.value) whole += level.patients();
  std::string text;
  for (std::size_t i = 0; i < variable.levels.value->size(); ++i) {
    const std::string name =
        column != nullptr && i < column->levels.size() ? column->levels[i] : absl::StrCat(i + 1);
    absl::StrAppend(&text, i == 0 ? "" : ", ", name, " ",
                    Percent(variable.levels.value->at(i).patients(), whole));
  }
  return Text(text);
}

// The cells of one variable at one site.
struct VariableRow {
  std::string heading;
  std::vector<Html> cells;
};

std::vector<VariableRow> RowsOf(const ReportInput& input, const models::SiteValidation& validation) {
  const models::SiteCaseMix& case_mix = *validation.case_mix;
  std::vector<VariableRow> rows;
  const auto add = [&](const std::string& heading, std::vector<Html> cells) {
    cells.insert(cells.begin(), {Text(validation.site), Text(CohortName(input, validation.role))});
    rows.push_back({heading, std::move(cells)});
  };
  if (!case_mix.told.suppressed.empty()) {
    const Html cell = SuppressedCell(case_mix.told.suppressed);
    add("Outcome: patients, and with the event", {cell, cell, NoValue(), NoValue()});
    return rows;
  }
  add("Outcome: patients, and with the event",
      {Text(Count(case_mix.told.n)), Text(Percent(case_mix.told.events, case_mix.told.n)), NoValue(),
       NoValue()});
  for (const models::NumericCaseMix& variable : case_mix.told.numeric) {
    const models::ClinicalColumn* column = input.study.Clinical(variable.variable);
    const std::string unit =
        column == nullptr || column->unit.empty() ? "" : absl::StrCat(", ", column->unit);
    add(absl::StrCat(variable.variable, unit, ": mean (SD)"),
        {MeasuredCell(variable.measured), DistributionCell(variable), MissingCell(variable.missing),
         DifferenceCell(case_mix, variable.variable)});
  }
  for (const models::CategoricalCaseMix& variable : case_mix.told.categorical) {
    add(absl::StrCat(variable.variable, ": patients (%) by level"),
        {MeasuredCell(variable.measured), DistributionCell(input.study, variable),
         MissingCell(variable.missing), DifferenceCell(case_mix, variable.variable)});
  }
  return rows;
}

Html CaseMixTable(const ReportInput& input, Numbering& numbering, std::size_t& hidden) {
  Table table("Case-mix: outcome and predictors, as measured",
              {{"Site", Align::kText},
               {"Cohort", Align::kText},
               {"Measured"},
               {"Distribution"},
               {"Missing, with / without the event"},
               {"Standardised difference from development"}});
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"case mix"})));
  // By variable, then by site: so that sites stand below each other.
  std::vector<std::string> headings;
  std::map<std::string, std::vector<std::vector<Html>>> rows;
  for (const models::SiteValidation& validation : input.result.validations) {
    if (!validation.case_mix) continue;
    for (VariableRow& row : RowsOf(input, validation)) {
      if (!rows.contains(row.heading)) headings.push_back(row.heading);
      rows[row.heading].push_back(std::move(row.cells));
    }
  }
  const std::size_t shown = std::min(headings.size(), kMostVariables + 1);
  hidden = headings.size() - shown;
  for (std::size_t i = 0; i < shown; ++i) {
    table.Group(headings[i]);
    for (const std::vector<Html>& cells : rows[headings[i]]) table.Row(cells);
  }
  return table.Build(numbering);
}

Html MaybeCell(const models::Maybe<double>& value) {
  return value.value ? Text(Fixed(*value.value, 2)) : NoNumberCell(value.unavailable);
}

Html MembershipCell(const models::Maybe<models::Membership>& membership) {
  if (!membership.value) return NoNumberCell(membership.unavailable);
  return Text(absl::StrCat(Fixed(membership.value->concordance, 2), " (",
                           Fixed(membership.value->by_chance, 2), ")"));
}

Html ShiftTable(const ReportInput& input, Numbering& numbering) {
  Table table("Patients as each model sees them, against development",
              {{"Site", Align::kText},
               {"Cohort", Align::kText},
               {"Mean, difference (log-odds)"},
               {"SD, ratio"},
               {"Membership concordance (by chance)"},
               {"AUC (95% CI)"}});
  table.Source(SourceByRole(input, {models::SiteRole::kHoldout, models::SiteRole::kExternal}) + Text(" ") +
               Source(WithPurpose(AuditEntries(input.ledger), {"case mix", "membership"})));
  for (const ModelMetrics& model : MetricsByModel(input.result, input.result.validations)) {
    bool first = true;
    for (const models::SiteValidation& validation : input.result.validations) {
      const auto shift = validation.shifts.find(model.model);
      if (shift == validation.shifts.end()) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.model));
      for (const auto& [name, metrics] : validation.models) {
        if (name != model.model) continue;
        table.Row({Text(validation.site), Text(CohortName(input, validation.role)),
                   MaybeCell(shift->second.mean_difference), MaybeCell(shift->second.sd_ratio),
                   MembershipCell(shift->second.membership), EstimateCell(metrics.auc, 3)});
      }
      if (validation.left_out.contains(model.model)) {
        table.Row({Text(validation.site), Text(CohortName(input, validation.role)),
                   MaybeCell(shift->second.mean_difference), MaybeCell(shift->second.sd_ratio),
                   MembershipCell(shift->second.membership), NoValue()});
      }
    }
  }
  return table.Build(numbering);
}

}  // namespace

Html CaseMixPart(const ReportInput& input, Numbering& numbering) {
  std::size_t hidden = 0;
  const Html table = CaseMixTable(input, numbering, hidden);
  if (table.empty()) return Html();
  Html part = Heading(3, "Who the patients are") + table;
  part += Note(absl::StrCat(
      "Standardised differences compare with the training patients of the development sites: of a numeric "
      "predictor the "
      "difference of means over the root mean square of the two standard deviations, of a categorical one "
      "that of Yang and "
      "Dalton over all levels at once (never negative). ",
      hidden > 0 ? absl::StrCat(Count(hidden), " more predictors: ") : "The same with quartiles: ",
      "tables/case_mix.csv."));
  const bool differences =
      std::any_of(input.result.validations.begin(), input.result.validations.end(),
                  [](const models::SiteValidation& validation) {
                    return validation.case_mix && !validation.case_mix->standardised_differences.empty();
                  });
  if (differences)
    part += FigurePlace("case-mix", "How sites\xE2\x80\x99 patients differ from development", numbering);
  return part;
}

Html ShiftPart(const ReportInput& input, Numbering& numbering) {
  Numbering after = numbering;
  Html text = Markup("<p>");
  text += Cited(
      "A model discriminates less where patients are more alike, and its predictions move where patients "
      "are sicker: a ratio of standard deviations below 1 and a lower AUC speak of the patients, a ratio "
      "near or above 1 and a lower AUC of the model",
      {Reference::kMembership}, after);
  text += Cited(
      "The membership concordance is how often a patient of the site would be told from one of development "
      "by the model\xE2\x80\x99s predictors and the outcome together (0.5: the same patients), from means, "
      "standard deviations and development\xE2\x80\x99s correlations as if they were normal; in brackets "
      "what "
      "two samples of the same patients would show",
      {Reference::kLinearCombination}, after);
  text += Markup("</p>\n");
  const Html table = ShiftTable(input, after);
  if (table.empty()) return Html();
  numbering = after;
  return Heading(3, "Was it the patients or the model?") + text + table +
         FigurePlace("case-mix-shift", "Was it the patients or the model?", numbering);
}

}  // namespace osteon::report
