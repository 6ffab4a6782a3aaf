// Mask keys that anybody can derive: for simulation, where all sites are one process. No result depends on
// mask keys.
#ifndef OSTEON_SITE_AGENT_POLICY_DERIVED_MASK_KEYS_H_
#define OSTEON_SITE_AGENT_POLICY_DERIVED_MASK_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/policy/mask_keys.h"

namespace osteon {

class DerivedMaskKeys : public MaskKeys {
 public:
  DerivedMaskKeys(std::string site, std::vector<std::string> roster)
      : site_(std::move(site)), roster_(std::move(roster)) {}
  absl::StatusOr<StudyMaskKeys> Of(const std::string& study_sha256) const override;

 private:
  std::string site_;
  std::vector<std::string> roster_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_DERIVED_MASK_KEYS_H_
