#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/figure_place.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

struct Measure {
  const char* name;
  double models::Performance::*of;
};
constexpr Measure kOptimismMeasures[] = {
    {"AUC, within sites", &models::Performance::auc},
    {"Brier score", &models::Performance::brier},
    {"Calibration intercept", &models::Performance::calibration_intercept},
    {"Calibration slope", &models::Performance::calibration_slope}};

Html OptionalCell(const std::optional<double>& value) {
  return value ? Text(Fixed(*value, 3)) : Markup("<span class=\"unavailable\">not available</span>");
}

// Where no bootstrap was asked for.
Html ApparentTable(const ReportInput& input, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  Table table("Apparent performance on all training patients together, not corrected for optimism",
              {{"Model", Align::kText},
               {"AUC, within sites"},
               {"Brier score"},
               {"Calibration intercept"},
               {"Calibration slope"}});
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"performance"})));
  for (const models::FittedModel& model : result.pipeline.models) {
    const auto found = result.apparent.find(model.name);
    if (found == result.apparent.end()) continue;
    const models::ModelPerformance& performance = found->second;
    table.Row({Text(model.name), OptionalCell(performance.auc), Text(Fixed(performance.brier, 3)),
               OptionalCell(performance.intercept), OptionalCell(performance.slope)});
  }
  return table.Build(numbering);
}

Html CorrectedTable(const ReportInput& input, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  Table table("Performance on the training patients, corrected for optimism",
              {{"Measure", Align::kText}, {"Apparent"}, {"Optimism"}, {"Corrected"}});
  table.Source(Source(WithPurpose(AuditEntries(input.ledger), {"performance", "bootstrap"})));
  for (const models::FittedModel& model : result.pipeline.models) {
    const auto found = result.optimism_corrected.find(model.name);
    if (found == result.optimism_corrected.end() || !found->second.corrected) continue;
    const models::OptimismCorrection& correction = *found->second.corrected;
    table.Group(absl::StrCat("Model ", model.name, ", ", Counted(correction.replicates, "replicate"),
                             found->second.selection_included ? "" : ", selection not included"));
    for (const auto& [name, of] : kOptimismMeasures) {
      table.Row({Text(name), Text(Fixed(correction.apparent.*of, 3)), Text(Fixed(correction.optimism.*of, 3)),
                 Text(Fixed(correction.corrected.*of, 3))});
    }
  }
  return table.Build(numbering);
}

std::vector<std::string> Failures(const models::StudyResult& result) {
  std::vector<std::string> items;
  for (const models::FittedModel& model : result.pipeline.models) {
    const auto found = result.optimism_corrected.find(model.name);
    if (found == result.optimism_corrected.end()) continue;
    const models::OptimismCorrected& of = found->second;
    if (!of.corrected)
      items.push_back(absl::StrCat("Model ", model.name, ": no correction, ", of.unavailable, "."));
    if (of.failed == 0) continue;
    std::vector<std::string> reasons;
    for (const auto& [why, count] : of.reasons) reasons.push_back(absl::StrCat(count, " times: ", why));
    items.push_back(absl::StrCat("Model ", model.name, ": ",
                                 Counted(static_cast<std::uint64_t>(of.failed), "replicate"), " failed and ",
                                 of.failed == 1 ? "is" : "are", " not counted (", Listed(reasons), ")."));
  }
  return items;
}

std::string BootstrapSentence(const models::Bootstrap& bootstrap) {
  return absl::StrCat(Counted(static_cast<std::uint64_t>(bootstrap.replicates), "bootstrap replicate"),
                      ", drawn within each site with seed ", bootstrap.seed,
                      bootstrap.of_pipeline
                          ? ". In each the whole pipeline was run again: imputation, harmonisation, "
                            "screening, selection and fit."
                          : ". In each only the final models' coefficients were fitted again; features, "
                            "predictors and penalties "
                            "were kept. Selection is not included, so that the true optimism is larger.",
                      " AUC is that of pairs of patients of the same site. Optimism is how much better a "
                      "replicate's model does on "
                      "its replicate than on the original patients");
}

}  // namespace

Html OptimismPart(const ReportInput& input, Numbering& numbering) {
  const models::StudyResult& result = input.result;
  if (result.apparent.empty()) return Html();
  Html section = Heading(3, "Apparent performance and optimism");
  if (!input.study.validation.bootstrap) {
    section += Paragraph(
        "The study asked for no bootstrap, so these numbers are apparent: too good, and by how much is not "
        "known. AUC is that of pairs of patients of the same site.");
    return section + ApparentTable(input, numbering);
  }
  section += Markup("<p>") +
             Cited(BootstrapSentence(*input.study.validation.bootstrap), {Reference::kOptimism}, numbering) +
             Markup("</p>\n");
  const bool curve = std::any_of(result.optimism_corrected.begin(), result.optimism_corrected.end(),
                                 [](const auto& named) { return named.second.curve.has_value(); });
  if (curve) section += FigurePlace("optimism-calibration", "Calibration corrected for optimism", numbering);
  section += CorrectedTable(input, numbering);
  section += List(Failures(result));
  return section;
}

}  // namespace osteon::report
