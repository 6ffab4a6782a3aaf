#include "coordinator/session/enrolment_desk.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/files/files.h"
#include "common/hash/encoding.h"
#include "common/identity/certificate.h"
#include "common/identity/certificate_request.h"
#include "common/identity/token.h"
#include "common/identity/verify.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

constexpr absl::Duration kRepeatWindow = absl::Minutes(10);

}  // namespace

EnrolmentDesk::EnrolmentDesk(MemberStore& members, std::optional<CertificateAuthority> authority,
                             std::string ca_certificate, std::string folder)
    : members_(members),
      authority_(std::move(authority)),
      ca_certificate_(std::move(ca_certificate)),
      folder_(std::move(folder)) {}

absl::StatusOr<std::optional<std::string>> EnrolmentDesk::Enrol(const EnrolmentQuestion& question,
                                                                absl::Time now) {
  const std::scoped_lock lock(mutex_);
  const absl::StatusOr<std::string> secret = DecodeBase32(question.token_secret);
  if (!secret.ok()) return absl::PermissionDeniedError("this token is not known here");
  const std::string secret_sha256 = TokenSecretHash(*secret);
  OSTEON_ASSIGN_OR_RETURN(std::optional<Invitation> invitation, members_.FindInvitation(secret_sha256));
  if (!invitation || invitation->name != question.name || invitation->role != question.role) {
    return absl::PermissionDeniedError("this token is not known here, or is for another name or role");
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string key, RequestPublicKeyFingerprint(question.certificate_request));
  if (!invitation->redeemed) {
    if (now > invitation->expires) {
      return absl::PermissionDeniedError(absl::StrCat("this token expired on ",
                                                      absl::FormatTime(invitation->expires),
                                                      "; ask the operator for a new one"));
    }
    OSTEON_RETURN_IF_ERROR(members_.Redeem(secret_sha256, key, question.certificate_request, now));
    OSTEON_ASSIGN_OR_RETURN(invitation, members_.FindInvitation(secret_sha256));
  } else if (invitation->public_key_sha256 != key) {
    return absl::PermissionDeniedError(
        "this token has been used already, with another key; ask the operator for a new one");
  }
  if (!invitation->certificate.empty()) {
    // Counted from the day of the certificate: behind an offline CA that may be days after the token was
    // used.
    OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members_.Find(invitation->name));
    if (!member || now - member->enrolled > kRepeatWindow) {
      return absl::PermissionDeniedError("this token has been used already, more than ten minutes ago");
    }
    return invitation->certificate;
  }
  return Certify(*invitation, now);
}

absl::StatusOr<std::optional<std::string>> EnrolmentDesk::Certify(const Invitation& invitation,
                                                                  absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const Role role, ParseRole(invitation.role));
  std::string certificate;
  if (authority_) {
    OSTEON_ASSIGN_OR_RETURN(
        certificate, authority_->SignMember(invitation.certificate_request, invitation.name, role, now));
  } else {
    const absl::StatusOr<std::string> signed_elsewhere =
        ReadFile(absl::StrCat(folder_, "/", invitation.name, ".certificate"), std::size_t{1} << 16);
    if (!signed_elsewhere.ok()) {
      OSTEON_RETURN_IF_ERROR(MakeFolder(folder_, FileMode::kSecret));
      OSTEON_RETURN_IF_ERROR(WriteFileAtomically(
          absl::StrCat(folder_, "/", invitation.name, ".request"),
          PendingRequestText({invitation.name, invitation.role, invitation.certificate_request})));
      return std::nullopt;
    }
    certificate = *signed_elsewhere;
  }
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, VerifyMemberChain(certificate, ca_certificate_, now));
  if (peer.name != invitation.name || peer.role != role ||
      peer.public_key_fingerprint != invitation.public_key_sha256) {
    return absl::FailedPreconditionError(absl::StrCat("the certificate in ", folder_, " is not for ",
                                                      invitation.name, "'s key, name and role"));
  }
  OSTEON_RETURN_IF_ERROR(members_.Admit(
      invitation, {peer.name, invitation.role, certificate, peer.public_key_fingerprint, now}));
  return certificate;
}

std::string PendingRequestText(const PendingRequest& request) {
  return absl::StrCat("name ", request.name, "\nrole ", request.role, "\n", request.certificate_request);
}

absl::StatusOr<PendingRequest> ParsePendingRequest(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, absl::MaxSplits('\n', 2));
  if (lines.size() != 3 || lines[0].rfind("name ", 0) != 0 || lines[1].rfind("role ", 0) != 0) {
    return absl::InvalidArgumentError("not an enrolment request as the coordinator writes them");
  }
  return PendingRequest{lines[0].substr(5), lines[1].substr(5), lines[2]};
}

}  // namespace osteon::coordinator
