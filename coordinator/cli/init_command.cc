#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"

namespace osteon::coordinator {
namespace {

struct InitArguments {
  CoordinatorFolder folder;
  std::string ca_folder;
  std::string consortium = "osteon";
  std::vector<std::string> hosts;
  bool encrypt = false;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

std::vector<std::string> HostsOf(const InitArguments& arguments) {
  if (!arguments.hosts.empty()) return arguments.hosts;
  std::vector<std::string> hosts = {"localhost", "127.0.0.1"};
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) == 0 && std::string(name.data()) != "localhost") {
    hosts.emplace_back(name.data());
  }
  return hosts;
}

absl::Status Initialise(const InitArguments& arguments) {
  const std::string ca_folder =
      arguments.ca_folder.empty() ? arguments.folder.DefaultCaFolder() : arguments.ca_folder;
  std::string chosen;
  if (arguments.encrypt) {
    OSTEON_ASSIGN_OR_RETURN(chosen, arguments.passphrase->Choose());
  }
  OSTEON_ASSIGN_OR_RETURN(
      const std::string fingerprint,
      MakeCoordinatorFolder(arguments.folder, {ca_folder, arguments.consortium, HostsOf(arguments), chosen},
                            absl::Now()));
  std::printf("made %s for consortium %s\nCA key: %s/ca.key (fingerprint of the CA's certificate: %s)\n",
              arguments.folder.path.c_str(), arguments.consortium.c_str(), ca_folder.c_str(),
              fingerprint.c_str());
  std::printf("next: osteon-coordinator serve --state %s\n", arguments.folder.path.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddInitCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<InitArguments>();
  CLI::App* init =
      AddCommand(app, "init", "make the consortium's CA, the server's certificate and an empty journal",
                 "osteon-coordinator init --consortium marrow --host study.example.org", exit_code,
                 [arguments] { return Initialise(*arguments); });
  AddStateOption(init, &arguments->folder.path);
  init->add_option("--consortium", arguments->consortium, "its name: a-z, 0-9 and -")->capture_default_str();
  init->add_option(
      "--host", arguments->hosts,
      "names and addresses that agents will dial (default: localhost, 127.0.0.1, this machine's name)");
  init->add_option("--ca-dir", arguments->ca_folder,
                   "where the CA's key lives (default: the folder's ca/); may be taken away afterwards");
  init->add_flag("--encrypt", arguments->encrypt, "encrypt the CA's and the server's key with a passphrase");
  AddPassphraseOption(init, arguments->passphrase);
}

}  // namespace osteon::coordinator
