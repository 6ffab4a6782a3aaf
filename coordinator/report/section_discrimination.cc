#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/glance.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {
namespace {

// ROC curves of more validations than this have a panel each, across the page.
constexpr std::size_t kMostRocCurves = 5;

Html Figures(const models::StudyResult& result, const std::string& model, Numbering& numbering) {
  const auto place = [&](const char* kind, const char* title) {
    return FigurePlace(FigureId(kind, model), absl::StrCat(title, " of model ", model, " by site"),
                       numbering);
  };
  // Statement by statement: the operands of + have no order, the numbers of figures do.
  const Html forest = place("forest-auc", "AUC");
  const Html roc = place("roc", "ROC curves");
  const Html scores = place("score-histogram", "Linear predictor by outcome");
  if (result.validations.size() > kMostRocCurves) return forest + roc + scores;
  return FigureRow({forest, roc}) + scores;
}

Html Methods(const ReportInput& input, Numbering& numbering) {
  Html methods = Markup("<p>");
  methods += Cited(
      "The AUC is the share of pairs of a patient with and one without the event that the model puts in the "
      "right order; its interval, and the comparison of two models on the same patients, are "
      "DeLong\xE2\x80\x99s",
      {Reference::kDeLong}, numbering);
  methods += Text(
      "Performance at the development sites is apparent: a fitted model is judged on the patients to whom it "
      "was fitted. "
      "External sites are shown as the models would be deployed there");
  methods += Text(input.study.harmonise ? ", without harmonisation (primary). " : ". ");
  methods += Cited(
      "A site with fewer than 100 events or fewer than 100 non-events is marked imprecise: read its "
      "intervals, "
      "not its estimates",
      {Reference::kHundredEvents}, numbering);
  return methods + Markup("</p>\n");
}

Html ComparisonsPart(const ReportInput& input, Numbering& numbering) {
  const std::vector<models::SiteValidation>& validations = input.result.validations;
  const bool any = std::any_of(validations.begin(), validations.end(),
                               [](const auto& validation) { return !validation.comparisons.empty(); });
  if (!any) return Html();
  Html part = Heading(3, "Models compared on the same patients");
  part += ComparisonsTable(input, numbering);
  return part + Markup("<p class=\"note\">") +
         Cited(
             "Differences are of the first model less the second, with 95% intervals. The last three columns "
             "count "
             "patients whom only one of the two classifies rightly at its threshold, with "
             "McNemar\xE2\x80\x99s mid-p value",
             {Reference::kMcNemar}, numbering) +
         Text(
             "No p value in this table is adjusted for the number of comparisons; the table of all tests has "
             "adjusted ones. Differences of net benefit "
             "are in "
             "tables/comparisons.csv.") +
         Markup("</p>\n");
}

}  // namespace

Html DiscriminationChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kDiscrimination);
  if (input.result.validations.empty()) return chapter + NothingValidated() + CloseChapter();
  chapter += Methods(input, numbering);
  chapter += GlanceTable(input, numbering);
  chapter += GlanceNotes(input);
  for (const models::FittedModel& model : input.result.pipeline.models)
    chapter += Figures(input.result, model.name, numbering);
  chapter += ComparisonsPart(input, numbering);
  chapter += PooledComparisonsPart(input, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
