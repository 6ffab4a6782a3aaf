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

constexpr char kMembers[] =
    "SELECT m.name, m.role, m.certificate, m.public_key_sha256, m.enrolled, m.serial, c.not_after, "
    "r.sequence, r.name, r.reason, r.revoked FROM members m JOIN certificates c ON c.serial = m.serial "
    "LEFT JOIN revocations r ON r.sequence = c.revocation";

// Of the four columns from `at` on.
Revocation RevocationOf(const SqlRow& row, std::size_t at) {
  return {IntegerOf(row[at]), TextOf(row[at + 1]), TextOf(row[at + 2]),
          absl::FromUnixSeconds(IntegerOf(row[at + 3]))};
}

Member MemberOf(const SqlRow& row) {
  Member member{TextOf(row[0]), TextOf(row[1]), TextOf(row[2]), TextOf(row[3]),
                absl::FromUnixSeconds(IntegerOf(row[4]))};
  member.serial = TextOf(row[5]);
  member.not_after = absl::FromUnixSeconds(IntegerOf(row[6]));
  if (std::holds_alternative<std::int64_t>(row[7])) member.revoked = RevocationOf(row, 7);
  return member;
}

std::string Day(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", time, absl::UTCTimeZone());
}

// Whether the name is free for somebody new, or for the same member once more.
bool IsOver(const Member& member, absl::Time now) {
  return member.revoked.has_value() || now > member.not_after;
}

Database::Statement StoreCertificate(const Member& member, absl::Time issued) {
  return {
      "INSERT INTO certificates (serial, name, public_key_sha256, certificate, issued, not_after) "
      "VALUES (?, ?, ?, ?, ?, ?)",
      {member.serial, member.name, member.public_key_sha256, member.certificate, absl::ToUnixSeconds(issued),
       absl::ToUnixSeconds(member.not_after)}};
}

}  // namespace

std::string WhenAndWhy(const Revocation& revocation) {
  return absl::StrCat(Day(revocation.time), revocation.reason.empty() ? "" : " (", revocation.reason,
                      revocation.reason.empty() ? "" : ")");
}

absl::Status MemberStore::Invite(const Invitation& invitation, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, Find(invitation.name));
  if (member && !IsOver(*member, now)) {
    return absl::AlreadyExistsError(absl::StrCat(
        invitation.name, " is already enrolled as ", member->role, ", until ", Day(member->not_after),
        "; to invite it anew, first: osteon-coordinator revoke ", invitation.name));
  }
  if (member && member->role != invitation.role) {
    return absl::AlreadyExistsError(absl::StrCat(invitation.name, " was enrolled as ", member->role,
                                                 ", and a name keeps its role; choose another name"));
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
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> earlier, Find(member.name));
  if (earlier && !IsOver(*earlier, member.enrolled)) {
    return absl::AlreadyExistsError(absl::StrCat(member.name, " is already enrolled as ", earlier->role));
  }
  return database_.ExecuteTogether(
      {{"UPDATE invitations SET certificate = ?, redeemed = ? WHERE secret_sha256 = ?",
        {member.certificate, absl::ToUnixSeconds(member.enrolled), invitation.secret_sha256}},
       StoreCertificate(member, member.enrolled),
       {"INSERT OR REPLACE INTO members (name, role, certificate, public_key_sha256, enrolled, serial) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {member.name, member.role, member.certificate, member.public_key_sha256,
         absl::ToUnixSeconds(member.enrolled), member.serial}}});
}

absl::Status MemberStore::Renew(const Member& member) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> earlier, Find(member.name));
  if (!earlier || earlier->public_key_sha256 != member.public_key_sha256) {
    return absl::FailedPreconditionError(absl::StrCat(member.name, " is not enrolled here with this key"));
  }
  return database_.ExecuteTogether(
      {StoreCertificate(member, member.enrolled),
       {"UPDATE certificates SET revocation = (SELECT c.revocation FROM members m JOIN certificates c ON "
        "c.serial = m.serial WHERE m.name = ?) WHERE serial = ?",
        {member.name, member.serial}},
       {"UPDATE members SET certificate = ?, serial = ? WHERE name = ?",
        {member.certificate, member.serial, member.name}}});
}

absl::Status MemberStore::Revoke(const std::string& name, const std::string& reason, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<Member> member, Find(name));
  if (!member) {
    return absl::NotFoundError(absl::StrCat(
        name, " is not enrolled; an invitation is void as soon as the name is invited once more"));
  }
  if (member->revoked) {
    return absl::FailedPreconditionError(
        absl::StrCat(name, " was revoked already, on ", WhenAndWhy(*member->revoked)));
  }
  return database_.ExecuteTogether(
      {{"INSERT INTO revocations (name, reason, revoked) VALUES (?, ?, ?)",
        {name, reason, absl::ToUnixSeconds(now)}},
       {"UPDATE certificates SET revocation = (SELECT MAX(sequence) FROM revocations) WHERE name = ? AND "
        "revocation IS NULL",
        {name}},
       {"DELETE FROM invitations WHERE name = ?", {name}}});
}

absl::StatusOr<std::optional<Revocation>> MemberStore::FindRevocation(
    const std::string& serial, const std::string& public_key_sha256) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT r.sequence, r.name, r.reason, r.revoked FROM certificates c JOIN revocations r "
                      "ON r.sequence = c.revocation WHERE c.serial = ? OR c.public_key_sha256 = ? "
                      "ORDER BY r.sequence LIMIT 1",
                      {serial, public_key_sha256}));
  if (rows.empty()) return std::nullopt;
  return RevocationOf(rows[0], 0);
}

absl::StatusOr<std::vector<Revocation>> MemberStore::RevocationsAfter(std::int64_t sequence) const {
  OSTEON_ASSIGN_OR_RETURN(
      const std::vector<SqlRow> rows,
      database_.Query("SELECT sequence, name, reason, revoked FROM revocations WHERE sequence > ? "
                      "ORDER BY sequence",
                      {sequence}));
  std::vector<Revocation> revocations;
  for (const SqlRow& row : rows) revocations.push_back(RevocationOf(row, 0));
  return revocations;
}

absl::StatusOr<std::vector<std::string>> MemberStore::CertificatesOf(const std::string& name) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query("SELECT certificate FROM certificates WHERE name = ? ORDER BY "
                                          "issued DESC, rowid DESC",
                                          {name}));
  std::vector<std::string> certificates;
  for (const SqlRow& row : rows) certificates.push_back(TextOf(row[0]));
  return certificates;
}

absl::StatusOr<std::optional<Member>> MemberStore::Find(const std::string& name) const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query(absl::StrCat(kMembers, " WHERE m.name = ?"), {name}));
  if (rows.empty()) return std::nullopt;
  return MemberOf(rows[0]);
}

absl::StatusOr<std::vector<Member>> MemberStore::Members() const {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<SqlRow> rows,
                          database_.Query(absl::StrCat(kMembers, " ORDER BY m.role, m.name")));
  std::vector<Member> members;
  for (const SqlRow& row : rows) members.push_back(MemberOf(row));
  return members;
}

}  // namespace osteon::coordinator
