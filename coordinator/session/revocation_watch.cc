#include "coordinator/session/revocation_watch.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {

absl::Status RevokedStatus(const Revocation& revocation) {
  return absl::PermissionDeniedError(
      absl::StrCat("the certificate of ", revocation.name, " was revoked on ", WhenAndWhy(revocation),
                   ". Nothing of it is taken any more; ask the consortium's operator, who can invite ",
                   revocation.name, " again"));
}

absl::Status RevocationWatch::Look() {
  const std::scoped_lock lock(mutex_);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Revocation> revocations, members_.RevocationsAfter(seen_));
  for (const Revocation& revocation : revocations) {
    // At the start these are the ones of earlier: whoever enrolled anew since is not cut off.
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members_.Find(revocation.name));
    if (member && member->revoked) {
      log_.warn("{} was revoked on {}", revocation.name, WhenAndWhy(revocation));
      board_.Disconnect(revocation.name, RevokedStatus(revocation));
    }
    events_.MemberChanged(revocation.name);
    seen_ = revocation.sequence;
  }
  return absl::OkStatus();
}

}  // namespace osteon::coordinator
