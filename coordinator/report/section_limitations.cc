#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/authors_texts.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/pooled_table.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"
#include "models/disclosure/breach.h"

namespace osteon::report {
namespace {

bool Has(const models::StudyResult& result, models::SiteRole role) {
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role == role) return true;
  }
  return false;
}

std::string ImpreciseSites(const models::StudyResult& result) {
  std::uint64_t all = 0, imprecise = 0;
  for (const models::SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.models) {
      ++all;
      if (IsImprecise(metrics)) ++imprecise;
    }
  }
  if (imprecise == 0) return "";
  return absl::StrCat(
      Count(imprecise), " of ", Counted(all, "validation"),
      " rest on fewer than 100 events or fewer than 100 non-events and are imprecise by themselves.");
}

// Development sites on whose sums a fitted model does not rest.
std::vector<std::string> MissingFrom(const models::FittedModel& model, const models::Study& study) {
  std::vector<std::string> missing;
  for (const std::string& site : study.development) {
    if (std::find(model.roster.begin(), model.roster.end(), site) == model.roster.end())
      missing.push_back(site);
  }
  return missing;
}

std::string ApparentItem(const ReportInput& input) {
  const std::string text =
      "Performance at development sites is apparent: a fitted model is judged on the patients it was fitted "
      "to, "
      "and looks better than it is. ";
  const auto& bootstrap = input.study.validation.bootstrap;
  if (!bootstrap) return absl::StrCat(text, "It is not corrected for optimism.");
  return absl::StrCat(
      text, "The correction for optimism over all training patients stands in a part of its own",
      bootstrap->of_pipeline
          ? "; it says nothing of other hospitals."
          : "; it does not include the selection of features and predictors, and says nothing of other "
            "hospitals.");
}

void AddExternal(const ReportInput& input, std::vector<std::string>& items) {
  const models::StudyResult& result = input.result;
  if (!Has(result, models::SiteRole::kExternal)) {
    items.push_back(
        result.internal_external
            ? "No external site took part in the validation. The sites left out of internal-external "
              "validation "
              "took part in the study's design and in its other fits; they stand in for other hospitals only "
              "in "
              "part."
            : "No external site took part in the validation, so nothing is known about transport to other "
              "hospitals.");
  }
  int least = models::kFewSites;
  for (const auto& [model, performance] : result.pooled) {
    for (const NamedMeasure& measure : PooledMeasures()) {
      least = std::min(least, static_cast<int>((performance.*measure.metric).sites_used.size()));
    }
  }
  if (least < models::kFewSites) {
    items.push_back(
        "Some results over external sites rest on fewer than five of them: how much hospitals differ is "
        "barely "
        "estimable, and with one nothing is pooled.");
  }
}

void AddPreparation(const ReportInput& input, std::vector<std::string>& items) {
  const models::Study& study = input.study;
  items.push_back(study.missing == models::MissingValues::kCompleteCase
                      ? "Complete-case analysis is sound only where it does not depend on the outcome, given "
                        "the predictors, "
                        "whether a value is missing."
                      : "A single value stands in for what is missing. Standard errors treat it as if it had "
                        "been measured "
                        "and are too small; if values are missing for reasons that depend on the outcome, "
                        "coefficients are "
                        "biased.");
  if (!study.harmonise) return;
  items.push_back(
      "ComBat was estimated at the development sites, with the patients the models were fitted to. At a new "
      "site "
      "features are used as they come, and a shift of its scanner is not corrected unless the site estimates "
      "it "
      "from patients of its own; results harmonised on site are transductive.");
}

void AddSelection(const ReportInput& input, std::vector<std::string>& items) {
  const models::PipelineResult& pipeline = input.result.pipeline;
  const bool selected = std::any_of(pipeline.details.begin(), pipeline.details.end(),
                                    [](const auto& details) { return details.second.selected; });
  const bool cross_validated =
      std::any_of(pipeline.details.begin(), pipeline.details.end(),
                  [](const auto& of) { return of.second.path && of.second.path->cross_validation; });
  if (selected) {
    items.push_back(
        "Predictors were selected on the patients of the fit. Standard errors, intervals and p values of "
        "models "
        "with selected predictors are not adjusted for selection.");
  }
  if (cross_validated) {
    const bool before = input.study.harmonise || !input.study.screen.empty();
    items.push_back(absl::StrCat(
        "Cross-validation chooses a penalty; its deviance and AUC are no estimate of performance",
        before ? ", the less as screening and harmonisation came before it and saw every fold." : "."));
  }
}

// "zeta (external): no non-events, so no AUC, calibration slope of models clinical and reader."
std::vector<std::string> NotEstimated(const ReportInput& input) {
  using Metrics = models::ValidationMetrics;
  const std::pair<const char*, models::MaybeEstimate Metrics::*> measures[] = {
      {"AUC", &Metrics::auc},
      {"calibration in the large", &Metrics::calibration_in_the_large},
      {"calibration slope", &Metrics::calibration_slope},
      {"observed / expected", &Metrics::oe}};
  std::vector<std::string> items;
  for (const models::SiteValidation& validation : input.result.validations) {
    for (const auto& [model, why] : validation.left_out) {
      items.push_back(absl::StrCat("At ", validation.site, " (", CohortName(input, validation.role),
                                   ") model ", model, " was not validated; ", why, "."));
    }
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> reasons;
    const auto add = [](std::vector<std::string>& names, const std::string& name) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const auto& [model, metrics] : validation.models) {
      if (!metrics.suppressed.empty()) continue;
      for (const auto& [name, member] : measures) {
        const models::MaybeEstimate& measure = metrics.*member;
        if (measure.value || models::SuppressedBy(measure.unavailable)) continue;
        add(reasons[measure.unavailable].first, name);
        add(reasons[measure.unavailable].second, model);
      }
    }
    for (const auto& [why, what] : reasons) {
      items.push_back(absl::StrCat("At ", validation.site, " (", CohortName(input, validation.role),
                                   "): ", why, "; so no ", Listed(what.first), " of ",
                                   what.second.size() == 1 ? "model " : "models ", Listed(what.second), "."));
    }
  }
  return items;
}

}  // namespace

Html LimitationsChapter(const ReportInput& input, Numbering& /*numbering*/) {
  const models::StudyResult& result = input.result;
  std::vector<std::string> items;
  if (Has(result, models::SiteRole::kDevelopment)) {
    items.push_back(ApparentItem(input));
  }
  AddExternal(input, items);
  if (const std::string imprecise = ImpreciseSites(result); !imprecise.empty()) items.push_back(imprecise);
  for (const models::FittedModel& model : result.pipeline.models) {
    if (!IsFitted(model)) continue;
    if (!model.converged) {
      items.push_back(
          absl::StrCat("The fit of model ", model.name, " did not converge; its numbers must not be used."));
    }
    if (const std::vector<std::string> missing = MissingFrom(model, input.study); !missing.empty()) {
      items.push_back(absl::StrCat(
          "Model ", model.name, " does not rest on every development site; missing: ", Listed(missing), "."));
    }
  }
  for (std::string& item : NotEstimated(input)) items.push_back(std::move(item));
  AddSelection(input, items);
  AddPreparation(input, items);
  items.push_back(
      "Standard errors treat patients as independent and do not allow for differences between hospitals "
      "beyond the "
      "predictors. Intervals and p values are not adjusted for the number of models and sites.");
  items.push_back(
      "Sums and per-site records are far less than the data, but they are not nothing; chapter 4 says "
      "how much was released and whether sums were masked.");
  return OpenChapter(Chapter::kLimitations) + List(items) + Markup("<p>") +
         Text("Strengths, and limitations that numbers do not show: ") + ToBeCompleted() + Markup("</p>\n") +
         CloseChapter();
}

}  // namespace osteon::report
