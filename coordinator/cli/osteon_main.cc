// osteon: what the statistician runs.
#include <CLI/CLI.hpp>

#include "common/cli/program.h"
#include "coordinator/cli/osteon_commands.h"

int main(int argc, char** argv) {
  int exit_code = osteon::kExitDone;
  CLI::App app("Osteon: radiomics models trained and validated across hospitals", "osteon");
  osteon::AddDemoCommand(app, &exit_code);
  osteon::AddSimulateCommand(app, &exit_code);
  osteon::AddEnrolCommand(app, &exit_code);
  osteon::AddStudyCommands(app, &exit_code);
  osteon::AddStudyAuditCommand(app, &exit_code);
  osteon::AddStudyRepeatCommand(app, &exit_code);
  osteon::AddModelCommands(app, &exit_code);
  return osteon::RunProgram(app, argc, argv, exit_code);
}
