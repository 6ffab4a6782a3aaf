// That the list of patients who withdrew consent loses nobody: the ledger knows each of them too, by a hash
// of the pseudonym. A list that was emptied, deleted or restored from an older backup would bring them back
// without a word.
#ifndef OSTEON_SITE_AGENT_POLICY_WITHDRAWN_PATIENTS_H_
#define OSTEON_SITE_AGENT_POLICY_WITHDRAWN_PATIENTS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "site_agent/policy/ledger.h"

namespace osteon {

// kDataLoss: `events` know of patients who are not among `pseudonyms`, which were read from `path`. Names
// none.
absl::Status CheckNobodyIsMissing(const std::set<std::string>& pseudonyms,
                                  const std::vector<LedgerEvent>& events, const std::string& path);

class WithdrawnPatients {
 public:
  // `ledger` outlives this, and nobody else notes such events in it. `path` is named in errors.
  WithdrawnPatients(std::string path, Ledger& ledger);

  // Notes whoever is new among `pseudonyms`. Errors of CheckNobodyIsMissing and of the ledger.
  absl::Status Check(const std::set<std::string>& pseudonyms);

 private:
  const std::string path_;
  Ledger& ledger_;
  std::set<std::string> known_;  // hashes
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_WITHDRAWN_PATIENTS_H_
