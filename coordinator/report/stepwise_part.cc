#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "coordinator/report/model_parts.h"
#include "coordinator/report/wording.h"

namespace osteon::report {

Html StepwisePart(const std::string& model, const models::ModelDetails& details, Numbering& numbering) {
  if (details.steps.empty()) return Html();
  Table table(absl::StrCat("Stepwise selection of model ", model),
              {{"Step", Align::kText}, {"Change", Align::kText}, {"Deviance"}, {"AIC"}, {"BIC"}});
  for (std::size_t i = 0; i < details.steps.size(); ++i) {
    const models::StepwiseStep& step = details.steps[i];
    table.Row({Text(absl::StrCat(i)), Text(step.change.empty() ? "the beginning" : step.change),
               Text(Fixed(step.deviance, 2)), Text(Fixed(step.aic, 2)), Text(Fixed(step.bic, 2))});
  }
  Html part = table.Build(numbering);
  part += Paragraph(absl::StrCat(
      "Predictors at the end: ", details.predictors.empty() ? "none" : Listed(details.predictors), "."));
  if (!details.passed_over.empty()) {
    part += Paragraph("Candidates passed over, as they have no estimate:");
    part += List(details.passed_over);
  }
  return part;
}

}  // namespace osteon::report
