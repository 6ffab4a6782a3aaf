#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/wording.h"

#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

using NamedMetrics = std::vector<std::pair<std::string, models::ValidationMetrics>>;

std::vector<ModelMetrics> ByModel(const models::StudyResult& result,
                                  const std::vector<models::SiteValidation>& validations,
                                  NamedMetrics models::SiteValidation::*member) {
  std::vector<ModelMetrics> by_model;
  for (const models::FittedModel& model : result.pipeline.models) {
    ModelMetrics of{model.name, {}};
    for (const models::SiteValidation& validation : validations) {
      for (const auto& [name, metrics] : validation.*member) {
        if (name == model.name) of.sites.push_back({validation.site, &metrics});
      }
    }
    if (!of.sites.empty()) by_model.push_back(std::move(of));
  }
  return by_model;
}

}  // namespace

std::vector<ModelMetrics> MetricsByModel(const models::StudyResult& result,
                                         const std::vector<models::SiteValidation>& validations) {
  return ByModel(result, validations, &models::SiteValidation::models);
}

std::vector<ModelMetrics> HarmonisedByModel(const models::StudyResult& result) {
  return ByModel(result, result.validations, &models::SiteValidation::harmonised_on_site);
}

std::vector<models::SiteValidation> InRole(const models::StudyResult& result, models::SiteRole role) {
  std::vector<models::SiteValidation> validations;
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role == role) validations.push_back(validation);
  }
  return validations;
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

Html SiteCell(const SiteMetrics& entry) {
  Html cell = Text(entry.site);
  if (IsImprecise(*entry.metrics)) cell += Markup(" <span class=\"mark\">imprecise</span>");
  return cell;
}

Html SuppressedCell(const std::string& rule) {
  return Markup("<span class=\"unavailable\">") + Text(models::Suppressed(rule)) + Markup("</span>");
}

Html EstimateCell(const models::MaybeEstimate& maybe, int decimals) {
  if (!maybe.value) {
    if (const auto rule = models::SuppressedBy(maybe.unavailable)) return SuppressedCell(*rule);
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

Html PerformanceTable(const std::string& caption, const std::vector<ModelMetrics>& models,
                      Numbering& numbering) {
  Table table(caption, {{"Site", Align::kText},
                        {"Patients"},
                        {"Events"},
                        {"AUC (95% CI)"},
                        {"Calibration in the large (95% CI)"},
                        {"Calibration slope (95% CI)"},
                        {"Observed / expected (95% CI)"},
                        {"Brier score"},
                        {"Scaled Brier"},
                        {"ICI"}});
  for (const ModelMetrics& model : models) {
    table.Group(absl::StrCat("Model ", model.model));
    for (const SiteMetrics& entry : model.sites) {
      const models::ValidationMetrics& m = *entry.metrics;
      if (!m.suppressed.empty()) {
        const Html cell = SuppressedCell(m.suppressed);
        table.Row({SiteCell(entry), cell, cell, cell, cell, cell, cell, cell, cell, cell});
        continue;
      }
      table.Row({SiteCell(entry), Text(Count(m.n)), Text(Count(m.events)), EstimateCell(m.auc, 3),
                 EstimateCell(m.calibration_in_the_large, 2), EstimateCell(m.calibration_slope, 2),
                 EstimateCell(m.oe, 2), NumberCell(m.brier, 3), NumberCell(m.scaled_brier, 3),
                 NumberCell(m.ici.value, 3)});
    }
  }
  return table.Build(numbering);
}

Html ThresholdTableOf(const std::string& caption, const std::vector<ModelMetrics>& models,
                      Numbering& numbering) {
  Table table(absl::StrCat(caption, ": classification at the threshold"), {{"Site", Align::kText},
                                                                           {"Threshold"},
                                                                           {"TP / FP / TN / FN"},
                                                                           {"Sensitivity (95% CI)"},
                                                                           {"Specificity (95% CI)"},
                                                                           {"PPV (95% CI)"},
                                                                           {"NPV (95% CI)"},
                                                                           {"Accuracy (95% CI)"}});
  for (const ModelMetrics& model : models) {
    bool first = true;
    for (const SiteMetrics& entry : model.sites) {
      if (!entry.metrics->at_threshold) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.model));
      const models::ThresholdTable& t = *entry.metrics->at_threshold;
      if (!t.suppressed.empty()) {
        const Html cell = SuppressedCell(t.suppressed);
        table.Row({SiteCell(entry), Text(Plain(t.threshold)), cell, cell, cell, cell, cell, cell});
        continue;
      }
      table.Row({SiteCell(entry), Text(Plain(t.threshold)),
                 Text(absl::StrCat(Count(t.tp), " / ", Count(t.fp), " / ", Count(t.tn), " / ", Count(t.fn))),
                 EstimateCell(t.sensitivity, 3), EstimateCell(t.specificity, 3), EstimateCell(t.ppv, 3),
                 EstimateCell(t.npv, 3), EstimateCell(t.accuracy, 3)});
    }
  }
  return table.Build(numbering);
}

}  // namespace osteon::report
