// What `osteon-agent extract` says while it works and when it ends.
#ifndef OSTEON_SITE_AGENT_CLI_EXTRACT_PROGRESS_H_
#define OSTEON_SITE_AGENT_CLI_EXTRACT_PROGRESS_H_

#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "site_agent/extraction/extract_manifest.h"
#include "site_agent/extraction/manifest.h"

namespace osteon {

// "osteon-agent: ..." on standard error; further lines are indented.
void SayToPeople(const std::string& text);

// A bar that is written over on a terminal; elsewhere a line a tenth of the way. Failures and notices are
// lines in both.
class ProgressLine {
 public:
  void Show(const ExtractProgress& progress);
  void Notice(const std::string& text);

 private:
  void ClearBar() const;
  bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::size_t tenths_ = 0;
};

// How many rows failed for which reason, the most frequent first: "3 rows: label 9 is not in the mask".
// Messages that differ in files and numbers only are one reason, told as it was first met; where numbers
// differ, "3 rows, such as: ...".
std::vector<std::string> FailuresByReason(const ExtractedTable& table, const Manifest& manifest);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_EXTRACT_PROGRESS_H_
