// Who may become a member (invitations) and who is one.
#ifndef OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_
#define OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_

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

struct Member {
  std::string name;
  std::string role;
  std::string certificate;  // PEM
  std::string public_key_sha256;
  absl::Time enrolled;
};

class MemberStore {
 public:
  explicit MemberStore(Database& database) : database_(database) {}

  // A second invitation for a name replaces the first one, also one that waits for its signature.
  // kAlreadyExists: a member of that name is enrolled.
  absl::Status Invite(const Invitation& invitation);
  absl::StatusOr<std::optional<Invitation>> FindInvitation(const std::string& secret_sha256) const;
  absl::StatusOr<std::vector<Invitation>> Invitations() const;

  // Binds the invitation to the key. kFailedPrecondition: bound to another key already.
  absl::Status Redeem(const std::string& secret_sha256, const std::string& public_key_sha256,
                      const std::string& certificate_request, absl::Time now);

  // Stores the certificate with the invitation and makes the member, together. From now on the time of
  // enrolment counts as the time of redemption: the minutes in which the call may be repeated begin when
  // there is an answer. kAlreadyExists: a member of that name; nothing is changed.
  absl::Status Admit(const Invitation& invitation, const Member& member);

  absl::StatusOr<std::optional<Member>> Find(const std::string& name) const;
  absl::StatusOr<std::vector<Member>> Members() const;

 private:
  Database& database_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_MEMBER_STORE_H_
