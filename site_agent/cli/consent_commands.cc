#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/consent/roster_phrase.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/describe_proposal.h"
#include "site_agent/cli/judge_table.h"
#include "site_agent/cli/proposed_studies.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/cohort/mapping.h"
#include "site_agent/executor/study_settings.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/author_signature.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/policy/policy.h"
#include "site_agent/session/proposals.h"

namespace osteon {
namespace {

struct ConsentArguments {
  AgentFolder folder;
  std::string study;
  std::string reason;
  std::vector<std::string> new_keys;
  std::string heard_phrase;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false;
};

// What was decided here counts, whatever the coordinator says.
std::string DecisionOf(const StudyProposal& proposal, const ApprovalFiles& files) {
  const absl::StatusOr<StudyDecision> decision = files.Find(proposal.study_sha256);
  if (absl::IsNotFound(decision.status())) return "not decided";
  if (!decision.ok()) return absl::StrCat("not known: ", decision.status().message());
  return decision->withdrawn ? "withdrawn" : decision->approved ? "approved" : "refused";
}

// Image (empty: all images) -> hash of the extraction settings; empty where the study extracts nothing.
std::map<std::string, std::string> SettingsOf(const models::Study& study) {
  if (!study.extraction) return {};
  const absl::StatusOr<std::map<std::string, std::string>> hashes = StudySettingsHashes(*study.extraction);
  if (hashes.ok()) return *hashes;
  return {{"", absl::StrCat("cannot be followed by this version: ", std::string(hashes.status().message()))}};
}

absl::Status ShowStudies(const ConsentArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyProposal> proposals,
                          FetchProposals(*connection.coordinator));
  const ApprovalFiles files(arguments.folder.Studies());
  OSTEON_ASSIGN_OR_RETURN(const KnownSites known, KnownSitesFile(arguments.folder.KnownSites()).Read());
  OSTEON_ASSIGN_OR_RETURN(const Policy policy, ReadPolicy(arguments.folder.PolicyFile()));
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const StudyProposal& proposal : proposals) {
    const std::string decision = DecisionOf(proposal, files);
    const absl::StatusOr<PeerIdentity> author =
        CheckAuthor(proposal, connection.identity.identity.ca_certificate_pem, absl::Now());
    if (arguments.json) {
      json.push_back({{"study", proposal.study.name},
                      {"study_sha256", proposal.study_sha256},
                      {"author", proposal.author},
                      {"author_key", author.ok() ? author->public_key_fingerprint : ""},
                      {"state", proposal.state},
                      {"decision", decision},
                      {"roster", proposal.roster},
                      {"roster_phrase", RosterPhrase(proposal.roster)}});
      const std::map<std::string, std::string> settings = SettingsOf(proposal.study);
      if (settings.contains("")) {
        json.back()["extraction_settings"] = settings.at("");
      } else if (!settings.empty()) {
        json.back()["extraction_settings"] = settings;
      }
    } else {
      const std::string text =
          DescribeProposal(proposal, {connection.identity.peer.name, decision, author, known, policy.settings,
                                      SettingsOf(proposal.study)});
      std::fputs(text.c_str(), stdout);
    }
  }
  if (arguments.json) {
    std::printf("%s\n", json.dump(2).c_str());
  } else if (proposals.empty()) {
    std::printf("no study is proposed to this site\n");
  }
  return absl::OkStatus();
}

// The files behind `approve`, `refuse` and `withdraw`.
struct ConsentFiles {
  ConsentFiles(const AgentFolder& folder, const LoadedIdentity& self, const PassphraseSource& passphrase)
      : approvals(folder.Studies()),
        mask_keys(self.peer.name, approvals, {folder.PseudonymKeyPath(), passphrase}),
        desk(self, approvals, mask_keys, KnownSitesFile(folder.KnownSites())) {}
  ApprovalFiles approvals;
  MaskKeyFiles mask_keys;
  ConsentDesk desk;
};

// Whoever holds the consortium's CA key can invent hospitals, so somebody must ask a real one: what is on the
// roster for the first time here is compared with the phrase that another hospital reads out, on a terminal
// or given. A script that gives none approves all the same, and is told.
absl::Status ComparePhrase(const ConsentArguments& arguments, const StudyProposal& proposal,
                           const std::string& self) {
  if (!arguments.heard_phrase.empty()) return CheckHeardPhrase(proposal.roster, arguments.heard_phrase);
  OSTEON_ASSIGN_OR_RETURN(const KnownSites known, KnownSitesFile(arguments.folder.KnownSites()).Read());
  Roster others = proposal.roster;
  others.erase(self);
  const std::vector<std::string> unknown = CompareRoster(known, others).unknown;
  if (unknown.empty()) return absl::OkStatus();
  const std::string names = absl::StrJoin(unknown, ", ");
  if (::isatty(STDIN_FILENO) == 0) {
    std::fprintf(stderr, "new to this hospital: %s. Nobody compared the roster's phrase; --phrase does\n",
                 names.c_str());
    return absl::OkStatus();
  }
  std::printf(
      "New to this hospital: %s. Ring up a hospital of this roster, at a number that is not from the "
      "coordinator,\nand type the twelve words of the phrase as they read them (nothing: do not approve)\n> ",
      names.c_str());
  std::fflush(stdout);
  std::string heard;
  std::getline(std::cin, heard);
  if (heard.empty()) return absl::CancelledError("not approved: the phrase was not compared");
  return CheckHeardPhrase(proposal.roster, heard);
}

// Nobody should learn from the report that this hospital's table left a model out. A table that cannot be
// read yet is no reason against an approval.
void WarnOfTable(const ConsentArguments& arguments, const models::Study& study) {
  const absl::StatusOr<AgentConfiguration> configuration = ReadAgentConfiguration(arguments.folder);
  if (!configuration.ok()) return;
  const absl::StatusOr<Mapping> mapping = ReadMappingBeside(configuration->data);
  if (!mapping.ok()) return;
  const absl::StatusOr<TableVerdict> verdict =
      JudgeTable({arguments.folder, configuration->data, arguments.passphrase->Source()}, *mapping, study);
  if (!verdict.ok()) return;
  for (const std::string& warning : verdict->warnings) std::fprintf(stderr, "warning: %s\n", warning.c_str());
}

absl::Status DecideOn(const ConsentArguments& arguments, bool approve) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyProposal> proposals,
                          FetchProposals(*connection.coordinator));
  OSTEON_ASSIGN_OR_RETURN(const StudyProposal proposal, FindProposal(proposals, arguments.study));
  const ConsentFiles files(arguments.folder, connection.identity, arguments.passphrase->Source());
  if (approve) OSTEON_RETURN_IF_ERROR(ComparePhrase(arguments, proposal, connection.identity.peer.name));
  const std::set<std::string> new_keys(arguments.new_keys.begin(), arguments.new_keys.end());
  // Here first: `run` never does anything that this folder does not say.
  const absl::StatusOr<StudyDecision> decision = approve ? files.desk.Approve(proposal, new_keys, absl::Now())
                                                         : files.desk.Refuse(proposal, arguments.reason);
  if (!decision.ok()) return decision.status();
  OSTEON_RETURN_IF_ERROR(SendDecision(*connection.coordinator, *decision));
  if (approve) WarnOfTable(arguments, proposal.study);
  std::printf("%s %s (%s)\n", approve ? "approved" : "refused", proposal.study.name.c_str(),
              proposal.study_sha256.substr(0, 12).c_str());
  return absl::OkStatus();
}

// By name or first digits of the hash, among those decided on here.
absl::StatusOr<StudyProposal> FindDecided(const ApprovalFiles& approvals, const std::string& wanted) {
  using Decisions = std::vector<absl::StatusOr<StudyDecision>>;
  OSTEON_ASSIGN_OR_RETURN(const Decisions decisions, approvals.All());
  std::vector<StudyProposal> known;
  for (const absl::StatusOr<StudyDecision>& decision : decisions) {
    if (!decision.ok()) continue;
    known.emplace_back();
    known.back().study = decision->study;
    known.back().study_sha256 = decision->study_sha256;
  }
  absl::StatusOr<StudyProposal> found = FindProposal(known, wanted);
  if (!absl::IsNotFound(found.status())) return found;
  return absl::NotFoundError(absl::StrCat("no study ", wanted, " was approved here"));
}

absl::Status Withdraw(const ConsentArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckIsEnrolled(arguments.folder));
  OSTEON_ASSIGN_OR_RETURN(
      const LoadedIdentity self,
      ReadIdentity(arguments.folder.IdentityFile(), absl::Now(), arguments.passphrase->Source()));
  const ConsentFiles files(arguments.folder, self, arguments.passphrase->Source());
  OSTEON_ASSIGN_OR_RETURN(const StudyProposal study, FindDecided(files.approvals, arguments.study));
  // Here first, whether the coordinator can be reached or not.
  OSTEON_ASSIGN_OR_RETURN(const StudyDecision decision,
                          files.desk.Withdraw(study.study_sha256, arguments.reason));
  std::printf("withdrew from %s (%s); nothing of it leaves this hospital any more\n",
              study.study.name.c_str(), study.study_sha256.substr(0, 12).c_str());
  const absl::StatusOr<CoordinatorConnection> connection =
      Connect(arguments.folder, arguments.passphrase->Source());
  const absl::Status told =
      connection.ok() ? SendDecision(*connection->coordinator, decision) : connection.status();
  if (told.ok()) return absl::OkStatus();
  return absl::Status(told.code(), absl::StrCat("the coordinator was not told: ", told.message(),
                                                ". The agent tells it when it connects next"));
}

}  // namespace

void AddConsentCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<ConsentArguments>();
  CLI::App* studies = AddCommand(
      app, "studies", "what is proposed to this site", "osteon-agent studies", exit_code,
      [arguments] { return ShowStudies(*arguments); }, Reach::kNetwork);
  AddStateOption(studies, &arguments->folder.path);
  AddPassphraseOption(studies, arguments->passphrase);
  studies->add_flag("--json", arguments->json, "for programs");

  CLI::App* approve = AddCommand(
      app, "approve", "sign the study's hash and roster: from then on `run` answers it",
      "osteon-agent approve mm-versus-metastasis", exit_code,
      [arguments] { return DecideOn(*arguments, true); }, Reach::kNetwork);
  AddStateOption(approve, &arguments->folder.path);
  AddPassphraseOption(approve, arguments->passphrase);
  approve->add_option("study", arguments->study, "name, or first digits of the hash")->required();

  approve
      ->add_option("--new-key", arguments->new_keys,
                   "a site whose new key that hospital has confirmed by telephone; repeatable")
      ->type_name("SITE")
      ->allow_extra_args(false);
  approve
      ->add_option(
          "--phrase", arguments->heard_phrase,
          "the roster's twelve words as another hospital reads them out; asked on a terminal where a site "
          "is new here")
      ->type_name("WORDS");

  CLI::App* withdraw = AddCommand(
      app, "withdraw", "take an approval back, for ever: from then on nothing of the study is answered",
      "osteon-agent withdraw mm-versus-metastasis --reason \"new ethics vote\"", exit_code,
      [arguments] { return Withdraw(*arguments); }, Reach::kNetwork);
  AddStateOption(withdraw, &arguments->folder.path);
  AddPassphraseOption(withdraw, arguments->passphrase);
  withdraw->add_option("study", arguments->study, "name, or first digits of the hash")->required();
  withdraw->add_option("--reason", arguments->reason, "told to the statistician");

  CLI::App* refuse = AddCommand(
      app, "refuse", "say no to a study",
      "osteon-agent refuse mm-versus-metastasis --reason \"no ethics vote\"", exit_code,
      [arguments] { return DecideOn(*arguments, false); }, Reach::kNetwork);
  AddStateOption(refuse, &arguments->folder.path);
  AddPassphraseOption(refuse, arguments->passphrase);
  refuse->add_option("study", arguments->study, "name, or first digits of the hash")->required();
  refuse->add_option("--reason", arguments->reason, "told to the statistician");
}

}  // namespace osteon
