// Who may become a member (invitations) and who is one.
#ifndef OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "coordinator/journal/database.h"

namespace osteon::coordinator {

// An invitation: bound to name and role, usable once, kept as the hash of its secret.
struct Invitation {
  std::string name;
  std::string role;
  std::string secret_sha256;
  absl::Time expires;
  // Set when somebody enrolled with it.
  std::string public_key_sha256;
  std::optional<absl::Time> redeemed;
  std::string certificate_request;  // PEM
  std::string certificate;          // PEM, empty while it waits for the offline CA
};

struct Revocation {
  std::int64_t sequence = 0;  // 1, 2, ... in the order of time
  std::string name;
  std::string reason;  // may be empty
  absl::Time time;
};

struct Member {
  std::string name;
  std::string role;
  std::string certificate;  // PEM, the newest
  std::string public_key_sha256;
  absl::Time enrolled;
  std::string serial{};                           // of the certificate
  absl::Time not_after = absl::InfiniteFuture();  // its last valid second
  std::optional<Revocation> revoked{};
};

// "2026-11-30 12:00 UTC (key copied)", for a sentence.
std::string WhenAndWhy(const Revocation& revocation);

class MemberStore {
 public:
  explicit MemberStore(Database& database) : database_(database) {}

  // A second invitation for a name replaces the first one, also one that waits for its signature. The name of
  // a member that was revoked, or whose certificate has expired, may be invited again, in its old role.
  // kAlreadyExists: a member of that name is enrolled, or had another role.
  absl::Status Invite(const Invitation& invitation, absl::Time now);
  absl::StatusOr<std::optional<Invitation>> FindInvitation(const std::string& secret_sha256) const;
  absl::StatusOr<std::vector<Invitation>> Invitations() const;

  // Binds the invitation to the key. kFailedPrecondition: bound to another key already.
  absl::Status Redeem(const std::string& secret_sha256, const std::string& public_key_sha256,
                      const std::string& certificate_request, absl::Time now);

  // Stores the certificate with the invitation and makes the member, together. From now on the time of
  // enrolment counts as the time of redemption: the minutes in which the call may be repeated begin when
  // there is an answer. A member of that name that was revoked or has expired by then is replaced.
  // kAlreadyExists: another member of that name; nothing is changed.
  absl::Status Admit(const Invitation& invitation, const Member& member);

  // A newer certificate for the key of a member. When the member is revoked in the same moment, so is this
  // one. kFailedPrecondition: no member of that name has that key.
  absl::Status Renew(const Member& member);

  // All certificates of the member so far, and an invitation that nobody has used.
  // kNotFound: no member of that name. kFailedPrecondition: revoked already.
  absl::Status Revoke(const std::string& name, const std::string& reason, absl::Time now);

  // The revocation of a certificate: of this serial number, or of any with this key.
  absl::StatusOr<std::optional<Revocation>> FindRevocation(const std::string& serial,
                                                           const std::string& public_key_sha256) const;
  // In order, those after `sequence`.
  absl::StatusOr<std::vector<Revocation>> RevocationsAfter(std::int64_t sequence) const;

  // Every certificate that this name ever had, the newest first.
  absl::StatusOr<std::vector<std::string>> CertificatesOf(const std::string& name) const;

  absl::StatusOr<std::optional<Member>> Find(const std::string& name) const;
  absl::StatusOr<std::vector<Member>> Members() const;

 private:
  Database& database_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_
