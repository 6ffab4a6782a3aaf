#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
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
        if (name == model.name) of.sites.push_back({validation.site, validation.role, &metrics});
      }
      const auto why = validation.left_out.find(model.name);
      if (why != validation.left_out.end())
        of.left_out.push_back({validation.site, validation.role, why->second});
    }
    if (!of.sites.empty()) by_model.push_back(std::move(of));
  }
  return by_model;
}

bool IsFittedModel(const models::StudyResult& result, const std::string& name) {
  return std::any_of(result.pipeline.models.begin(), result.pipeline.models.end(),
                     [&](const models::FittedModel& model) { return model.name == name && IsFitted(model); });
}

Html MaybeNumberCell(const models::Maybe<double>& maybe) {
  if (maybe.value) return Text(Fixed(*maybe.value, 3));
  return EstimateCell(models::Unavailable(maybe.unavailable), 3);
}

Html HosmerLemeshowCell(const models::Maybe<models::HosmerLemeshow>& statistic, bool fitted_here) {
  if (!statistic.value) return EstimateCell(models::Unavailable(statistic.unavailable), 3);
  return Text(PValue(models::TestOf(*statistic.value, fitted_here).p));
}

const std::vector<models::SiteRole> kRoles = {models::SiteRole::kDevelopment, models::SiteRole::kHoldout,
                                              models::SiteRole::kExternal};

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

std::string CohortName(const ReportInput& input, models::SiteRole role) {
  switch (role) {
    case models::SiteRole::kDevelopment:
      return "training (apparent)";
    case models::SiteRole::kHoldout:
      return "hold-out";
    case models::SiteRole::kExternal:
      return input.study.harmonise ? "external, as deployed (primary)" : "external";
  }
  return "";
}

void AddLeftOut(const ReportInput& input, const ModelMetrics& model, std::size_t columns, Table& table) {
  for (const SiteLeftOut& site : model.left_out) {
    std::vector<Html> row = {Text(site.site), Text(CohortName(input, site.role)),
                             EstimateCell(models::Unavailable(site.why), 3)};
    row.resize(columns, NoValue());
    table.Row(row);
  }
}

Html ImpreciseMark() {
  return Markup(" <span class=\"mark\">imprecise</span>");
}

Html SiteCell(const SiteMetrics& entry) {
  Html cell = Text(entry.site);
  if (IsImprecise(*entry.metrics)) cell += ImpreciseMark();
  return cell;
}

Html NothingValidated() {
  return Paragraph("No model was validated at any site.");
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
  if (e.lower == e.upper) {
    return Text(Fixed(e.estimate, decimals)) + Markup(
                                                   " <span class=\"unavailable\">(variance 0: the interval "
                                                   "has no width and says nothing)</span>");
  }
  return Text(Fixed(e.estimate, decimals)) + Markup(" <span class=\"interval\">(") +
         Text(absl::StrCat(Fixed(e.lower, decimals), " to ", Fixed(e.upper, decimals))) + Markup(")</span>");
}

Html NumberCell(const std::optional<double>& value, int decimals) {
  return value ? Text(Fixed(*value, decimals)) : Markup("<span class=\"unavailable\">not available</span>");
}

Html PerformanceTable(const std::string& caption, const std::vector<ModelMetrics>& models, const Html& source,
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
  table.Source(source);
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

Html CalibrationTable(const ReportInput& input, const std::vector<ModelMetrics>& models,
                      Numbering& numbering) {
  Table table("Calibration", {{"Site", Align::kText},
                              {"Cohort", Align::kText},
                              {"Patients"},
                              {"Events"},
                              {"In the large (95% CI)"},
                              {"Slope (95% CI)"},
                              {"Observed / expected (95% CI)"},
                              {"ICI"},
                              {"E50"},
                              {"E90"},
                              {"Hosmer-Lemeshow p"}});
  table.Source(SourceByRole(input, kRoles));
  for (const ModelMetrics& model : models) {
    table.Group(absl::StrCat("Model ", model.model));
    for (const SiteMetrics& entry : model.sites) {
      const models::ValidationMetrics& m = *entry.metrics;
      std::vector<Html> row = {SiteCell(entry), Text(CohortName(input, entry.role))};
      if (!m.suppressed.empty()) {
        row.resize(11, SuppressedCell(m.suppressed));
        table.Row(row);
        continue;
      }
      const bool fitted_here =
          entry.role == models::SiteRole::kDevelopment && IsFittedModel(input.result, model.model);
      for (const Html& cell :
           {Text(Count(m.n)), Text(Count(m.events)), EstimateCell(m.calibration_in_the_large, 2),
            EstimateCell(m.calibration_slope, 2), EstimateCell(m.oe, 2), MaybeNumberCell(m.ici),
            MaybeNumberCell(m.e50), MaybeNumberCell(m.e90),
            HosmerLemeshowCell(m.hosmer_lemeshow, fitted_here)}) {
        row.push_back(cell);
      }
      table.Row(row);
    }
    AddLeftOut(input, model, 11, table);
  }
  return table.Build(numbering);
}

Html BrierTable(const ReportInput& input, const std::vector<ModelMetrics>& models, Numbering& numbering) {
  Table table("Brier scores", {{"Site", Align::kText},
                               {"Cohort", Align::kText},
                               {"Patients"},
                               {"Events"},
                               {"Brier score"},
                               {"Scaled Brier score"}});
  table.Source(SourceByRole(input, kRoles));
  for (const ModelMetrics& model : models) {
    table.Group(absl::StrCat("Model ", model.model));
    for (const SiteMetrics& entry : model.sites) {
      const models::ValidationMetrics& m = *entry.metrics;
      const Html cohort = Text(CohortName(input, entry.role));
      if (!m.suppressed.empty()) {
        const Html cell = SuppressedCell(m.suppressed);
        table.Row({SiteCell(entry), cohort, cell, cell, cell, cell});
        continue;
      }
      table.Row({SiteCell(entry), cohort, Text(Count(m.n)), Text(Count(m.events)), NumberCell(m.brier, 3),
                 NumberCell(m.scaled_brier, 3)});
    }
    AddLeftOut(input, model, 6, table);
  }
  return table.Build(numbering);
}

Html ClassificationTable(const ReportInput& input, const std::vector<ModelMetrics>& models,
                         Numbering& numbering) {
  Table table("Classification at the threshold", {{"Site", Align::kText},
                                                  {"Cohort", Align::kText},
                                                  {"Threshold"},
                                                  {"TP / FP / TN / FN"},
                                                  {"Sensitivity (95% CI)"},
                                                  {"Specificity (95% CI)"},
                                                  {"PPV (95% CI)"},
                                                  {"NPV (95% CI)"},
                                                  {"Accuracy (95% CI)"}});
  table.Source(SourceByRole(input, kRoles));
  for (const ModelMetrics& model : models) {
    bool first = true;
    for (const SiteMetrics& entry : model.sites) {
      if (!entry.metrics->at_threshold) continue;
      if (std::exchange(first, false)) table.Group(absl::StrCat("Model ", model.model));
      const models::ThresholdTable& t = *entry.metrics->at_threshold;
      const Html cohort = Text(CohortName(input, entry.role));
      if (!t.suppressed.empty()) {
        const Html cell = SuppressedCell(t.suppressed);
        table.Row({SiteCell(entry), cohort, Text(Plain(t.threshold)), cell, cell, cell, cell, cell, cell});
        continue;
      }
      table.Row({SiteCell(entry), cohort, Text(Plain(t.threshold)),
                 Text(absl::StrCat(Count(t.tp), " / ", Count(t.fp), " / ", Count(t.tn), " / ", Count(t.fn))),
                 EstimateCell(t.sensitivity, 3), EstimateCell(t.specificity, 3), EstimateCell(t.ppv, 3),
                 EstimateCell(t.npv, 3), EstimateCell(t.accuracy, 3)});
    }
    if (!first) AddLeftOut(input, model, 9, table);
  }
  return table.Build(numbering);
}

}  // namespace osteon::report
