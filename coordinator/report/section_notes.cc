#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

bool Has(const models::StudyResult& result, models::SiteRole role) {
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role == role) return true;
  }
  return false;
}

std::string ImpreciseSites(const models::StudyResult& result) {
  std::uint64_t all = 0, imprecise = 0;
  for (const models::SiteValidation& validation : result.validations) {
    for (const auto& [model, metrics] : validation.models) {
      ++all;
      if (IsImprecise(metrics)) ++imprecise;
    }
  }
  if (imprecise == 0) return "";
  return absl::StrCat(
      Count(imprecise), " of ", Counted(all, "validation"),
      " rest on fewer than 100 events or fewer than 100 non-events and are imprecise by themselves.");
}

// Development sites on whose sums a fitted model does not rest.
std::vector<std::string> MissingFrom(const models::FittedModel& model, const models::Study& study) {
  std::vector<std::string> missing;
  for (const std::string& site : study.development) {
    if (std::find(model.roster.begin(), model.roster.end(), site) == model.roster.end())
      missing.push_back(site);
  }
  return missing;
}

std::string Software(const std::map<std::string, std::string>& software) {
  if (software.empty()) return "not recorded";
  return absl::StrJoin(software, ", ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.first, " ", entry.second);
  });
}

}  // namespace

Html LimitationsSection(const ReportInput& input) {
  const models::StudyResult& result = input.result;
  std::vector<std::string> items;
  if (Has(result, models::SiteRole::kDevelopment)) {
    items.push_back(
        "Performance at development sites is apparent: a fitted model is judged on the patients it was "
        "fitted to, and "
        "looks better than it is. It is not corrected for optimism.");
  }
  if (!Has(result, models::SiteRole::kExternal)) {
    items.push_back(
        "No external site took part in the validation, so nothing is known about transport to other "
        "hospitals.");
  }
  items.push_back(
      "Sites are not pooled: there is no meta-analysis and no prediction interval for a new hospital in this "
      "version.");
  if (const std::string imprecise = ImpreciseSites(result); !imprecise.empty()) items.push_back(imprecise);
  for (const models::FittedModel& model : result.pipeline.models) {
    if (!IsFitted(model)) continue;
    if (!model.converged) {
      items.push_back(
          absl::StrCat("The fit of model ", model.name, " did not converge; its numbers must not be used."));
    }
    if (const std::vector<std::string> missing = MissingFrom(model, input.study); !missing.empty()) {
      items.push_back(absl::StrCat(
          "Model ", model.name, " does not rest on every development site; missing: ", Listed(missing), "."));
    }
  }
  items.push_back(
      "Complete-case analysis is sound only where it does not depend on the outcome, given the predictors, "
      "whether a "
      "value is missing.");
  items.push_back(
      "Standard errors treat patients as independent and do not allow for differences between hospitals "
      "beyond the "
      "predictors. Intervals and p values are not adjusted for the number of models and sites.");
  items.push_back(
      "Sums and per-site records are far less than the data, but they are not nothing; the ledger above says "
      "how much was "
      "released. Whether sums were masked on the way is not recorded in this report.");
  return Markup("<section>\n") + Heading(2, "Limitations") + List(items) + Markup("</section>\n");
}

Html ProvenanceSection(const ReportInput& input, Numbering& numbering) {
  Html section = Markup("<section>\n") + Heading(2, "Provenance");
  section += Markup("<p>Study ") + Text(input.study.name) + Markup(", SHA-256 of the study file ") +
             Code(input.study_sha256) + Markup(".</p>\n");
  section += Paragraph(absl::StrCat("Coordinator software: ", Software(input.software), "."));
  if (input.signature) {
    section += Markup("<p>Signed by ") + Text(input.signature->by) + Markup(" (") +
               Text(input.signature->algorithm) + Markup("): ") + Code(input.signature->value) +
               Markup("</p>\n");
  } else {
    section += Paragraph("The result is not signed.");
  }
  Table table("Roster: the frozen data set and the software of each site",
              {{"Site", Align::kText}, {"Data set, SHA-256", Align::kText}, {"Software", Align::kText}});
  for (const std::string& site : SitesByRole(input)) {
    const models::Admission& admission = input.result.admissions.at(site);
    table.Row({Text(site),
               admission.dataset_sha256.empty() ? Text("not recorded") : Code(admission.dataset_sha256),
               Text(Software(admission.software))});
  }
  section += table.Build(numbering);
  section += Markup("<p class=\"note\">") +
             Text(
                 "The same numbers with every digit: model.json, validation.json, ledger.json and "
                 "tables/*.csv beside "
                 "this file.") +
             Markup("</p>\n");
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
