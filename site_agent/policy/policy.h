// What this hospital allows: policy.yaml.
#ifndef OSTEON_SITE_AGENT_POLICY_POLICY_H_
#define OSTEON_SITE_AGENT_POLICY_POLICY_H_

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/consent/consent.h"
#include "models/disclosure/limits.h"
#include "site_agent/policy/standing_approvals.h"

namespace osteon {

// What becomes of a study that has begun when a patient of its dataset withdraws consent.
enum class OnWithdrawal { kStop, kFinish };

struct Policy {
  bool off_for_testing = false;  // `rules: off_for_testing`: simulation only
  models::Limits limits;
  // Sites of the institution that runs the coordinator: in masked sums they count as one.
  std::vector<std::string> coordinator_institution;
  // Site -> SHA-256 of its public key: only these count in masked sums. Empty: every site of a roster that
  // this hospital approved.
  std::map<std::string, std::string> trusted_sites;
  std::map<std::string, std::string>
      settings;  // every key but `rules` that the file gives, as it stands there
  std::vector<StandingApproval> standing_approvals;
  OnWithdrawal on_withdrawal = OnWithdrawal::kStop;
};

// kInvalidArgument: every problem with file, line and column; an unknown key with the nearest known one.
absl::StatusOr<Policy> ParsePolicy(const std::string& text, const std::string& file);
absl::StatusOr<Policy> ReadPolicy(const std::string& path);
// An agent's. kFailedPrecondition: its rules are off.
absl::StatusOr<Policy> ReadPolicyInForce(const std::string& path);

// Institutions of `sites` that this hospital trusts, those of the coordinator's counted once.
std::size_t TrustedInstitutions(const Policy& policy, const Roster& roster,
                                const std::vector<std::string>& sites);

// The limits of a study as policy.yaml writes them, name -> value, for people and reports.
std::map<std::string, std::string> LimitTexts(const models::Limits& limits);

// "default", "own policy", "off_for_testing": what judges, in ledgers and reports.
std::string RulesWord(const Policy& policy);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_POLICY_H_
