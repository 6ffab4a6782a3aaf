// Refused tasks in the ledger: few lines, however many tasks a coordinator sends.
#ifndef OSTEON_SITE_AGENT_POLICY_REFUSED_TASKS_H_
#define OSTEON_SITE_AGENT_POLICY_REFUSED_TASKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "site_agent/policy/ledger.h"

namespace osteon {

// Of each study that this hospital decided on, the first kMostListed different refusals have a line each
// (kRefusedEvent). The others, repeats among them, are counted, and the number gets a line
// (kMoreRefusedEvent) whenever it is a power of two: n refused tasks make at most kMostListed + log2(n) + 1
// lines. Studies that nothing was decided about share one such account, for anybody can make up their hashes.
class RefusedTasks {
 public:
  static constexpr std::size_t kMostListed = 100;

  // Goes on from the lines of `ledger`, which outlives it: a number that was not written before a crash
  // counts from its last line, which is more than half of it.
  explicit RefusedTasks(Ledger& ledger);

  // On record when it returns, as a line or in a number. `refusal`: a kRefusedEvent, with the study's name
  // where this hospital decided on it. kUnavailable: it cannot be written; it is not on record.
  absl::Status Note(const LedgerEvent& refusal);

  // Writes each number that has grown since its last line: for the end of a run that the administrator ends.
  absl::Status NoteNumbers(absl::Time now);

 private:
  struct Account {
    std::string study;                                     // its name
    std::set<std::pair<std::string, std::string>> listed;  // request and reason
    std::uint64_t more = 0, more_noted = 0;                // without a line of their own
  };
  static std::string AccountOf(const LedgerEvent& event);
  absl::Status NoteNumber(const std::string& study_sha256, Account& account, std::uint64_t tasks,
                          absl::Time now);

  Ledger& ledger_;
  std::mutex mutex_;
  std::map<std::string, Account> accounts_;  // by the study's hash; empty: those not decided on
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_REFUSED_TASKS_H_
