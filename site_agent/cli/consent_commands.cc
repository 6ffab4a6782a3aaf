#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"
#include "models/study/describe_study.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/proposed_studies.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/executor/study_settings.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/session/proposals.h"

namespace osteon {
namespace {

struct Arguments {
  AgentFolder folder;
  std::string study;
  std::string reason;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false;
};

// What was decided here counts, whatever the coordinator says.
std::string DecisionOf(const StudyProposal& proposal, const ApprovalFiles& files) {
  const absl::StatusOr<StudyDecision> decision = files.Find(proposal.study_sha256);
  if (!decision.ok()) return "not decided";
  return decision->approved ? "approved" : "refused";
}

// Image (empty: all images) -> hash of the extraction settings; empty where the study extracts nothing.
std::map<std::string, std::string> SettingsOf(const models::Study& study) {
  if (!study.extraction) return {};
  const absl::StatusOr<std::map<std::string, std::string>> hashes = StudySettingsHashes(*study.extraction);
  if (hashes.ok()) return *hashes;
  return {{"", absl::StrCat("cannot be followed by this version: ", std::string(hashes.status().message()))}};
}

void PrintProposal(const StudyProposal& proposal, const std::string& decision) {
  std::printf("%s  %s  %s  (%s)\n", proposal.study.name.c_str(), proposal.study_sha256.substr(0, 12).c_str(),
              decision.c_str(), proposal.state.c_str());
  std::printf("asked by %s\n%s\n", proposal.author.c_str(), DescribeStudy(proposal.study).c_str());
  for (const auto& [image, hash] : SettingsOf(proposal.study)) {
    std::printf("extraction settings %s%s%s\n", image.empty() ? "" : "of ",
                image.empty() ? "" : (image + " ").c_str(), hash.c_str());
  }
  std::printf("roster:\n");
  for (const auto& [site, key] : proposal.roster) std::printf("  %-20s key %s\n", site.c_str(), key.c_str());
  std::printf("\n");
}

absl::Status ShowStudies(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyProposal> proposals,
                          FetchProposals(*connection.coordinator));
  const ApprovalFiles files(arguments.folder.Studies());
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const StudyProposal& proposal : proposals) {
    const std::string decision = DecisionOf(proposal, files);
    if (arguments.json) {
      json.push_back({{"study", proposal.study.name},
                      {"study_sha256", proposal.study_sha256},
                      {"author", proposal.author},
                      {"state", proposal.state},
                      {"decision", decision},
                      {"roster", proposal.roster}});
      const std::map<std::string, std::string> settings = SettingsOf(proposal.study);
      if (settings.contains("")) {
        json.back()["extraction_settings"] = settings.at("");
      } else if (!settings.empty()) {
        json.back()["extraction_settings"] = settings;
      }
    } else {
      PrintProposal(proposal, decision);
    }
  }
  if (arguments.json) {
    std::printf("%s\n", json.dump(2).c_str());
  } else if (proposals.empty()) {
    std::printf("no study is proposed to this site\n");
  }
  return absl::OkStatus();
}

absl::Status DecideOn(const Arguments& arguments, bool approve) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyProposal> proposals,
                          FetchProposals(*connection.coordinator));
  OSTEON_ASSIGN_OR_RETURN(const StudyProposal proposal, FindProposal(proposals, arguments.study));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key,
                          PrivateKey::FromPem(connection.identity.identity.private_key_pem));
  const PeerIdentity& self = connection.identity.peer;
  const auto entry = proposal.roster.find(self.name);
  if (entry == proposal.roster.end() || entry->second != self.public_key_fingerprint) {
    return absl::FailedPreconditionError(
        absl::StrCat("the study's roster has another key for ", self.name, " than this site's"));
  }
  StudyDecision decision;
  decision.study = proposal.study;
  decision.study_sha256 = proposal.study_sha256;
  decision.roster = proposal.roster;
  decision.approved = approve;
  decision.reason = arguments.reason;
  OSTEON_ASSIGN_OR_RETURN(
      decision.signature,
      key.Sign(DecisionText(decision.study_sha256, RosterSha256(decision.roster), decision.approved)));
  // Here first: `run` never does anything that this folder does not say.
  OSTEON_RETURN_IF_ERROR(ApprovalFiles(arguments.folder.Studies()).Save(decision));
  OSTEON_RETURN_IF_ERROR(SendDecision(*connection.coordinator, decision));
  std::printf("%s %s (%s)\n", approve ? "approved" : "refused", proposal.study.name.c_str(),
              proposal.study_sha256.substr(0, 12).c_str());
  return absl::OkStatus();
}

}  // namespace

void AddConsentCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
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
