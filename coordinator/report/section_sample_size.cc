#include <string>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
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
  Table table("Patients required for development (Riley et al., BMJ 2020; 368: m441)",
              {{"Criterion", Align::kText}, {"Patients"}});
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
  part += Note(
      "If the model does there as it did on the training patients and is well calibrated (Riley et al., "
      "Statistics in Medicine 2021; 40: 4230-4251). A 95% interval is about four standard errors wide.");
  if (few) {
    part += Note(
        "Fewer than 100 events: too few for a validation that can be relied on by itself (Collins, Ogundimu "
        "& "
        "Altman, Statistics in Medicine 2016; 35: 214-226).");
  }
  return part;
}

}  // namespace

Html SampleSizeSection(const ReportInput& input, Numbering& numbering) {
  const models::SampleSizes& sizes = input.result.sample_size;
  if (sizes.candidate_parameters == 0) return Html();
  Html section = Markup("<section>\n") + Heading(2, "Sample size");
  section += Paragraph(CandidatesSentence(input));
  if (sizes.development) {
    section += Paragraph(Verdict(*sizes.development));
    section += CriteriaTable(*sizes.development, numbering);
    section += Note(absl::StrCat(
        "Cox-Snell R\xC2\xB2 of ", Fixed(sizes.development->cox_snell_r2, 3),
        sizes.development->r2_assumed
            ? ", 15% of the largest possible, as Riley et al. advise where nothing is known before."
            : "."));
  } else {
    section += Paragraph(absl::StrCat("The criteria have no answer: ", sizes.unavailable, "."));
  }
  section += PrecisionPart(input, numbering);
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
