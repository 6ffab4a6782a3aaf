// osteon-coordinator: what the study's host runs.
#include <CLI/CLI.hpp>

#include "common/cli/private_memory.h"
#include "common/cli/program.h"
#include "coordinator/cli/coordinator_commands.h"

int main(int argc, char** argv) {
  osteon::KeepMemoryPrivate();
  int exit_code = osteon::kExitDone;
  CLI::App app("Osteon's coordinator: adds up what the hospitals release", "osteon-coordinator");
  osteon::coordinator::AddInitCommand(app, &exit_code);
  osteon::coordinator::AddServeCommand(app, &exit_code);
  osteon::coordinator::AddMemberCommands(app, &exit_code);
  osteon::coordinator::AddRenewCommand(app, &exit_code);
  osteon::coordinator::AddPassphraseCommand(app, &exit_code);
  osteon::coordinator::AddBackupCommand(app, &exit_code);
  osteon::coordinator::AddAuditCommands(app, &exit_code);
  return osteon::RunProgram(app, argc, argv, exit_code);
}
