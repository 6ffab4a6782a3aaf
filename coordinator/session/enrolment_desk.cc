#include "coordinator/session/enrolment_desk.h"

#include <filesystem>
#include <system_error>
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
                             std::string ca_certificate, std::string folder, absl::Duration lifetime)
    : members_(members),
      authority_(std::move(authority)),
      ca_certificate_(std::move(ca_certificate)),
      folder_(std::move(folder)),
      lifetime_(lifetime) {}

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
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revoked, members_.FindRevocation("", key));
  if (revoked) return absl::PermissionDeniedError("this key was revoked; enrol with a new one");
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
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member,
                          Certify({invitation->name, invitation->role, invitation->public_key_sha256,
                                   invitation->certificate_request},
                                  now));
  if (!member) return std::nullopt;
  OSTEON_RETURN_IF_ERROR(members_.Admit(*invitation, *member));
  RemoveFiles(member->name);
  return member->certificate;
}

absl::StatusOr<bool> EnrolmentDesk::IsRevoked(const std::string& certificate_request) const {
  OSTEON_ASSIGN_OR_RETURN(const std::string key, RequestPublicKeyFingerprint(certificate_request));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Revocation> revoked, members_.FindRevocation("", key));
  return revoked.has_value();
}

absl::StatusOr<std::optional<std::string>> EnrolmentDesk::Renew(const PeerIdentity& who,
                                                                const std::string& certificate_request,
                                                                absl::Time now) {
  const std::scoped_lock lock(mutex_);
  OSTEON_ASSIGN_OR_RETURN(const std::string key, RequestPublicKeyFingerprint(certificate_request));
  if (key != who.public_key_fingerprint) {
    return absl::InvalidArgumentError(
        "a certificate is renewed for the key that it has, because others know the member by it; for a new "
        "key "
        "the operator revokes the member and invites it again");
  }
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, members_.Find(who.name));
  if (!member || member->public_key_sha256 != key) {
    return absl::FailedPreconditionError(absl::StrCat(who.name, " is not enrolled here with this key"));
  }
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity newest, ParsePeer(member->certificate));
  if (now < newest.not_before + (newest.not_after - newest.not_before) / 2) return member->certificate;
  OSTEON_ASSIGN_OR_RETURN(
      const std::optional<Member> renewed,
      Certify({member->name, member->role, key, certificate_request, newest.not_after}, now));
  if (!renewed) return std::nullopt;
  OSTEON_RETURN_IF_ERROR(members_.Renew(*renewed));
  RemoveFiles(renewed->name);
  return renewed->certificate;
}

absl::StatusOr<std::optional<Member>> EnrolmentDesk::Certify(const Applicant& applicant,
                                                             absl::Time now) const {
  OSTEON_ASSIGN_OR_RETURN(const Role role, ParseRole(applicant.role));
  std::string certificate;
  if (authority_) {
    OSTEON_ASSIGN_OR_RETURN(certificate, authority_->SignMember(applicant.certificate_request, applicant.name,
                                                                role, now, lifetime_));
  } else {
    const absl::StatusOr<std::string> signed_elsewhere =
        ReadFile(absl::StrCat(folder_, "/", applicant.name, ".certificate"), std::size_t{1} << 16);
    const absl::StatusOr<PeerIdentity> peer =
        signed_elsewhere.ok() ? ParsePeer(*signed_elsewhere) : signed_elsewhere.status();
    if (!signed_elsewhere.ok() || (peer.ok() && peer->not_after <= applicant.longer_than)) {
      OSTEON_RETURN_IF_ERROR(MakeFolder(folder_, FileMode::kSecret));
      OSTEON_RETURN_IF_ERROR(WriteFileAtomically(
          absl::StrCat(folder_, "/", applicant.name, ".request"),
          PendingRequestText({applicant.name, applicant.role, applicant.certificate_request})));
      return std::nullopt;
    }
    certificate = *signed_elsewhere;
  }
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, VerifyMemberChain(certificate, ca_certificate_, now));
  if (peer.name != applicant.name || peer.role != role ||
      peer.public_key_fingerprint != applicant.public_key_sha256) {
    return absl::FailedPreconditionError(absl::StrCat("the certificate in ", folder_, " is not for ",
                                                      applicant.name, "'s key, name and role"));
  }
  Member member{peer.name, applicant.role, certificate, peer.public_key_fingerprint, now};
  member.serial = peer.serial_hex;
  member.not_after = peer.not_after;
  return member;
}

// A certificate that was taken would be found again at the next enrolment or renewal of this name.
void EnrolmentDesk::RemoveFiles(const std::string& name) const {
  std::error_code ignored;
  std::filesystem::remove(absl::StrCat(folder_, "/", name, ".request"), ignored);
  std::filesystem::remove(absl::StrCat(folder_, "/", name, ".certificate"), ignored);
}

std::string PendingRequestText(const PendingRequest& request) {
  std::string text = absl::StrCat("name ", request.name, "\nrole ", request.role, "\n");
  for (const std::string& host : request.hosts) absl::StrAppend(&text, "host ", host, "\n");
  return absl::StrCat(text, request.certificate_request);
}

absl::StatusOr<PendingRequest> ParsePendingRequest(const std::string& text) {
  const std::vector<std::string> lines = absl::StrSplit(text, absl::MaxSplits('\n', 2));
  if (lines.size() != 3 || lines[0].rfind("name ", 0) != 0 || lines[1].rfind("role ", 0) != 0) {
    return absl::InvalidArgumentError("not an enrolment request as the coordinator writes them");
  }
  PendingRequest request{lines[0].substr(5), lines[1].substr(5), lines[2]};
  while (request.certificate_request.rfind("host ", 0) == 0) {
    const std::vector<std::string> parts =
        absl::StrSplit(request.certificate_request, absl::MaxSplits('\n', 1));
    request.hosts.push_back(parts[0].substr(5));
    request.certificate_request = parts.size() == 2 ? parts[1] : "";
  }
  return request;
}

}  // namespace osteon::coordinator
