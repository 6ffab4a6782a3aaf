// What is wrong with a hospital's own data, told to people there only.
#ifndef OSTEON_SITE_AGENT_CLI_DATA_NOTES_H_
#define OSTEON_SITE_AGENT_CLI_DATA_NOTES_H_

#include <map>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "site_agent/policy/approvals.h"

namespace osteon {

// Such a sentence has cells, pseudonyms and names of files in it, and a log is read by others and copied
// elsewhere. So it stands in data-notes.txt of the study's folder, mode 0600, beside the frozen rows; the log
// says where to look.
class DataNotes {
 public:
  explicit DataNotes(const ApprovalFiles& studies) : studies_(studies) {}

  // Adds what is not the study's last note already. Gives what the log may say: where it stands, or why it
  // could not be written. From any thread.
  std::string Add(const std::string& study_sha256, absl::string_view what, absl::Time now);

 private:
  const ApprovalFiles& studies_;
  std::mutex mutex_;
  std::map<std::string, std::string> last_;  // by study
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_DATA_NOTES_H_
