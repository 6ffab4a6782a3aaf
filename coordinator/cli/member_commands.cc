#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/identity/certificate.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/token.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/enrolment_desk.h"

namespace osteon::coordinator {
namespace {

struct MemberArguments {
  CoordinatorFolder folder;
  std::string name, role;
  double valid_hours = 72;
  std::string ca_folder, request, out, reason;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false;
};

constexpr std::size_t kLongestReason = 200;

std::string Day(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, absl::UTCTimeZone());
}

absl::Status Invite(const MemberArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckIsThere(arguments.folder));
  OSTEON_RETURN_IF_ERROR(ValidateMemberName(arguments.name));
  OSTEON_ASSIGN_OR_RETURN(const Role role, ParseRole(arguments.role));
  if (role == Role::kCoordinator) return absl::InvalidArgumentError("nobody is invited as coordinator");
  OSTEON_ASSIGN_OR_RETURN(const std::string ca_certificate, ReadFile(arguments.folder.CaCertificate()));
  const absl::StatusOr<std::string> fingerprint = CertificateFingerprint(ca_certificate);
  if (!fingerprint.ok()) {
    return absl::DataLossError(absl::StrCat(arguments.folder.CaCertificate(), ": ",
                                            fingerprint.status().message(), "; restore it from a backup"));
  }
  OSTEON_ASSIGN_OR_RETURN(const EnrolmentToken token, MakeToken(arguments.name, role, *fingerprint));
  Invitation invitation;
  invitation.name = arguments.name;
  invitation.role = arguments.role;
  invitation.secret_sha256 = TokenSecretHash(token.secret);
  invitation.expires = absl::Now() + absl::Hours(arguments.valid_hours);
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Journal> journal, Journal::Open(arguments.folder.path));
  OSTEON_RETURN_IF_ERROR(journal->members().Invite(invitation, absl::Now()));
  if (arguments.json) {
    const nlohmann::ordered_json json = {{"name", arguments.name},
                                         {"role", arguments.role},
                                         {"token", TokenText(token)},
                                         {"expires", Day(invitation.expires)}};
    std::printf("%s\n", json.dump(2).c_str());
    return absl::OkStatus();
  }
  std::printf("%s\n", TokenText(token).c_str());
  std::fprintf(stderr, "for %s as %s, once, until %s UTC; send it over a channel that you trust\n",
               arguments.name.c_str(), arguments.role.c_str(), Day(invitation.expires).c_str());
  return absl::OkStatus();
}

absl::Status Sign(const MemberArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CertificateAuthority authority,
                          CertificateAuthority::Open(arguments.ca_folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.request, std::size_t{1} << 16));
  const absl::StatusOr<PendingRequest> request = ParsePendingRequest(text);
  if (!request.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(arguments.request, ": ", request.status().message()));
  }
  OSTEON_ASSIGN_OR_RETURN(const Role role, ParseRole(request->role));
  if (role == Role::kCoordinator) {
    OSTEON_ASSIGN_OR_RETURN(const std::string certificate,
                            authority.SignServerRequest(request->certificate_request, request->hosts,
                                                        absl::Now(), kServerLifetime));
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(arguments.out, certificate));
    std::printf(
        "signed the server of %s for %s: put %s into the coordinator's folder as server.certificate\n",
        request->name.c_str(), absl::StrJoin(request->hosts, ", ").c_str(), arguments.out.c_str());
    return absl::OkStatus();
  }
  OSTEON_ASSIGN_OR_RETURN(
      const std::string certificate,
      authority.SignMember(request->certificate_request, request->name, role, absl::Now()));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(arguments.out, certificate));
  std::printf("signed %s as %s: put %s into the coordinator's folder as enrolments/%s.certificate\n",
              request->name.c_str(), request->role.c_str(), arguments.out.c_str(), request->name.c_str());
  return absl::OkStatus();
}

absl::Status Revoke(const MemberArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckIsThere(arguments.folder));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Journal> journal, Journal::Open(arguments.folder.path));
  OSTEON_RETURN_IF_ERROR(
      journal->members().Revoke(arguments.name, OneLine(arguments.reason, kLongestReason), absl::Now()));
  std::printf(
      "revoked %s: a running coordinator takes nothing of it any more, and its unfinished studies end\n",
      arguments.name.c_str());
  return absl::OkStatus();
}

// What is shown of a member, or of one who is to be.
struct Row {
  std::string name, role, state;
  absl::Time until;
  std::string seen = "never";
  std::string software{};
  std::optional<Revocation> revoked{};
};

constexpr char kInvitationEnded[] = "invitation ended";

std::vector<Row> InvitedRows(const std::vector<Invitation>& invitations, absl::Time now) {
  std::vector<Row> rows;
  for (const Invitation& invitation : invitations) {
    if (!invitation.certificate.empty()) continue;
    const std::string state = invitation.redeemed        ? "waits for the CA"
                              : invitation.expires < now ? kInvitationEnded
                                                         : "invited";
    rows.push_back({invitation.name, invitation.role, state, invitation.expires});
  }
  return rows;
}

// A name has one row: of a member who was revoked or has expired and is invited again, as long as that lasts.
void AddInvited(const Row& invited, std::vector<Row>* rows) {
  const auto same = [&](const Row& row) { return row.name == invited.name; };
  const auto member = std::find_if(rows->begin(), rows->end(), same);
  if (member == rows->end()) {
    rows->push_back(invited);
  } else if (invited.state != kInvitationEnded) {
    member->state = invited.state;
    member->until = invited.until;
  }
}

int DaysUntil(absl::Time until, absl::Time now) {
  return static_cast<int>(absl::Floor(until - now, absl::Hours(24)) / absl::Hours(24));
}

void Print(const std::vector<Row>& rows, absl::Time now) {
  std::printf("%-24s %-13s %-17s %-17s %5s  %-17s %s\n", "name", "role", "state", "until (UTC)", "days",
              "last seen (UTC)", "software");
  for (const Row& row : rows) {
    std::printf("%-24s %-13s %-17s %-17s %5d  %-17s %s\n", row.name.c_str(), row.role.c_str(),
                row.state.c_str(), Day(row.until).c_str(), DaysUntil(row.until, now), row.seen.c_str(),
                row.software.c_str());
    if (row.revoked) std::printf("  revoked on %s\n", WhenAndWhy(*row.revoked).c_str());
  }
}

std::string StateOf(const Member& member, absl::Time now) {
  if (member.revoked) return "revoked";
  return now > member.not_after ? "expired" : "enrolled";
}

absl::Status ListMembers(const MemberArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckIsThere(arguments.folder));
  const absl::Time now = absl::Now();
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Journal> journal, Journal::Open(arguments.folder.path));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Member> members, journal->members().Members());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<Invitation> invitations, journal->members().Invitations());
  OSTEON_ASSIGN_OR_RETURN(const auto sightings, journal->sightings().All());
  const bool served = IsServed(arguments.folder);
  std::vector<Row> rows;
  for (const Member& member : members) {
    Row row{member.name, member.role, StateOf(member, now), member.not_after};
    row.revoked = member.revoked;
    if (const auto found = sightings.find(member.name); found != sightings.end()) {
      row.seen = served && found->second.connected ? "connected" : Day(found->second.seen);
      row.software = found->second.software;
    }
    rows.push_back(std::move(row));
  }
  for (const Row& row : InvitedRows(invitations, now)) AddInvited(row, &rows);
  if (!arguments.json) {
    Print(rows, now);
    return absl::OkStatus();
  }
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    json.push_back({{"name", row.name},
                    {"role", row.role},
                    {"state", row.state},
                    {"until", Day(row.until)},
                    {"days_left", DaysUntil(row.until, now)},
                    {"last_seen", row.seen},
                    {"software", row.software}});
    if (!row.revoked) continue;
    json.back()["revoked"] = Day(row.revoked->time);
    json.back()["reason"] = row.revoked->reason;
  }
  std::printf("%s\n", json.dump(2).c_str());
  return absl::OkStatus();
}

}  // namespace

void AddMemberCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<MemberArguments>();
  CLI::App* invite = AddCommand(app, "invite", "print a one-time token for a new member",
                                "osteon-coordinator invite alpha --role site", exit_code,
                                [arguments] { return Invite(*arguments); });
  AddStateOption(invite, &arguments->folder.path);
  invite->add_option("name", arguments->name, "the member's name: a-z, 0-9 and -")->required();
  invite->add_option("--role", arguments->role, "site, statistician, operator or auditor")->required();
  invite->add_option("--valid-hours", arguments->valid_hours, "how long the token can be used")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 24.0 * 90));
  invite->add_flag("--json", arguments->json, "for programs");

  CLI::App* revoke =
      AddCommand(app, "revoke", "end a membership at once: its calls and streams are refused from now on",
                 "osteon-coordinator revoke alpha --reason \"laptop stolen\"", exit_code,
                 [arguments] { return Revoke(*arguments); });
  AddStateOption(revoke, &arguments->folder.path);
  revoke->add_option("name", arguments->name, "the member's name")->required();
  revoke->add_option("--reason", arguments->reason, "for the journal, the member and its studies' authors");

  CLI::App* sign =
      AddCommand(app, "sign", "sign an enrolment or a renewal where the CA's key is; needs no network",
                 "osteon-coordinator sign alpha.request --ca-dir /media/ca --out alpha.certificate",
                 exit_code, [arguments] { return Sign(*arguments); });
  sign->add_option("request", arguments->request,
                   "enrolments/NAME.request or server.request of the coordinator's folder")
      ->required();
  AddPassphraseOption(sign, arguments->passphrase);
  sign->add_option("--ca-dir", arguments->ca_folder, "folder of the CA's key")->required();
  sign->add_option("--out", arguments->out, "where the certificate is written")->required();

  CLI::App* members =
      AddCommand(app, "members", "who is enrolled, for how long, who was revoked, who is invited",
                 "osteon-coordinator members", exit_code, [arguments] { return ListMembers(*arguments); });
  AddStateOption(members, &arguments->folder.path);
  members->add_flag("--json", arguments->json, "for programs");
}

}  // namespace osteon::coordinator
