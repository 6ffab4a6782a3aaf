#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/model_sentence.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

bool AnyPenalised(const models::Study& study) {
  return std::any_of(study.models.begin(), study.models.end(), [](const models::Model& model) {
    return std::holds_alternative<models::PenalisedModel>(model.kind);
  });
}

Html MethodsPart(const ReportInput& input, Numbering& numbering) {
  const models::Study& study = input.study;
  Html part;
  std::vector<std::string> sentences;
  for (const models::Model& model : study.models) sentences.push_back(ModelSentence(study, model));
  part += List(sentences);
  Html methods;
  if (AnyPenalised(study)) {
    methods += Cited(
        "Penalised models are fitted along a path of penalties as glmnet does, columns standardised with the "
        "training patients\xE2\x80\x99 mean and standard deviation",
        {Reference::kLasso, Reference::kGlmnet}, numbering);
    methods += Text("Cross-validation chooses a penalty; it does not estimate performance. ");
  }
  if (study.validation.threshold) {
    methods += Text(absl::StrCat("A patient counts as positive at a predicted risk of ",
                                 Plain(*study.validation.threshold), " or more, as the study file says. "));
  } else if (study.validation.youden) {
    methods += Cited(
        "Each model\xE2\x80\x99s threshold maximises Youden\xE2\x80\x99s index on the training patients",
        {Reference::kYouden}, numbering);
    methods += Text("A frozen model keeps its own. ");
  }
  methods += Text(
      "Numeric predictors enter linearly, categorical ones with a coefficient for each level but the first. "
      "No method "
      "against class imbalance is used.");
  return part + Markup("<p>") + methods + Markup("</p>\n");
}

}  // namespace

Html DevelopmentChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kDevelopment);
  chapter += MethodsPart(input, numbering);
  chapter += HarmonisationPart(input, numbering);
  chapter += ScreeningPart(input, numbering);
  chapter += ModelsPart(input, numbering);
  chapter += OptimismPart(input, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
