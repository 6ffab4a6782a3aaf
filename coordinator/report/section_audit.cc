#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "coordinator/report/audit_trail.h"
#include "coordinator/report/chapters.h"
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

Html AuditChapter(const ReportInput& input, Numbering& numbering) {
  Html section = OpenChapter(Chapter::kAudit);
  section += Paragraph(
      "Each result names the rounds that it comes from. A round is one request to every site of its roster; "
      "its SHA-256 "
      "is that of the request's bytes, the same in this table, in ledger.json, in the coordinator's journal "
      "and in each "
      "site's own ledger (osteon-agent ledger).");
  section += AuditTable(AuditEntries(input.ledger), numbering);
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
  return section + CloseChapter();
}

}  // namespace osteon::report
