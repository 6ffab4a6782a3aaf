#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/rpc/channel.h"
#include "common/rpc/enrolment.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/cohort/pseudonym.h"

namespace osteon {
namespace {

struct MembershipArguments {
  AgentFolder folder;
  AgentConfiguration configuration;
  std::string token;
  bool encrypt = false;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

absl::Status Initialise(MembershipArguments arguments) {
  OSTEON_RETURN_IF_ERROR(ParseEndpoint(arguments.configuration.coordinator).status());
  // Kept as a path that stays right wherever the agent is started from.
  arguments.configuration.data =
      std::filesystem::absolute(arguments.configuration.data).lexically_normal().string();
  std::string chosen;
  if (arguments.encrypt) {
    OSTEON_ASSIGN_OR_RETURN(chosen, arguments.passphrase->Choose());
  }
  OSTEON_RETURN_IF_ERROR(MakeAgentFolder(arguments.folder, arguments.configuration, chosen));
  std::printf(
      "made %s; keep a copy of pseudonym.key in a safe place\nnext: osteon-agent enrol --state %s --token "
      "TOKEN\n",
      arguments.folder.path.c_str(), arguments.folder.path.c_str());
  return absl::OkStatus();
}

absl::Status EnrolSite(const MembershipArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(arguments.folder));
  EnrolmentOptions options;
  options.program = "osteon-agent";
  options.address = configuration.coordinator;
  options.token = arguments.token;
  options.key_path = arguments.folder.Key();
  options.identity_path = arguments.folder.IdentityFile();
  options.timeout = absl::Seconds(30);
  options.passphrase = arguments.passphrase->Source();
  if (const std::string key = arguments.folder.PseudonymKeyPath(); IsSealedFile(key)) {
    // One passphrase for all of the agent's files: the one that opens this key.
    OSTEON_RETURN_IF_ERROR(ReadKey(key, options.passphrase).status());
    OSTEON_ASSIGN_OR_RETURN(options.new_passphrase, arguments.passphrase->Get(key));
  }
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, Enrol(options, Role::kSite, absl::Now()));
  std::printf("enrolled as site %s; the certificate is valid until %s\nnext: osteon-agent run --state %s\n",
              peer.name.c_str(), absl::FormatTime("%Y-%m-%d", peer.not_after, absl::UTCTimeZone()).c_str(),
              arguments.folder.path.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddMembershipCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<MembershipArguments>();
  CLI::App* init =
      AddCommand(app, "init", "make the agent's folder: configuration, policy, pseudonym key",
                 "osteon-agent init --coordinator study.example.org --data /data/cohort/manifest.csv",
                 exit_code, [arguments] { return Initialise(*arguments); });
  AddStateOption(init, &arguments->folder.path);
  init->add_option("--coordinator", arguments->configuration.coordinator,
                   "HOST or HOST:PORT; port 443 unless you say another")
      ->required();
  init->add_option("--data", arguments->configuration.data, "table (CSV) or manifest of images")->required();
  init->add_option("--jobs", arguments->configuration.jobs,
                   "threads for extraction; 0: one a processor, at most four")
      ->check(CLI::Range(0, 1024));
  init->add_flag("--encrypt", arguments->encrypt,
                 "encrypt the pseudonym key, and the key and identity of `enrol`, with a passphrase");
  AddPassphraseOption(init, arguments->passphrase);

  CLI::App* enrol = AddCommand(
      app, "enrol", "make a key here and fetch a certificate for it",
      "osteon-agent enrol --token osteon1.alpha.site...", exit_code,
      [arguments] { return EnrolSite(*arguments); }, Reach::kNetwork);
  AddStateOption(enrol, &arguments->folder.path);
  enrol->add_option("--token", arguments->token, "as the coordinator's operator sent it")->required();
  AddPassphraseOption(enrol, arguments->passphrase);
}

}  // namespace osteon
