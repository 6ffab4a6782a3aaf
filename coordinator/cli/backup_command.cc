#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/backup.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_state_option.h"

namespace osteon::coordinator {
namespace {

struct BackupArguments {
  CoordinatorFolder folder;
  std::string out;
};

absl::Status BackUp(const BackupArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CopiedJournal copied, BackUpCoordinator(arguments.folder, arguments.out));
  std::printf("%s: %zu studies, %zu rounds, and the coordinator's keys: keep it as secret as %s\n",
              arguments.out.c_str(), copied.studies, copied.rounds, arguments.folder.path.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddBackupCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<BackupArguments>();
  CLI::App* backup =
      AddCommand(app, "backup", "copy journal and keys as they are at one moment, also while `serve` runs",
                 "osteon-coordinator backup --state /var/lib/osteon-coordinator --out /backup/coordinator-1",
                 exit_code, [arguments] { return BackUp(*arguments); });
  AddStateOption(backup, &arguments->folder.path);
  backup->add_option("--out", arguments->out, "a folder that is not there yet; it can be served from")
      ->required();
}

}  // namespace osteon::coordinator
