#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr models::SiteRole kRoles[] = {models::SiteRole::kDevelopment, models::SiteRole::kHoldout,
                                       models::SiteRole::kExternal};

using MetricsMember = models::MaybeEstimate models::ValidationMetrics::*;

// ROC curves of more validations than this have a panel each, across the page.
constexpr std::size_t kMostRocCurves = 5;

Html Figures(const models::StudyResult& result, const std::string& model, Numbering& numbering) {
  const auto place = [&](const char* kind, const char* title) {
    return FigurePlace(FigureId(kind, model), absl::StrCat(title, " of model ", model, " by site"),
                       numbering);
  };
  // Statement by statement: the operands of + have no order, the numbers of figures do.
  std::vector<Html> forests;
  forests.push_back(place("forest-auc", "AUC"));
  forests.push_back(place("forest-slope", "Calibration slope"));
  forests.push_back(place("forest-citl", "Calibration-in-the-large"));
  forests.push_back(place("forest-oe", "Observed / expected"));
  Html figures = FigureRow(forests);
  const Html roc = place("roc", "ROC curves"),
             scores = place("score-histogram", "Linear predictor by outcome");
  figures += result.validations.size() <= kMostRocCurves ? FigureRow({roc, scores}) : roc + scores;
  figures += place("calibration", "Calibration");
  return figures;
}

// The role whose decision curves the page shows: the one that says most. The others are in the files.
models::SiteRole BestRole(const models::StudyResult& result) {
  for (const models::SiteRole role : {models::SiteRole::kExternal, models::SiteRole::kHoldout}) {
    if (!InRole(result, role).empty()) return role;
  }
  return models::SiteRole::kDevelopment;
}

std::string CaptionIn(const ReportInput& input, models::SiteRole role) {
  const bool deployed = role == models::SiteRole::kExternal && input.study.harmonise;
  return absl::StrCat(CaptionOf(role), deployed ? ", as deployed (primary)" : "");
}

Html RolePart(const ReportInput& input, models::SiteRole role, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  const std::vector<models::SiteValidation> validations = InRole(result, role);
  const std::vector<ModelMetrics> by_model = MetricsByModel(result, validations);
  const std::string caption = CaptionIn(input, role);
  Html part = PerformanceTable(caption, by_model, numbering);
  part += ThresholdTableOf(caption, by_model, numbering);
  part += ComparisonsTable(caption, validations, numbering);
  if (role == BestRole(result)) part += DecisionCurves(caption, by_model, numbering);
  return part;
}

// What stands second, where the study harmonises.
Html HarmonisedPart(const ReportInput& input, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  std::vector<std::string> without;
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.not_harmonised.empty()) continue;
    without.push_back(absl::StrCat(validation.site, ": ", validation.not_harmonised));
  }
  const std::vector<ModelMetrics> by_model = HarmonisedByModel(result);
  if (by_model.empty() && without.empty()) return Html();
  Html part = Heading(3, "Second: harmonised on site (transductive)");
  part += Paragraph(
      "Here each external site's features were harmonised with estimates from its own patients, the very "
      "patients the models are then judged on. It shows what harmonisation could give once a site has "
      "estimates; "
      "it is not how the models do at a new site, and it is not pooled.");
  part += PerformanceTable("Performance at the external sites, harmonised on site (transductive)", by_model,
                           numbering);
  if (!without.empty()) part += Paragraph(absl::StrCat("Not harmonised on site: ", Listed(without), "."));
  return part;
}

bool AnyComparison(const models::StudyResult& result) {
  return std::any_of(result.validations.begin(), result.validations.end(),
                     [](const auto& validation) { return !validation.comparisons.empty(); });
}

bool AnyImprecise(const models::StudyResult& result) {
  return std::any_of(result.validations.begin(), result.validations.end(), [](const auto& validation) {
    return std::any_of(validation.models.begin(), validation.models.end(),
                       [](const auto& named) { return IsImprecise(named.second); });
  });
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
  for (const models::SiteRole role : kRoles) section += RolePart(input, role, numbering);
  section += FigurePlace("case-mix", "How sites\xE2\x80\x99 patients differ from development", numbering);
  section += FigurePlace("case-mix-shift", "Was it the patients or the model?", numbering);
  for (const models::FittedModel& model : result.pipeline.models) {
    section += FigurePlace(FigureId("runs", model.name), absl::StrCat("Model ", model.name, " over the runs"),
                           numbering);
  }
  section += HarmonisedPart(input, numbering);
  if (AnyImprecise(result)) {
    section +=
        Markup("<p class=\"note\"><span class=\"mark\">imprecise</span> ") +
        Text(
            "fewer than 100 events or fewer than 100 non-events at this site: read the intervals, not the "
            "estimates.") +
        Markup("</p>\n");
  }
  if (AnyComparison(result)) {
    section += Note(
        "Comparisons: differences are of the first model less the second, with 95% intervals. The last three "
        "columns count patients whom only one of the two classifies rightly at its threshold, with McNemar's "
        "mid-p "
        "value. No p value is adjusted for the number of comparisons. Differences of net benefit: "
        "tables/comparisons.csv.");
  }
  section += Note(MethodsOf(result));
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
