#include "site_agent/policy/derived_mask_keys.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<StudyMaskKeys> DerivedMaskKeys::Of(const std::string& study_sha256) const {
  const auto key_of = [&](const std::string& site) {
    return MaskKey::FromPrivate(Sha256(absl::StrCat("osteon derived mask key\n", study_sha256, "\n", site)));
  };
  OSTEON_ASSIGN_OR_RETURN(MaskKey own, key_of(site_));
  StudyMaskKeys keys{std::move(own), {}};
  for (const std::string& site : roster_) {
    OSTEON_ASSIGN_OR_RETURN(const MaskKey key, key_of(site));
    keys.public_keys[site] = key.public_bytes();
  }
  return keys;
}

}  // namespace osteon
