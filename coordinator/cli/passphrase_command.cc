#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/cli/serve_lock.h"

namespace osteon::coordinator {
namespace {

struct PassphraseArguments {
  CoordinatorFolder folder;
  std::string ca_folder;
  std::shared_ptr<PassphraseChange> change = std::make_shared<PassphraseChange>();
};

absl::Status Change(const PassphraseArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(CheckIsThere(arguments.folder));
  OSTEON_ASSIGN_OR_RETURN(const ServeLock lock, ServeLock::Hold(arguments.folder.Lock()));
  std::vector<std::string> files = {arguments.folder.ServerIdentity()};
  const std::string key =
      (arguments.ca_folder.empty() ? arguments.folder.DefaultCaFolder() : arguments.ca_folder) + "/ca.key";
  std::error_code ignored;
  if (std::filesystem::exists(key, ignored)) {
    files.push_back(key);
  } else if (!arguments.ca_folder.empty()) {
    return absl::NotFoundError(absl::StrCat("there is no ", key));
  }
  return arguments.change->Apply(files);
}

}  // namespace

void AddPassphraseCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<PassphraseArguments>();
  CLI::App* command =
      AddCommand(app, "passphrase", "encrypt the server's and the CA's key with another passphrase, or none",
                 "osteon-coordinator passphrase --state /var/lib/osteon-coordinator", exit_code,
                 [arguments] { return Change(*arguments); });
  AddStateOption(command, &arguments->folder.path);
  command->add_option("--ca-dir", arguments->ca_folder,
                      "folder of the CA's key, when it is not the folder's ca/");
  AddPassphraseChangeOptions(command, arguments->change);
}

}  // namespace osteon::coordinator
