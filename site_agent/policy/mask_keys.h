// The keys of a study's masks: this site's own, made when it approves, and the public parts of the others',
// each signed by its hospital together with its approval.
#ifndef OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_
#define OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "common/masking/mask_key.h"

namespace osteon {

struct StudyMaskKeys {
  MaskKey own;
  std::map<std::string, std::string> public_keys;  // every site of the roster, self among them -> 32 bytes
};

class MaskKeys {
 public:
  virtual ~MaskKeys() = default;
  // kNotFound: the others' keys are not known here yet. Otherwise what a person must mend; see MaskKeyFiles.
  virtual absl::StatusOr<StudyMaskKeys> Of(const std::string& study_sha256) const = 0;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_MASK_KEYS_H_
