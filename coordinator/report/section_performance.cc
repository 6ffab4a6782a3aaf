#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/forest_plot.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr models::SiteRole kRoles[] = {models::SiteRole::kDevelopment, models::SiteRole::kHoldout,
                                       models::SiteRole::kExternal};

using MetricsMember = models::MaybeEstimate models::ValidationMetrics::*;

// One model at one site.
struct Entry {
  std::string site;
  const models::ValidationMetrics* metrics;
};

std::vector<Entry> EntriesOf(const models::StudyResult& result, const std::string& model,
                             models::SiteRole role) {
  std::vector<Entry> entries;
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role != role) continue;
    for (const auto& [name, metrics] : validation.models) {
      if (name == model) entries.push_back({validation.site, &metrics});
    }
  }
  return entries;
}

// The estimate over its interval, or why there is none.
Html EstimateCell(const models::MaybeEstimate& maybe, int decimals) {
  if (!maybe.value) {
    return Markup("<span class=\"unavailable\">not available") +
           Text(maybe.unavailable.empty() ? "" : absl::StrCat(": ", maybe.unavailable)) + Markup("</span>");
  }
  const models::Estimate& e = *maybe.value;
  return Text(Fixed(e.estimate, decimals)) + Markup(" <span class=\"interval\">(") +
         Text(absl::StrCat(Fixed(e.lower, decimals), " to ", Fixed(e.upper, decimals))) + Markup(")</span>");
}

Html NumberCell(const std::optional<double>& value, int decimals) {
  return value ? Text(Fixed(*value, decimals)) : Markup("<span class=\"unavailable\">not available</span>");
}

Html SiteCell(const Entry& entry) {
  Html cell = Text(entry.site);
  if (IsImprecise(*entry.metrics)) cell += Markup(" <span class=\"mark\">imprecise</span>");
  return cell;
}

Html PlotOf(const models::StudyResult& result, const std::string& model, MetricsMember member,
            ForestPlot plot, Numbering& numbering) {
  for (const models::SiteRole role : kRoles) {
    ForestGroup group{role, {}};
    for (const Entry& entry : EntriesOf(result, model, role)) {
      group.rows.push_back({entry.site, entry.metrics->*member});
    }
    if (!group.rows.empty()) plot.groups.push_back(std::move(group));
  }
  return plot.groups.empty() ? Html() : DrawForestPlot(plot, numbering);
}

Html Figures(const models::StudyResult& result, const std::string& model, Numbering& numbering) {
  ForestPlot auc;
  auc.title = absl::StrCat("AUC of model ", model, " by site, with 95% confidence intervals");
  auc.axis = "AUC";
  auc.decimals = 3;
  auc.reference = 0.5;
  auc.from = 0.4;
  ForestPlot slope;
  slope.title = absl::StrCat("Calibration slope of model ", model, " by site, with 95% confidence intervals");
  slope.axis = "calibration slope (1 is ideal)";
  slope.reference = 1;
  slope.from = 0;
  slope.to = 2;
  slope.least = -2;
  slope.most = 4;
  // Statement by statement: the operands of + have no order, the numbers of figures do.
  Html figures = Markup("<div class=\"figures\">\n");
  figures += PlotOf(result, model, &models::ValidationMetrics::auc, auc, numbering);
  figures += PlotOf(result, model, &models::ValidationMetrics::calibration_slope, slope, numbering);
  figures += Markup("</div>\n");
  return figures;
}

std::string CaptionOf(models::SiteRole role) {
  switch (role) {
    case models::SiteRole::kDevelopment:
      return "Apparent performance at the development sites";
    case models::SiteRole::kHoldout:
      return "Performance on held-out patients of the development sites";
    case models::SiteRole::kExternal:
      return "Performance at the external sites";
  }
  return "";
}

Html PerformanceTable(const models::StudyResult& result, models::SiteRole role, Numbering& numbering) {
  Table table(CaptionOf(role), {{"Site", Align::kText},
                                {"Patients"},
                                {"Events"},
                                {"AUC (95% CI)"},
                                {"Calibration in the large (95% CI)"},
                                {"Calibration slope (95% CI)"},
                                {"Observed / expected (95% CI)"},
                                {"Brier score"},
                                {"Scaled Brier"}});
  for (const models::FittedModel& model : result.pipeline.models) {
    const std::vector<Entry> entries = EntriesOf(result, model.name, role);
    if (!entries.empty()) table.Group(absl::StrCat("Model ", model.name));
    for (const Entry& entry : entries) {
      const models::ValidationMetrics& m = *entry.metrics;
      table.Row({SiteCell(entry), Text(Count(m.n)), Text(Count(m.events)), EstimateCell(m.auc, 3),
                 EstimateCell(m.calibration_in_the_large, 2), EstimateCell(m.calibration_slope, 2),
                 EstimateCell(m.oe, 2), NumberCell(m.brier, 3), NumberCell(m.scaled_brier, 3)});
    }
  }
  return table.Build(numbering);
}

Html ThresholdTableOf(const models::StudyResult& result, models::SiteRole role, Numbering& numbering) {
  Table table(absl::StrCat(CaptionOf(role), ": classification at the threshold"), {{"Site", Align::kText},
                                                                                   {"Threshold"},
                                                                                   {"TP / FP / TN / FN"},
                                                                                   {"Sensitivity (95% CI)"},
                                                                                   {"Specificity (95% CI)"},
                                                                                   {"PPV (95% CI)"},
                                                                                   {"NPV (95% CI)"},
                                                                                   {"Accuracy (95% CI)"}});
  for (const models::FittedModel& model : result.pipeline.models) {
    bool first = true;
    for (const Entry& entry : EntriesOf(result, model.name, role)) {
      if (!entry.metrics->at_threshold) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.name));
      const models::ThresholdTable& t = *entry.metrics->at_threshold;
      table.Row({SiteCell(entry), Text(Plain(t.threshold)),
                 Text(absl::StrCat(Count(t.tp), " / ", Count(t.fp), " / ", Count(t.tn), " / ", Count(t.fn))),
                 EstimateCell(t.sensitivity, 3), EstimateCell(t.specificity, 3), EstimateCell(t.ppv, 3),
                 EstimateCell(t.npv, 3), EstimateCell(t.accuracy, 3)});
    }
  }
  return table.Build(numbering);
}

// "AUC: DeLong", the methods as the sites named them.
std::string MethodsOf(const models::StudyResult& result) {
  const std::pair<const char*, MetricsMember> metrics[] = {
      {"AUC", &models::ValidationMetrics::auc},
      {"calibration in the large", &models::ValidationMetrics::calibration_in_the_large},
      {"calibration slope", &models::ValidationMetrics::calibration_slope},
      {"observed / expected", &models::ValidationMetrics::oe}};
  std::vector<std::string> parts;
  for (const auto& [name, member] : metrics) {
    std::set<std::string> methods;
    for (const models::SiteValidation& validation : result.validations) {
      for (const auto& [model, values] : validation.models) {
        if ((values.*member).value) methods.insert((values.*member).value->method);
      }
    }
    if (!methods.empty()) parts.push_back(absl::StrCat(name, ": ", absl::StrJoin(methods, " or ")));
  }
  return parts.empty() ? "" : absl::StrCat("Methods of the 95% intervals: ", absl::StrJoin(parts, "; "), ".");
}

}  // namespace

Html PerformanceSection(const ReportInput& input, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  Html section = Markup("<section>\n") + Heading(2, "Performance, site by site");
  if (result.validations.empty()) {
    return section + Paragraph("No model was validated at any site.") + Markup("</section>\n");
  }
  section += Paragraph(
      "Each site is shown by itself. Hollow circles are development sites, where the performance of a fitted "
      "model is "
      "apparent: it is judged on the patients to whom it was fitted. Diamonds are held-out patients, squares "
      "external "
      "sites. The dashed line is no discrimination (AUC 0.5) or ideal calibration (slope 1); an arrow means "
      "that the "
      "interval goes on beyond the axis.");
  for (const models::FittedModel& model : result.pipeline.models) {
    section += Heading(3, absl::StrCat("Model ", model.name)) + Figures(result, model.name, numbering);
  }
  bool imprecise = false;
  for (const models::SiteValidation& validation : result.validations) {
    for (const auto& [name, metrics] : validation.models) imprecise = imprecise || IsImprecise(metrics);
  }
  for (const models::SiteRole role : kRoles) {
    section += PerformanceTable(result, role, numbering);
    section += ThresholdTableOf(result, role, numbering);
  }
  if (imprecise) {
    section +=
        Markup("<p class=\"note\"><span class=\"mark\">imprecise</span> ") +
        Text(
            "fewer than 100 events or fewer than 100 non-events at this site: read the intervals, not the "
            "estimates.") +
        Markup("</p>\n");
  }
  section += Markup("<p class=\"note\">") + Text(MethodsOf(result)) + Markup("</p>\n");
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
