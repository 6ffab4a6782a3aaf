#include "coordinator/journal/member_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"

namespace osteon::coordinator {
namespace {

constexpr char kInvitationColumns[] =
    "name, role, secret_sha256, expires, public_key_sha256, redeemed, certificate_request, certificate";

Invitation InvitationOf(const SqlRow& row) {
  Invitation invitation;
  invitation.name = TextOf(row[0]);
  invitation.role = TextOf(row[1]);
  invitation.secret_sha256 = TextOf(row[2]);
  invitation.expires = absl::FromUnixSeconds(IntegerOf(row[3]));
  invitation.public_key_sha256 = TextOf(row[4]);
  if (std::holds_alternative<std::int64_t>(row[5]))
    invitation.redeemed = absl::FromUnixSeconds(IntegerOf(row[5]));
  invitation.certificate_request = TextOf(row[6]);
  invitation.certificate = TextOf(row[7]);
  return invitation;
}

Member MemberOf(const SqlRow& row) {
  return {TextOf(row[0]), TextOf(row[1]), TextOf(row[2]), TextOf(row[3]),
          absl::FromUnixSeconds(IntegerOf(row[4]))};
}

}  // namespace

absl::Status MemberStore::Invite(const Invitation& invitation) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, Find(invitation.name));
  if (member) {
    return absl::AlreadyExistsError(absl::StrCat(invitation.name, " is already enrolled as ", member->role));
  }
  return database_.ExecuteTogether(
      {{"DELETE FROM invitations WHERE name = ?", {invitation.name}},
       {"INSERT INTO invitations (name, role, secret_sha256, expires) VALUES (?, ?, ?, ?)",
        {invitation.name, invitation.role, invitation.secret_sha256,
         absl::ToUnixSeconds(invitation.expires)}}});
}

absl::StatusOr<std::optional<Invitation>> MemberStore::FindInvitation(
    const std::string& secret_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query(absl::StrCat("SELECT ", kInvitationColumns,
                                                       " FROM invitations WHERE secret_sha256 = ?"),
                                          {secret_sha256}));
  if (rows.empty()) return std::nullopt;
  return InvitationOf(rows[0]);
}

absl::StatusOr<std::vector<Invitation>> MemberStore::Invitations() const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query(absl::StrCat("SELECT ", kInvitationColumns, " FROM invitations ORDER BY name")));
  std::vector<Invitation> invitations;
  for (const SqlRow& row : rows) invitations.push_back(InvitationOf(row));
  return invitations;
}

absl::Status MemberStore::Redeem(const std::string& secret_sha256, const std::string& public_key_sha256,
                                 const std::string& certificate_request, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(
      const std::int64_t changed,
      database_.Change("UPDATE invitations SET public_key_sha256 = ?, redeemed = ?, certificate_request = ? "
                       "WHERE secret_sha256 = ? AND redeemed IS NULL",
                       {public_key_sha256, absl::ToUnixSeconds(now), certificate_request, secret_sha256}));
  if (changed != 1) return absl::FailedPreconditionError("this token has been used already");
  return absl::OkStatus();
}

absl::Status MemberStore::Admit(const Invitation& invitation, const Member& member) {
  return database_.ExecuteTogether(
      {{"UPDATE invitations SET certificate = ?, redeemed = ? WHERE secret_sha256 = ?",
        {member.certificate, absl::ToUnixSeconds(member.enrolled), invitation.secret_sha256}},
       {"INSERT INTO members (name, role, certificate, public_key_sha256, enrolled) VALUES (?, ?, ?, ?, ?)",
        {member.name, member.role, member.certificate, member.public_key_sha256,
         absl::ToUnixSeconds(member.enrolled)}}});
}

absl::StatusOr<std::optional<Member>> MemberStore::Find(const std::string& name) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT name, role, certificate, public_key_sha256, enrolled FROM members "
                      "WHERE name = ?",
                      {name}));
  if (rows.empty()) return std::nullopt;
  return MemberOf(rows[0]);
}

absl::StatusOr<std::vector<Member>> MemberStore::Members() const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT name, role, certificate, public_key_sha256, enrolled FROM members "
                      "ORDER BY role, name"));
  std::vector<Member> members;
  for (const SqlRow& row : rows) members.push_back(MemberOf(row));
  return members;
}

}  // namespace osteon::coordinator
