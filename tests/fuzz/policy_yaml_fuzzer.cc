// policy.yaml, a hospital's own.
#include "absl/strings/match.h"
#include "site_agent/policy/policy.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::StatusOr<Policy> policy = ParsePolicy(fuzz::Text(data, size), "policy.yaml");
  if (!policy.ok()) {
    fuzz::RequireRefusal(policy.status());
    fuzz::Require(absl::StartsWith(policy.status().message(), "policy.yaml"), "a problem without its file");
    return 0;
  }
  LimitTexts(policy->limits);
  RulesWord(*policy);
  return 0;
}
