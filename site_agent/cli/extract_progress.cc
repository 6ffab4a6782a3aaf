#include "site_agent/cli/extract_progress.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace osteon {
namespace {

// The row as people call it; what every row has in common with all others is left out.
std::string NameOf(const ExtractedRow& row) {
  return absl::StrCat("patient ", row.patient_id, ", region ", row.region,
                      row.reader > 1 ? absl::StrCat(", reader ", row.reader) : "");
}

// Messages begin with the file that they are about, or with image and mask.
std::string WithoutFiles(absl::string_view message, const ManifestImage& files) {
  absl::ConsumePrefix(&message, absl::StrCat(files.image, ": "));
  for (const std::string& mask : files.mask) {
    if (mask.empty()) continue;
    absl::ConsumePrefix(&message, absl::StrCat("image ", files.image, ", mask ", mask, ": "));
    absl::ConsumePrefix(&message, absl::StrCat(mask, ": "));
  }
  return std::string(message.substr(0, message.find_first_of(";\n")));
}

// Each number as one sign, so that messages with other numbers are equal.
std::string WithoutNumbers(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool digit = absl::ascii_isdigit(static_cast<unsigned char>(c));
    const bool inside = !result.empty() && result.back() == '#';
    if (digit || (inside && (c == '.' || c == 'e'))) {
      if (!inside) result.push_back('#');
    } else if (c != '-' && c != '+') {
      result.push_back(c);
    }
  }
  return result;
}

}  // namespace

void SayToPeople(const std::string& text) {
  std::fprintf(stderr, "osteon-agent: %s\n", absl::StrReplaceAll(text, {{"\n", "\n  "}}).c_str());
}

void ProgressLine::ClearBar() const {
  if (terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::Notice(const std::string& text) {
  ClearBar();
  SayToPeople(text);
}

void ProgressLine::Show(const ExtractProgress& progress) {
  if (!progress.status.ok()) {
    Notice(absl::StrCat(NameOf(progress.row), ": ", std::string(progress.status.message())));
  }
  const double part = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double left = elapsed / part - elapsed;
  if (terminal_) {
    const auto filled = static_cast<std::size_t>(part * 30);
    std::fprintf(stderr, "\r\033[K[%s%s] %zu of %zu, about %.0f s left", std::string(filled, '#').c_str(),
                 std::string(30 - filled, ' ').c_str(), progress.done, progress.total, left);
    if (progress.done == progress.total) ClearBar();
  } else if (progress.total >= 10 && progress.done * 10 / progress.total > tenths_) {
    tenths_ = progress.done * 10 / progress.total;
    SayToPeople(absl::StrFormat("%d of %d rows, about %.0f s left", progress.done, progress.total, left));
  }
}

std::vector<std::string> FailuresByReason(const ExtractedTable& table, const Manifest& manifest) {
  struct Reason {
    std::size_t count = 0;
    std::string first;
    bool alike = true;  // to the last number
  };
  std::map<std::string, Reason> reasons;
  for (const ExtractedRow& row : table.rows) {
    const auto bad = std::find_if(row.parts.begin(), row.parts.end(),
                                  [](const ExtractedPart& part) { return !part.error.ok(); });
    if (bad == row.parts.end()) continue;
    const auto image = static_cast<std::size_t>(bad - row.parts.begin());
    const std::string reason =
        WithoutFiles(std::string(bad->error.message()), manifest.cases[row.case_index].images[image]);
    Reason& known = reasons[WithoutNumbers(reason)];
    if (known.count++ == 0) known.first = reason;
    known.alike = known.alike && known.first == reason;
  }
  std::vector<Reason> sorted;
  for (const auto& [key, reason] : reasons) sorted.push_back(reason);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Reason& a, const Reason& b) { return a.count > b.count; });
  std::vector<std::string> lines;
  for (const Reason& reason : sorted) {
    lines.push_back(absl::StrCat(reason.count, reason.count == 1 ? " row" : " rows",
                                 reason.alike ? ": " : ", such as: ", reason.first));
  }
  return lines;
}

}  // namespace osteon
