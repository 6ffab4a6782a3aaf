// What this hospital allows: policy.yaml.
#ifndef OSTEON_SITE_AGENT_POLICY_POLICY_H_
#define OSTEON_SITE_AGENT_POLICY_POLICY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/policy/standing_approvals.h"

namespace osteon {

struct Policy {
  bool off_for_testing = false;                 // `rules: off_for_testing`: simulation only
  std::map<std::string, std::string> settings;  // every other key as it stands in the file
  std::vector<StandingApproval> standing_approvals;
};

// kInvalidArgument: every problem with file, line and column; an unknown key with the nearest known one.
absl::StatusOr<Policy> ParsePolicy(const std::string& text, const std::string& file);
absl::StatusOr<Policy> ReadPolicy(const std::string& path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_POLICY_H_
