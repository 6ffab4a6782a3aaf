// --state, the same for every subcommand.
#ifndef OSTEON_SITE_AGENT_CLI_STATE_OPTION_H_
#define OSTEON_SITE_AGENT_CLI_STATE_OPTION_H_

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string>

namespace osteon {

inline void AddStateOption(CLI::App* command, std::string* path) {
  const char* home = std::getenv("HOME");
  *path = std::string(home == nullptr ? "." : home) + "/.local/share/osteon-agent";
  command->add_option("--state", *path, "the agent's folder")
      ->envname("OSTEON_AGENT_STATE")
      ->capture_default_str();
}

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_STATE_OPTION_H_
