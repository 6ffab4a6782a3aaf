// osteon-agent: what a hospital's administrator runs.
#include <CLI/CLI.hpp>

#include "common/cli/private_memory.h"
#include "common/cli/program.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/doctor_command.h"
#include "site_agent/cli/extract_command.h"
#include "site_agent/cli/map_command.h"

int main(int argc, char** argv) {
  osteon::KeepMemoryPrivate();
  int exit_code = osteon::kExitDone;
  CLI::App app("Osteon's agent: features of images, and a hospital's part of a study", "osteon-agent");
  osteon::AddMembershipCommands(app, &exit_code);
  osteon::AddPassphraseCommand(app, &exit_code);
  osteon::AddExtractCommand(app, &exit_code);
  osteon::AddMapCommand(app, &exit_code);
  osteon::AddDoctorCommand(app, &exit_code);
  osteon::AddRunCommand(app, &exit_code);
  osteon::AddConsentCommands(app, &exit_code);
  osteon::AddExcludeCommand(app, &exit_code);
  osteon::AddLedgerCommand(app, &exit_code);
  osteon::AddAuditCommands(app, &exit_code);
  return osteon::RunProgram(app, argc, argv, exit_code);
}
