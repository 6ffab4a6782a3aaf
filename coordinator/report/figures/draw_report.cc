#include "coordinator/report/figures/draw_report.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/report/figures/draw_figures.h"
#include "coordinator/report/figures/insert_figures.h"

namespace osteon::report {
namespace {

constexpr char kPage[] = "report.html";

std::string WithAdvice(const absl::Status& status) {
  return absl::StrCat(status.message(), absl::IsNotFound(status) ? ", then `osteon report FOLDER`"
                                                                 : "; to try again: `osteon report FOLDER`");
}

std::string FailuresOf(const Figures& figures) {
  std::vector<std::string> failed;
  for (const auto& [id, figure] : figures) {
    if (figure.svg.empty()) failed.push_back(absl::StrCat(id, " (", figure.not_drawn, ")"));
  }
  return failed.empty() ? "" : absl::StrCat("figures not drawn: ", absl::StrJoin(failed, ", "));
}

}  // namespace

std::string DrawReport(std::map<std::string, std::string>& files, const NodeOptions& options) {
  const absl::StatusOr<Figures> figures =
      DrawFigures(files["model.json"], files["validation.json"], files["ledger.json"], options);
  std::string& page = files[kPage];
  if (!figures.ok()) {
    const std::string why = WithAdvice(figures.status());
    page = SayUndrawn(page, why);
    return absl::StrCat("figures not drawn: ", why);
  }
  page = InsertFigures(page, *figures);
  return FailuresOf(*figures);
}

absl::StatusOr<std::string> DrawReportIn(const std::string& folder, const NodeOptions& options) {
  std::map<std::string, std::string> files;
  for (const char* name : {"model.json", "validation.json", "ledger.json", kPage}) {
    OSTEON_ASSIGN_OR_RETURN(files[name], ReadFile(absl::StrCat(folder, "/", name)));
  }
  const std::string before = files[kPage];
  const std::string not_drawn = DrawReport(files, options);
  if (files[kPage] != before) {
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(absl::StrCat(folder, "/", kPage), files[kPage]));
  }
  return not_drawn;
}

}  // namespace osteon::report
