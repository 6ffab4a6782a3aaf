// --state, the same for every subcommand of osteon-coordinator.
#ifndef OSTEON_COORDINATOR_CLI_COORDINATOR_STATE_OPTION_H_
#define OSTEON_COORDINATOR_CLI_COORDINATOR_STATE_OPTION_H_

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>

namespace osteon::coordinator {

inline void AddStateOption(CLI::App* command, std::string* path) {
  const char* home = std::getenv("HOME");
  *path = std::string(home == nullptr ? "." : home) + "/.local/share/osteon-coordinator";
  command->add_option("--state", *path, "the coordinator's folder")
      ->envname("OSTEON_COORDINATOR_STATE")
      ->capture_default_str();
}

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_CLI_COORDINATOR_STATE_OPTION_H_
