// What a session is given.
#ifndef OSTEON_SITE_AGENT_SESSION_SESSION_OPTIONS_H_
#define OSTEON_SITE_AGENT_SESSION_SESSION_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/standing_approvals.h"

namespace osteon {

struct AgentSessionOptions {
  std::string address;  // HOST:PORT
  std::string site;
  LoadedIdentity identity;
  std::string identity_path{};            // where a renewed one is written
  PassphraseSource passphrase = nullptr;  // of that file
  std::function<absl::Time()> clock{};    // for the certificate's dates
  absl::Duration shortest_pause =
      absl::Milliseconds(200);  // between attempts to connect; grows to the longest
  absl::Duration longest_pause = absl::Seconds(10);
  std::uint64_t jitter_seed = 0;  // so that a hundred hospitals do not dial in the same second
  std::vector<StandingApproval> standing_approvals{};
  // Keeps what is wrong with a study's data for people here; gives what the log may say of it.
  std::function<std::string(const std::string& study_sha256, const std::string& what)> note_about_data{};
  // For proposals that a standing approval covers, and at the certificate's age.
  absl::Duration between_looks = absl::Seconds(30);
  absl::Duration between_renewals = absl::Hours(1);     // that failed, or wait for the offline CA
  absl::Duration between_tidyings = absl::Minutes(10);  // of datasets of studies that have ended
};

// What was agreed to here, and what goes with it.
struct Consent {
  const ApprovalFiles& decisions;  // told to the coordinator on every connection: it may have been down
  const MaskKeyFiles& mask_keys;
  const ConsentDesk& desk;  // for standing approvals
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_SESSION_OPTIONS_H_
