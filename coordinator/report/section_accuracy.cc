#include "coordinator/report/chapters.h"
#include "coordinator/report/performance_parts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"

namespace osteon::report {

Html AccuracyChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kAccuracy);
  if (input.result.validations.empty()) return chapter + NothingValidated() + CloseChapter();
  chapter += Markup("<p>");
  chapter += Cited(
      "The Brier score is the mean squared difference between predicted risk and outcome; scaled, it is 1 "
      "for "
      "perfect predictions and 0 for everybody at the site\xE2\x80\x99s own share of events",
      {Reference::kBrier}, numbering);
  chapter += Cited(
      "Sensitivity, specificity, predictive values and accuracy are those at the model\xE2\x80\x99s "
      "threshold, "
      "with Wilson\xE2\x80\x99s intervals",
      {Reference::kWilson}, numbering);
  chapter += Markup("</p>\n");
  const std::vector<ModelMetrics> by_model = MetricsByModel(input.result, input.result.validations);
  chapter += BrierTable(input, by_model, numbering);
  chapter += ClassificationTable(input, by_model, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
