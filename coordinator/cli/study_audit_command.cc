#include <CLI/CLI.hpp>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/desk.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/cli/study_audit/reconcile.h"
#include "coordinator/cli/study_audit/verify_rounds.h"

namespace osteon {
namespace {

using coordinator::Difference;
using coordinator::ToldJournal;

struct AuditArguments {
  std::string coordinator, identity = "me.pem", study;
  std::vector<std::string> ledgers;  // SITE=FILE
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false;
};

using Ledgers = std::map<std::string, LedgerContents>;

absl::StatusOr<Ledgers> ReadLedgers(const std::vector<std::string>& given) {
  Ledgers ledgers;
  for (const std::string& one : given) {
    const std::size_t equals = one.find('=');
    const std::string site = one.substr(0, equals);
    if (equals == std::string::npos || site.empty() || ledgers.contains(site)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--ledger ", one, ": expected SITE=ledger.jsonl, each site once"));
    }
    const std::string path = one.substr(equals + 1);
    OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, std::numeric_limits<std::size_t>::max()));
    OSTEON_ASSIGN_OR_RETURN(ledgers[site], ParseLedger(text, path));
  }
  return ledgers;
}

absl::StatusOr<ToldJournal> FetchJournal(const AuditArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(
      const DeskConnection connection,
      ConnectToDesk(arguments.coordinator, arguments.identity, arguments.passphrase->Source()));
  grpc::ClientContext context;
  SetDeadline(context, absl::Minutes(10));
  v1::GetJournalRequest request;
  request.set_study(arguments.study);
  const std::unique_ptr<grpc::ClientReader<v1::JournalPart>> stream =
      connection.desk->GetJournal(&context, request);
  std::vector<v1::JournalPart> parts;
  v1::JournalPart part;
  while (stream->Read(&part)) parts.push_back(part);
  OSTEON_RETURN_IF_ERROR(FromRpc(stream->Finish()));
  return coordinator::VerifyRounds(parts, connection.identity.ca_certificate_pem, absl::Now());
}

void PrintJson(const ToldJournal& journal, const Ledgers& ledgers,
               const std::vector<Difference>& differences) {
  nlohmann::ordered_json json = {{"study", journal.study},    {"study_sha256", journal.study_sha256},
                                 {"state", journal.state},    {"rounds", journal.head.length},
                                 {"head", journal.head.hash}, {"signed_by", journal.signed_by}};
  json["ledgers"] = nlohmann::ordered_json::object();
  for (const auto& [site, ledger] : ledgers) {
    json["ledgers"][site] = {{"entries", ledger.head.length}, {"head", ledger.head.hash}};
  }
  json["differences"] = nlohmann::ordered_json::array();
  for (const Difference& difference : differences) {
    json["differences"].push_back(
        {{"site", difference.site},
         {"round", difference.round ? nlohmann::ordered_json(*difference.round) : nlohmann::ordered_json()},
         {"purpose", difference.purpose},
         {"what", difference.what}});
  }
  std::printf("%s\n", json.dump(2).c_str());
}

void PrintText(const ToldJournal& journal, const Ledgers& ledgers,
               const std::vector<Difference>& differences) {
  std::printf("journal of %s (%s): %llu rounds, head %s, signed by %s: whole\n", journal.study.c_str(),
              journal.study_sha256.substr(0, 12).c_str(),
              static_cast<unsigned long long>(journal.head.length), journal.head.hash.c_str(),
              journal.signed_by.c_str());
  for (const auto& [site, ledger] : ledgers) {
    std::printf("ledger of %s: %llu entries, head %s: whole\n", site.c_str(),
                static_cast<unsigned long long>(ledger.head.length), ledger.head.hash.c_str());
  }
  if (differences.empty() && !ledgers.empty()) {
    std::printf("all %zu rounds agree with the ledgers of %s\n", journal.rounds.size(),
                absl::StrJoin(ledgers, ", ", [](std::string* out, const auto& ledger) {
                  out->append(ledger.first);
                }).c_str());
  }
  if (differences.empty()) return;
  std::printf("\n%-16s %6s  %-32s %s\n", "site", "round", "purpose", "difference");
  for (const Difference& difference : differences) {
    std::printf("%-16s %6s  %-32s %s\n", difference.site.c_str(),
                difference.round ? absl::StrCat(*difference.round).c_str() : "-", difference.purpose.c_str(),
                difference.what.c_str());
  }
}

absl::Status Audit(const AuditArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Ledgers ledgers, ReadLedgers(arguments.ledgers));
  OSTEON_ASSIGN_OR_RETURN(const ToldJournal journal, FetchJournal(arguments));
  const std::vector<Difference> differences =
      coordinator::Reconcile(journal.study_sha256, journal.rounds, ledgers);
  if (arguments.json) {
    PrintJson(journal, ledgers, differences);
  } else {
    PrintText(journal, ledgers, differences);
  }
  if (differences.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(differences.size(), " differences between the journal of ", journal.study,
                   " and the ledgers; ask the coordinator's operator and the sites which of them is right"));
}

}  // namespace

void AddStudyAuditCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<AuditArguments>();
  CLI::App* audit = AddCommand(
      *app.get_subcommand("study"), "audit",
      "check the coordinator's journal of a study, also against ledgers of sites",
      "osteon study audit mm-versus-metastasis --coordinator study.example.org --ledger "
      "alpha=ledger.jsonl",
      exit_code, [arguments] { return Audit(*arguments); }, Reach::kNetwork);
  audit->add_option("study", arguments->study, "name, or first digits of the hash")->required();
  audit
      ->add_option("--coordinator", arguments->coordinator,
                   "HOST or HOST:PORT; port 443 unless you say another")
      ->required();
  audit->add_option("--identity", arguments->identity, "your identity, from `osteon enrol`")
      ->capture_default_str();
  AddPassphraseOption(audit, arguments->passphrase);
  audit->add_option("--ledger", arguments->ledgers,
                    "SITE=ledger.jsonl, as the hospital gave it; may be repeated");
  audit->add_flag("--json", arguments->json, "for programs");
}

}  // namespace osteon
