#include "coordinator/report/report_html.h"

#include "coordinator/report/html.h"
#include "coordinator/report/report_style.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html Header(const ReportInput& input) {
  Html header =
      Markup("<header>\n<p class=\"kind\">Osteon: federated development and validation report</p>\n<h1>") +
      Text(input.study.name) + Markup("</h1>\n<p class=\"identity\">Study SHA-256 ") +
      Code(input.study_sha256) + Markup("</p>\n</header>\n");
  if (input.ledger.rules == "off_for_testing") {
    header += Markup(
        "<p class=\"warning\" role=\"note\"><strong>Disclosure rules were switched off.</strong> This run is "
        "for testing: "
        "the limits that protect patients were not applied.</p>\n");
  }
  return header;
}

}  // namespace

std::string ReportHtml(const ReportInput& input) {
  Numbering numbering;
  Html page = Markup(
                  "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>") +
              Text(input.study.name) + Markup(" \xE2\x80\x93 Osteon report</title>\n<style>\n") +
              Html::Trusted(ReportStyle()) + Markup("</style>\n</head>\n<body>\n<main>\n");
  page += Header(input);
  page += SummarySection(input);
  page += UnitsSection(input, numbering);
  page += StudySection(input, numbering);
  page += PreparationSection(input, numbering);
  page += ScreeningSection(input, numbering);
  page += SampleSizeSection(input, numbering);
  page += ModelsSection(input, numbering);
  page += PerformanceSection(input, numbering);
  page += PooledSection(input, numbering);
  page += LeaveOneOutSection(input, numbering);
  page += PooledComparisonsSection(input, numbering);
  page += RunsSection(input, numbering);
  page += InternalExternalSection(input, numbering);
  page += OptimismSection(input, numbering);
  page += LedgerSection(input, numbering);
  page += LimitationsSection(input);
  page += ProvenanceSection(input, numbering);
  page += Markup("</main>\n</body>\n</html>\n");
  return page.markup();
}

}  // namespace osteon::report
