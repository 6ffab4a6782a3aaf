// The agent's subcommands other than `extract`.
#ifndef OSTEON_SITE_AGENT_CLI_AGENT_COMMANDS_H_
#define OSTEON_SITE_AGENT_CLI_AGENT_COMMANDS_H_

namespace CLI {
class App;
}

namespace osteon {

// `init` and `enrol`: becoming a site of a consortium.
void AddMembershipCommands(CLI::App& app, int* exit_code);
// `passphrase`: another one for the agent's keys.
void AddPassphraseCommand(CLI::App& app, int* exit_code);
// `studies`, `approve`, `refuse` and `withdraw`: saying yes, no, and no more.
void AddConsentCommands(CLI::App& app, int* exit_code);
// `exclude`: a patient withdraws consent.
void AddExcludeCommand(CLI::App& app, int* exit_code);
// `run`: the agent itself.
void AddRunCommand(CLI::App& app, int* exit_code);
// `ledger`: what has left.
void AddLedgerCommand(CLI::App& app, int* exit_code);
// `audit verify`: whether the ledger is whole.
void AddAuditCommands(CLI::App& app, int* exit_code);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_AGENT_COMMANDS_H_
