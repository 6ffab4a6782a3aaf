#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/secret_file.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/policy/ledger.h"

namespace osteon {
namespace {

struct PassphraseArguments {
  AgentFolder folder;
  std::shared_ptr<PassphraseChange> change = std::make_shared<PassphraseChange>();
};

// Every file of the agent that `init --encrypt` and what follows it encrypt.
std::vector<std::string> SecretFiles(const AgentFolder& folder) {
  std::vector<std::string> files;
  std::error_code ignored;
  for (const std::string& path : {folder.PseudonymKeyPath(), folder.Key(), folder.IdentityFile()}) {
    if (std::filesystem::exists(path, ignored)) files.push_back(path);
  }
  for (const auto& study : std::filesystem::directory_iterator(folder.Studies(), ignored)) {
    const std::filesystem::path key = study.path() / "mask.key";
    if (std::filesystem::exists(key, ignored)) files.push_back(key.string());
  }
  return files;
}

absl::Status Change(const PassphraseArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(ReadAgentConfiguration(arguments.folder).status());
  std::unique_ptr<FileLedger> ledger;  // held, so that no agent works on the folder meanwhile
  std::error_code ignored;
  if (std::filesystem::exists(arguments.folder.LedgerFolder(), ignored)) {
    OSTEON_ASSIGN_OR_RETURN(ledger, FileLedger::Open(arguments.folder.LedgerFolder()));
  }
  return arguments.change->Apply(SecretFiles(arguments.folder));
}

}  // namespace

void AddPassphraseCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<PassphraseArguments>();
  CLI::App* command =
      AddCommand(app, "passphrase", "encrypt this agent's keys with another passphrase, or none",
                 "osteon-agent passphrase --state /var/lib/osteon-agent", exit_code,
                 [arguments] { return Change(*arguments); });
  AddStateOption(command, &arguments->folder.path);
  AddPassphraseChangeOptions(command, arguments->change);
}

}  // namespace osteon
