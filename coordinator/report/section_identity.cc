#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/authors_texts.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/equation.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

std::string Objective(const ReportInput& input) {
  const bool develops =
      std::any_of(input.result.pipeline.models.begin(), input.result.pipeline.models.end(), IsFitted);
  const bool validates = !input.study.external.empty() && input.study.validation.external;
  if (develops && validates) return "development and external validation";
  if (validates) return "external validation of models that exist already";
  if (develops) return "development, with internal validation only";
  return "validation of models that exist already";
}

std::string Locked(const ReportInput& input) {
  if (!input.finished) return "simulated: no date";
  return absl::StrCat(
      *input.finished, ", when the coordinator ", input.signature ? "signed" : "wrote",
      " model.json at the study's end; every model was frozen before its validation was asked for");
}

std::string Versions(const ReportInput& input) {
  if (input.software.empty()) return "not recorded";
  const auto osteon = input.software.find("osteon");
  return osteon == input.software.end() ? input.software.begin()->second
                                        : absl::StrCat("Osteon ", osteon->second);
}

Html EquationPart(const ReportInput& input) {
  Html part;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    part += Markup("<div class=\"equation\"><dt>") + Text(absl::StrCat("Model ", model.name)) +
            Markup("</dt><dd>");
    const std::string equation = Equation(model);
    part +=
        equation.empty() ? Text(absl::StrCat("risk = column ", Quoted(model.score_column))) : Text(equation);
    const auto details = input.result.pipeline.details.find(model.name);
    if (details != input.result.pipeline.details.end() && details->second.threshold) {
      part += Markup(" <span class=\"quiet\">") +
              Text(absl::StrCat("Positive at a risk of ", Plain(*details->second.threshold), " or more.")) +
              Markup("</span>");
    }
    part += Markup("</dd></div>\n");
  }
  if (part.empty()) return part;
  return Heading(3, "Equations") + Markup("<dl class=\"equations\">\n") + part +
         Markup("</dl>\n<p class=\"note\">") +
         Text(
             "The risk is 1 / (1 + exp(\xE2\x88\x92log-odds)). Coefficients are per unit of the column, with "
             "four "
             "digits here and all of them in model.json, and apply after the preparation that ") +
         ChapterLink(Chapter::kDevelopment) +
         Text(" describes; osteon model predict model.json does the whole of it.") + Markup("</p>\n");
}

}  // namespace

Html IdentityChapter(const ReportInput& input, const std::string& model_sha256, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kIdentity);
  chapter += SummaryPart(input);
  chapter +=
      Facts({{"Study", Text(input.study.name)},
             {"Study, SHA-256", Code(input.study_sha256)},
             {"model.json, SHA-256", model_sha256.empty() ? Text("not told") : Code(model_sha256)},
             {"Version", Text(Versions(input))},
             {"Locked", Text(Locked(input))},
             {"Signature",
              Text(input.signature ? absl::StrCat(input.signature->algorithm, ", by ", input.signature->by)
                                   : "none")},
             {"Objective", Text(Objective(input))},
             {"Purpose", TextOfAuthors(input.study.report.purpose)},
             {"Intended use", TextOfAuthors(input.study.report.intended_use)}});
  chapter += EquationPart(input);
  chapter += Markup("<p>") +
             Cited("Beside each heading stand the items of TRIPOD-Cluster and TRIPOD+AI that it answers",
                   {Reference::kTripodCluster, Reference::kTripodAi}, numbering) +
             Text("All items are listed in ") + ChapterLink(Chapter::kChecklist) + Text(".") +
             Markup("</p>\n");
  return chapter + CloseChapter();
}

}  // namespace osteon::report
