// The subcommands of osteon-coordinator.
#ifndef OSTEON_COORDINATOR_CLI_COORDINATOR_COMMANDS_H_
#define OSTEON_COORDINATOR_CLI_COORDINATOR_COMMANDS_H_

namespace CLI {
class App;
}

namespace osteon::coordinator {

// `init`: the consortium's CA and the server's certificate.
void AddInitCommand(CLI::App& app, int* exit_code);
// `invite`, `revoke`, `sign` and `members`: who may take part.
void AddMemberCommands(CLI::App& app, int* exit_code);
// `renew`: a new certificate for the server.
void AddRenewCommand(CLI::App& app, int* exit_code);
// `passphrase`: another one for the server's and the CA's key.
void AddPassphraseCommand(CLI::App& app, int* exit_code);
// `serve`: the coordinator itself.
void AddServeCommand(CLI::App& app, int* exit_code);
// `backup`: a copy of the folder.
void AddBackupCommand(CLI::App& app, int* exit_code);
// `audit verify`: whether the journal is whole.
void AddAuditCommands(CLI::App& app, int* exit_code);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_COORDINATOR_COMMANDS_H_
