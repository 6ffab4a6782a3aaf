#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

std::string Software(const std::map<std::string, std::string>& software) {
  if (software.empty()) return "not recorded";
  return absl::StrJoin(software, ", ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.first, " ", entry.second);
  });
}

}  // namespace

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
  section += Note(
      "The same numbers with every digit: model.json, validation.json, ledger.json and tables/*.csv beside "
      "this "
      "file.");
  return section + Markup("</section>\n");
}

}  // namespace osteon::report
