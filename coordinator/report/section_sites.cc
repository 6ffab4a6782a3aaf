#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/authors_texts.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

std::string SitesSentence(const models::Study& study) {
  std::string text;
  if (!study.development.empty()) {
    absl::StrAppend(&text, "Development took place at ", Counted(study.development.size(), "site"), ": ",
                    Listed(study.development), ". ");
  }
  if (!study.external.empty()) {
    absl::StrAppend(&text, "External validation only, at ", Counted(study.external.size(), "site"), ": ",
                    Listed(study.external), ".");
  }
  return text;
}

std::string ExclusionSentence(const models::Study& study) {
  std::string text =
      study.missing == models::MissingValues::kCompleteCase
          ? "Missing data: complete-case analysis. Patients without the outcome, or without a value in a "
            "column "
            "of the study's dictionary or of a model, were excluded at their site before anything else; the "
            "reasons are counted below."
          : "Patients without the outcome were excluded at their site before anything else; the reasons are "
            "counted below. Other missing values were filled in, as the next part says.";
  if (study.split) {
    absl::StrAppend(&text, " Patients with ", Quoted(study.split->holdout), " in column ",
                    Quoted(study.split->column), " were held out of every fit.");
  }
  return text;
}

std::string ValidationSentence(const models::Study& study) {
  const models::Validation& asked = study.validation;
  std::vector<std::string> where;
  if (asked.development) where.push_back("the development sites (apparent performance)");
  if (asked.holdout) where.push_back("held-out patients of the development sites");
  if (asked.external) where.push_back("the external sites");
  std::string text = where.empty()
                         ? asked.internal_external
                               ? std::string("Validation: internal-external only.")
                               : std::string(
                                     "Validation: apparent performance at the development sites only, as the "
                                     "study asked for none.")
                         : absl::StrCat("Validation: every model, frozen, was evaluated site by site at ",
                                        Listed(where), ".");
  if (asked.internal_external) {
    text +=
        " Internal-external validation: each development site was left out in turn, the whole pipeline "
        "was run on the others, and its models were evaluated at the site left out.";
  }
  if (asked.bootstrap) {
    absl::StrAppend(&text, " Optimism was estimated with ",
                    Counted(static_cast<std::uint64_t>(asked.bootstrap->replicates), "bootstrap replicate"),
                    asked.bootstrap->of_pipeline ? " of the whole pipeline"
                                                 : " of the final models (selection not included)",
                    ", seed ", asked.bootstrap->seed, ".");
  }
  return text;
}

// "alpha (development): 146 patients in the table, 3 excluded (missing age: 3), 143 analysed, 36 of them held
// out."
std::vector<std::string> Flow(const ReportInput& input) {
  std::vector<std::string> flow;
  for (const std::string& site : SitesByRole(input)) {
    const models::Admission& admission = input.result.admissions.at(site);
    const bool external = IsExternal(input.study, site);
    const auto told = [&](const std::string& what, std::uint64_t count) {
      const std::string suppressed = SuppressedIn(admission, what);
      return suppressed.empty() ? Count(count) : absl::StrCat("(", suppressed, ")");
    };
    std::string line =
        absl::StrCat(site, external ? " (external): " : " (development): ", told("read", admission.read),
                     " patients in the table, ", told("excluded", Excluded(admission)), " excluded");
    if (!admission.excluded.empty()) {
      absl::StrAppend(&line, " (",
                      absl::StrJoin(admission.excluded, "; ",
                                    [&](std::string* out, const auto& reason) {
                                      const std::string rule =
                                          SuppressedIn(admission, absl::StrCat("excluded: ", reason.first));
                                      absl::StrAppend(out, reason.first, ": ",
                                                      rule.empty() ? Count(reason.second) : rule);
                                    }),
                      ")");
    }
    absl::StrAppend(&line, ", ", told("patients", Analysed(admission)), " analysed");
    if (input.study.split && !external) {
      absl::StrAppend(&line, ", ", told("holdout_patients", admission.holdout_patients),
                      " of them held out of every fit");
    }
    for (const auto& [column, why] : admission.lacking) {
      absl::StrAppend(&line, "; without column ", column, " (", why, ")");
    }
    flow.push_back(absl::StrCat(line, "."));
  }
  return flow;
}

// "both: 1 of 2 (without zeta: column marker: ...)": models that some external sites lack a column of.
std::vector<std::string> ModelsNotEverywhere(const models::StudyResult& result) {
  std::vector<std::string> items;
  for (const models::FittedModel& model : result.pipeline.models) {
    std::uint64_t all = 0;
    std::vector<std::string> without;
    for (const models::SiteValidation& validation : result.validations) {
      if (validation.role != models::SiteRole::kExternal) continue;
      ++all;
      const auto why = validation.left_out.find(model.name);
      if (why != validation.left_out.end())
        without.push_back(absl::StrCat(validation.site, ": ", why->second));
    }
    if (without.empty()) continue;
    items.push_back(absl::StrCat("Model ", model.name, ": validated at ", Count(all - without.size()), " of ",
                                 Counted(all, "external site"), "; left out at ",
                                 absl::StrJoin(without, "; "), "."));
  }
  return items;
}

Html ExtractionParagraph(const ReportInput& input) {
  Html text =
      Markup("<p>") + Text("Radiomic features were extracted at each site with the study's own settings");
  const char* before = ": ";
  bool told = false;
  for (const models::ExtractionParams& params : input.study.extraction->params) {
    text += Text(absl::StrCat(before, params.image.empty() ? "" : "image ", params.image,
                              params.image.empty() ? "" : " with ", params.params_name));
    before = "; ";
    const std::string sha256 = ExtractionSettings(input, params.image);
    if (sha256.empty()) continue;
    told = true;
    text += Text(", SHA-256 of the settings ") + Code(sha256);
  }
  text += Text(told ? ". Every site told the same." : ".");
  return text + Markup("</p>\n");
}

}  // namespace

Html SitesChapter(const ReportInput& input, Numbering& numbering) {
  const models::Study& study = input.study;
  Html chapter = OpenChapter(Chapter::kSites);
  if (const std::string sites = SitesSentence(study); !sites.empty()) chapter += Paragraph(sites);
  chapter += Facts(
      {{"Outcome",
        Text(absl::StrCat("column ", Quoted(study.outcome_column), "; a patient has the event when it is ",
                          Quoted(study.outcome_positive), ". How and when it was assessed: ")) +
            ToBeCompleted()},
       {"Period", TextOfAuthors(study.report.period)},
       {"Eligibility, setting", ToBeCompleted()},
       {"Scanners", TextOfAuthors(study.report.scanners)},
       {"Segmentation", TextOfAuthors(study.report.segmentation)}});
  if (study.extraction) {
    chapter += ExtractionParagraph(input);
    if (!study.extraction->require.IsEmpty()) {
      chapter += Paragraph(absl::StrCat("Of each image the study required: ",
                                        Listed(models::DescribeRequirements(study.extraction->require)),
                                        ". Patients without such an image were excluded."));
    }
  }
  chapter += Paragraph(ExclusionSentence(study));
  chapter += Paragraph(ValidationSentence(study));
  chapter += Paragraph(
      "No image and no patient's row left a hospital. Each site computed sums for what was learned over all "
      "sites and records of its own results for the validation; only these were sent.");
  chapter += Heading(3, "Flow of patients");
  chapter += FigurePlace("flow", "Patients read, excluded and analysed, by site", numbering);
  chapter += List(Flow(input));
  if (const std::vector<std::string> items = ModelsNotEverywhere(input.result); !items.empty()) {
    chapter += Paragraph(
        "A site that only validates may lack a column that some models need. Those models are left out "
        "there; the "
        "others are validated.");
    chapter += List(items);
  }
  return chapter + CloseChapter();
}

}  // namespace osteon::report
