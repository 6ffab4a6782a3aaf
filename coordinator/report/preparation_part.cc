#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/references.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"
#include "models/harmonisation/estimate_batch.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostFillRows = 40;
constexpr std::size_t kMostUnharmonisedNames = 20;

// "12 of 180 (6.7%)".
std::string ShareText(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "0 of 0";
  return absl::StrCat(Count(part), " of ", Count(whole), " (",
                      Fixed(100 * static_cast<double>(part) / static_cast<double>(whole), 1), "%)");
}

double MissingShare(const models::FillValue& fill) {
  return fill.patients == 0 ? 0 : static_cast<double>(fill.missing) / static_cast<double>(fill.patients);
}

Html ValueCell(const models::FillValue& fill) {
  Html cell = Text(Significant(fill.value));
  if (fill.median) {
    cell += Markup(" <span class=\"interval\">(") +
            Text(absl::StrCat(Significant(fill.median->lower), " to ", Significant(fill.median->upper))) +
            Markup(")</span>");
  }
  return cell;
}

Html FillTable(const std::vector<models::FillValue>& fills, Numbering& numbering) {
  std::vector<const models::FillValue*> missing;
  for (const models::FillValue& fill : fills) {
    if (fill.missing > 0) missing.push_back(&fill);
  }
  if (missing.empty()) return Paragraph("No value was missing in the training patients.");
  std::stable_sort(missing.begin(), missing.end(),
                   [](const auto* a, const auto* b) { return MissingShare(*a) > MissingShare(*b); });
  Table table("Columns with missing values in the training patients, and what stands in for them",
              {{"Column", Align::kText},
               {"Value filled in"},
               {"Missing, all"},
               {"Missing, with the event"},
               {"Missing, without the event"}});
  const std::size_t shown = std::min(missing.size(), kMostFillRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const models::FillValue& fill = *missing[i];
    Html name = Text(fill.column);
    if (!fill.warning.empty())
      name += Markup(" <span class=\"mark\">") + Text(fill.warning) + Markup("</span>");
    table.Row({name, ValueCell(fill), Text(ShareText(fill.missing, fill.patients)),
               Text(ShareText(fill.missing_events, fill.events)),
               Text(ShareText(fill.missing - fill.missing_events, fill.patients - fill.events))});
  }
  Html out = table.Build(numbering);
  if (shown < missing.size()) {
    out += Note(absl::StrCat("The ", shown, " columns with the most missing values, of ",
                             Count(missing.size()), "; all are in tables/imputation.csv."));
  }
  return out;
}

std::string ExternalSentence() {
  return absl::StrCat(
      "An external site has no estimates of its own when the model is used there, so its features stay as "
      "they "
      "are; its results in this form are the primary ones. Results after harmonisation with the site's own "
      "patients, where it has ",
      models::kLeastTransductivePatients,
      " or more, stand second: they are transductive, as the validation patients themselves were used.");
}

}  // namespace

Html MissingPart(const ReportInput& input, Numbering& numbering) {
  const models::Study& study = input.study;
  if (study.missing == models::MissingValues::kCompleteCase) {
    return Heading(3, "Missing values") + Paragraph(
                                              "Complete-case analysis: a patient without a value in a column "
                                              "of the study's dictionary or of a "
                                              "model was left out at the site, and is counted with the "
                                              "exclusions. Nothing was filled in, so the "
                                              "models have no value for what is missing later.");
  }
  const bool median = study.missing == models::MissingValues::kMedian;
  Html part = Heading(3, "Missing values");
  part += Paragraph(absl::StrCat(
      "A missing number was replaced by the column's ", median ? "median" : "mean",
      " over the training patients of the development sites, a missing category by the most frequent one. "
      "The "
      "values are part of the model: the same stand in at every site and for every later patient",
      median ? ". A median is known to the interval beside it, so that it is no single patient's value."
             : "."));
  return part + FillTable(input.result.pipeline.fills, numbering);
}

Html HarmonisationPart(const ReportInput& input, Numbering& numbering) {
  const models::Study& study = input.study;
  if (!study.harmonise) return Html();
  Html part = Heading(3, "Harmonisation");
  const std::string batch = study.harmonise->batch.empty()
                                ? std::string("each site is one batch")
                                : absl::StrCat("batches are told by column ", Quoted(study.harmonise->batch));
  const std::string covariates =
      study.harmonise->covariates.empty()
          ? std::string("no covariate was kept")
          : absl::StrCat("what depends on ", Listed(study.harmonise->covariates), " was kept");
  part +=
      Markup("<p>") +
      Cited(absl::StrCat(
                "Features were harmonised by ComBat (parametric, empirical Bayes) before screening: ", batch,
                "; ", covariates, "; the outcome is never a covariate"),
            {Reference::kComBat}, numbering) +
      Text("Each batch's own shift and scale stay at its site.") + Markup("</p>\n");
  if (const auto& combat = input.result.pipeline.preparation.combat) {
    const std::vector<std::string>& left = combat->model.constant;
    std::string text =
        absl::StrCat("Fitted to ", Counted(combat->model.features.size(), "feature"), " of ",
                     Counted(combat->model.patients, "training patient"), " in ",
                     Counted(combat->model.batches, "batch", "batches"), " at ", Listed(combat->sites), ".");
    if (!left.empty()) {
      const std::vector<std::string> shown(
          left.begin(),
          left.begin() + static_cast<std::ptrdiff_t>(std::min(left.size(), kMostUnharmonisedNames)));
      absl::StrAppend(
          &text, " Left as they are, since nothing varies within the batches: ", Listed(shown),
          left.size() > shown.size() ? absl::StrCat(" and ", left.size() - shown.size(), " more") : "", ".");
    }
    part += Paragraph(text);
  } else {
    part += Paragraph("There was no feature to harmonise.");
  }
  if (!study.external.empty()) part += Paragraph(ExternalSentence());
  return part;
}

}  // namespace osteon::report
