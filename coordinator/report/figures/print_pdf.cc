#include "coordinator/report/figures/print_pdf.h"

#include <unistd.h>

#include <cctype>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/report/figures/private_folder.h"
#include "coordinator/report/figures/run_program.h"

namespace osteon::report {
namespace {

constexpr std::size_t kMostPdfBytes = std::size_t{256} << 20;
constexpr char kByHand[] = "; or open report.html in any browser and print it to a file";

std::string FileUrl(const std::string& path) {
  std::string url = "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '/' || c == '-' || c == '_' || c == '.') {
      url += c;
    } else {
      absl::StrAppendFormat(&url, "%%%02X", byte);
    }
  }
  return url;
}

}  // namespace

absl::Status PrintPdf(const std::string& folder, const BrowserOptions& options) {
  const std::string browser =
      FindProgram({"chromium", "chromium-browser", "google-chrome"}, options.search_path);
  if (browser.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("no chromium, chromium-browser or google-chrome was found to print with; install one "
                     "(apt install chromium)",
                     kByHand));
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string page, ReadFile(absl::StrCat(folder, "/report.html")));
  OSTEON_ASSIGN_OR_RETURN(const PrivateFolder own, PrivateFolder::Make("osteon-print"));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(own / "report.html", page, FileMode::kSecret));
  std::vector<std::string> arguments = {"--headless",
                                        "--disable-gpu",
                                        "--disable-dev-shm-usage",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--no-first-run",
                                        "--no-pdf-header-footer",
                                        absl::StrCat("--user-data-dir=", own / "profile"),
                                        absl::StrCat("--print-to-pdf=", own / "report.pdf")};
  if (::geteuid() == 0) arguments.emplace_back("--no-sandbox");
  arguments.push_back(FileUrl(own / "report.html"));
  if (const absl::Status ran = RunProgram(browser, arguments, own.path(), options.deadline); !ran.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat("report.pdf was not printed: ", ran.message(), kByHand));
  }
  const absl::StatusOr<std::string> pdf = ReadFile(own / "report.pdf", kMostPdfBytes);
  if (!pdf.ok() || !absl::StartsWith(*pdf, "%PDF-")) {
    return absl::FailedPreconditionError(
        absl::StrCat("report.pdf was not printed: ", browser, " wrote no PDF", kByHand));
  }
  return WriteFileAtomically(absl::StrCat(folder, "/report.pdf"), *pdf);
}

}  // namespace osteon::report
