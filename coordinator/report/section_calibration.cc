#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/figure_id.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {
namespace {

Html Methods(Numbering& numbering) {
  Html methods = Markup("<p>");
  methods += Cited(
      "Calibration in the large is the intercept of a logistic regression of the outcome on the "
      "model\xE2\x80\x99s log-odds as offset (0 is ideal), the slope its coefficient (1 is ideal)",
      {Reference::kCalibration}, numbering);
  methods += Text(
      "Observed / expected is the number of events over the sum of the predicted risks (1 is ideal; interval "
      "on the log scale). ");
  methods += Cited(
      "A flexible curve is fitted to each site\xE2\x80\x99s patients with restricted cubic splines; ICI, E50 "
      "and E90 are the mean, the median and the 90th percentile of its distance from the predicted risks",
      {Reference::kIci}, numbering);
  methods += Cited(
      "Hosmer and Lemeshow\xE2\x80\x99s test is given from 100 patients on; with many patients it finds what "
      "does not matter, with few it finds nothing",
      {Reference::kHosmerLemeshow}, numbering);
  return methods + Markup("</p>\n");
}

Html Figures(const std::string& model, Numbering& numbering) {
  const std::pair<const char*, const char*> kinds[] = {{"forest-citl", "Calibration in the large"},
                                                       {"forest-slope", "Calibration slope"},
                                                       {"forest-oe", "Observed / expected"}};
  std::vector<Html> places;
  for (const auto& [id, title] : kinds) {
    places.push_back(
        FigurePlace(FigureId(id, model), absl::StrCat(title, " of model ", model, " by site"), numbering));
  }
  return FigureRow(places) + FigurePlace(FigureId("calibration", model),
                                         absl::StrCat("Calibration of model ", model, " by site"), numbering);
}

}  // namespace

Html CalibrationChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kCalibration) + Methods(numbering);
  if (input.result.validations.empty()) return chapter + NothingValidated() + CloseChapter();
  for (const models::FittedModel& model : input.result.pipeline.models)
    chapter += Figures(model.name, numbering);
  chapter += CalibrationTable(input, MetricsByModel(input.result, input.result.validations), numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
