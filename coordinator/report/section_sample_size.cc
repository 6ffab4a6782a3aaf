#include <string>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/authors_texts.h"
#include "coordinator/report/chapters.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

std::string CandidatesSentence(const ReportInput& input) {
  const models::SampleSizes& sizes = input.result.sample_size;
  std::uint64_t patients = 0, events = 0;
  for (const std::string& site : input.study.development) {
    const auto admission = input.result.admissions.find(site);
    if (admission == input.result.admissions.end()) continue;
    patients += admission->second.train_patients;
    events += admission->second.train_events;
  }
  return absl::StrCat(Counted(sizes.candidate_parameters, "candidate parameter"),
                      ", counted before screening, for ", Counted(patients, "training patient"), " with ",
                      Counted(events, "event"), ".");
}

std::string Verdict(const models::DevelopmentSampleSize& size) {
  return absl::StrCat(
      size.enough ? "The patients at hand are enough" : "The patients at hand are NOT enough", ": ",
      Count(size.required), " are required, with ", Fixed(size.required_events_per_parameter, 1),
      " events per candidate parameter; there are ", Fixed(size.events_per_parameter, 2),
      ". What to expect of the patients at hand: the overall risk to within ", Fixed(size.margin_of_error, 3),
      ", and predictor effects to shrink by a factor of ", Fixed(size.expected_shrinkage, 2),
      size.enough ? "." : "; a penalty and correction for optimism help, more patients help more.");
}

Html CriteriaTable(const models::DevelopmentSampleSize& size, Numbering& numbering) {
  Table table("Patients required for development", {{"Criterion", Align::kText}, {"Patients"}});
  const Html beyond = Markup("<span class=\"unavailable\">not defined above 30 parameters</span>");
  table.Row({Text("1. Overall risk known to within 0.05"), Text(Count(size.overall_risk))});
  table.Row({Text("2. Mean absolute error of the risks at most 0.05"),
             size.prediction_error ? Text(Count(*size.prediction_error)) : beyond});
  table.Row({Text("3. Shrinkage of predictor effects 0.9 or better"), Text(Count(size.shrinkage))});
  table.Row(
      {Text("4. Optimism of Nagelkerke\xE2\x80\x99s R\xC2\xB2 at most 0.05"), Text(Count(size.optimism))});
  return table.Build(numbering);
}

Html ValueCell(const std::optional<double>& value) {
  return value ? Text(Fixed(*value, 3)) : Markup("<span class=\"unavailable\">not available</span>");
}

Html SitesTable(const ReportInput& input, Numbering& numbering) {
  const bool split = input.study.split.has_value();
  std::vector<Table::Column> columns = {{"Site", Align::kText}, {"Role", Align::kText}, {"Patients in table"},
                                        {"Excluded"},           {"Patients analysed"},  {"Events (%)"}};
  if (split) columns.push_back({"Of these held out (events)"});
  Table table("Sites, patients and events", columns);
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"admission"})));
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
      row.push_back(IsExternal(input.study, site) ? NoValue() : told("holdout_events", held_out));
    }
    table.Row(row);
  }
  return table.Build(numbering);
}

Html PrecisionPart(const ReportInput& input, Numbering& numbering) {
  Table table("Standard errors to expect at the external sites", {{"External site", Align::kText},
                                                                  {"Patients"},
                                                                  {"Events"},
                                                                  {"log(observed / expected)"},
                                                                  {"Calibration slope"},
                                                                  {"AUC"}});
  bool few = false;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    const auto sites = input.result.sample_size.validation.find(model.name);
    if (sites == input.result.sample_size.validation.end()) continue;
    table.Group(absl::StrCat("Model ", model.name));
    for (const auto& [site, precision] : sites->second) {
      Html name = Text(site);
      if (precision.few_events) name += Markup(" <span class=\"mark\">fewer than 100 events</span>");
      few = few || precision.few_events;
      const auto admission = input.result.admissions.find(site);
      const bool known = admission != input.result.admissions.end();
      table.Row({name, known ? Text(Count(Analysed(admission->second))) : NoValue(),
                 known ? Text(Count(Events(admission->second))) : NoValue(), ValueCell(precision.se_log_oe),
                 ValueCell(precision.se_calibration_slope), ValueCell(precision.se_auc)});
    }
  }
  Html part = table.Build(numbering);
  if (part.empty()) return part;
  part += Markup("<p class=\"note\">") +
          Cited("If the model does there as it did on the training patients and is well calibrated",
                {Reference::kValidationSize}, numbering) +
          Text("A 95% interval is about four standard errors wide. ");
  if (few) {
    part += Cited("Fewer than 100 events are too few for a validation that can be relied on by itself",
                  {Reference::kHundredEvents}, numbering);
  }
  part += Markup("</p>\n");
  return part;
}

}  // namespace

Html EnoughPart(const ReportInput& input, Numbering& numbering) {
  const models::SampleSizes& sizes = input.result.sample_size;
  if (sizes.candidate_parameters == 0) return Html();
  Html section = Heading(3, "Are the patients enough?");
  section += Paragraph(CandidatesSentence(input));
  if (sizes.development) {
    section += Markup("<p>") +
               Cited("The patients required for development are those of four criteria; the largest counts",
                     {Reference::kDevelopmentSize}, numbering) +
               Text(Verdict(*sizes.development)) + Markup("</p>\n");
    section += CriteriaTable(*sizes.development, numbering);
    section += Note(absl::StrCat(
        "Cox-Snell R\xC2\xB2 of ", Fixed(sizes.development->cox_snell_r2, 3),
        sizes.development->r2_assumed
            ? ", 15% of the largest possible, as Riley et al. advise where nothing is known before."
            : "."));
  } else {
    section += Paragraph(absl::StrCat("The criteria have no answer: ", sizes.unavailable, "."));
  }
  return section + PrecisionPart(input, numbering);
}

Html SampleSizeChapter(const ReportInput& input, Numbering& numbering) {
  Html chapter = OpenChapter(Chapter::kSampleSize);
  chapter += SitesTable(input, numbering);
  chapter += Markup("<p>") + Text("How the number of patients and sites was arrived at: ") + ToBeCompleted() +
             Markup("</p>\n");
  chapter += EnoughPart(input, numbering);
  chapter += DisclosurePart(input, numbering);
  return chapter + CloseChapter();
}

}  // namespace osteon::report
