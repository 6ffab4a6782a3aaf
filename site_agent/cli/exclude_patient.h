// A patient withdraws consent: what happens at once, in this folder, whether `run` is running or not.
#ifndef OSTEON_SITE_AGENT_CLI_EXCLUDE_PATIENT_H_
#define OSTEON_SITE_AGENT_CLI_EXCLUDE_PATIENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/identity/secret_file.h"
#include "site_agent/cli/agent_state.h"

namespace osteon {

struct PatientExcluded {
  bool was_excluded = false;  // before
  std::string pseudonym;
  std::vector<std::string> ended;  // studies that end, their rows of the patient gone (on_withdrawal: stop)
  std::vector<std::string>
      finish;                     // studies that go on to their end with the patient (on_withdrawal: finish)
  bool features_dropped = false;  // the cache of features was emptied
};

// Records the pseudonym of `patient`, the id as the hospital's table writes it; takes the rows out of every
// frozen dataset, unless the policy lets studies finish; and empties the cache of features, whose entries do
// not say whose they are. Repeated, it finishes what was left half done. kInvalidArgument: an empty id.
// Errors of ReadPolicy, ReadKey and of files.
absl::StatusOr<PatientExcluded> ExcludePatient(const AgentFolder& folder, absl::string_view patient,
                                               const std::string& reason, absl::Time now,
                                               const PassphraseSource& passphrase = nullptr);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_EXCLUDE_PATIENT_H_
