#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/model_sentence.h"
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

std::string ScreeningSentence(const models::Study& study) {
  return absl::StrCat(
      "Features were screened in ", Counted(study.screen.size(), "step"),
      " on the training patients of the "
      "development sites, before the models and outside their cross-validation, which chooses a penalty and "
      "does not estimate performance.");
}

std::string ThresholdSentence(const models::Validation& validation) {
  if (validation.threshold) {
    return absl::StrCat("A patient counts as positive at a predicted risk of ", Plain(*validation.threshold),
                        " or more.");
  }
  if (validation.youden) {
    return "Each model's threshold maximises Youden's index on the training patients; a patient counts as "
           "positive at that predicted risk or above. A frozen model keeps its own.";
  }
  return "";
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
  const std::string threshold = ThresholdSentence(asked);
  return threshold.empty() ? text : absl::StrCat(text, " ", threshold);
}

// "missing age: 3; no features: 1".
std::string Reasons(const models::Admission& admission) {
  return absl::StrJoin(admission.excluded, "; ", [&admission](std::string* out, const auto& reason) {
    const std::string suppressed = SuppressedIn(admission, absl::StrCat("excluded: ", reason.first));
    absl::StrAppend(out, reason.first, ": ", suppressed.empty() ? Count(reason.second) : suppressed);
  });
}

Html SitesTable(const ReportInput& input, Numbering& numbering) {
  const bool split = input.study.split.has_value();
  std::vector<Table::Column> columns = {{"Site", Align::kText}, {"Role", Align::kText}, {"Patients in table"},
                                        {"Excluded"},           {"Patients analysed"},  {"Events (%)"}};
  if (split) columns.push_back({"Of these held out (events)"});
  columns.push_back({"Reasons for exclusion", Align::kText});
  Table table("Sites, patients and exclusions", columns);
  for (const std::string& site : SitesByRole(input)) {
    const models::Admission& admission = input.result.admissions.at(site);
    const double percent = Analysed(admission) == 0 ? 0.0
                                                    : 100.0 * static_cast<double>(Events(admission)) /
                                                          static_cast<double>(Analysed(admission));
    const auto told = [&](const std::string& what, const std::string& text) {
      const std::string suppressed = SuppressedIn(admission, what);
      return suppressed.empty()
                 ? Text(text)
                 : Markup("<span class=\"unavailable\">") + Text(suppressed) + Markup("</span>");
    };
    std::vector<Html> row = {
        Text(site),
        Text(IsExternal(input.study, site) ? "external" : "development"),
        told("read", Count(admission.read)),
        told("excluded", Count(Excluded(admission))),
        told("patients", Count(Analysed(admission))),
        told("events", absl::StrCat(Count(Events(admission)), " (", Fixed(percent, 1), ")"))};
    if (split) {
      const std::string held_out =
          absl::StrCat(Count(admission.holdout_patients), " (", Count(admission.holdout_events), ")");
      row.push_back(IsExternal(input.study, site) ? Text("\xE2\x80\x93") : told("holdout_events", held_out));
    }
    row.push_back(admission.excluded.empty() ? Text("none") : Text(Reasons(admission)));
    table.Row(row);
  }
  return table.Build(numbering);
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

Html StudySection(const ReportInput& input, Numbering& numbering) {
  const models::Study& study = input.study;
  Html section = Markup("<section>\n") + Heading(2, "What was done");
  section += Paragraph(SitesSentence(study));
  section +=
      Paragraph(absl::StrCat("Outcome: column ", Quoted(study.outcome_column),
                             "; a patient has the event when it is ", Quoted(study.outcome_positive), "."));
  std::vector<std::string> models;
  for (const models::Model& model : study.models) models.push_back(ModelSentence(study, model));
  section += List(models);
  section += Paragraph(ExclusionSentence(study));
  if (!study.screen.empty()) section += Paragraph(ScreeningSentence(study));
  section += Paragraph(ValidationSentence(study));
  if (study.extraction) {
    section += ExtractionParagraph(input);
    if (!study.extraction->require.IsEmpty()) {
      section += Paragraph(absl::StrCat("Of each image the study required: ",
                                        Listed(models::DescribeRequirements(study.extraction->require)),
                                        ". Patients without such an image were excluded."));
    }
  }
  section += Paragraph(
      "No image and no patient's row left a hospital. Each site computed sums for what was learned over all "
      "sites and records of its own results for the validation; only these were sent.");
  section += SitesTable(input, numbering);
  section += FigurePlace("flow", "Patients read, excluded and analysed, by site", numbering);
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
