// `map`: whether a hospital's table, with its mapping, is what a study needs.
#ifndef OSTEON_SITE_AGENT_CLI_MAP_COMMAND_H_
#define OSTEON_SITE_AGENT_CLI_MAP_COMMAND_H_

namespace CLI {
class App;
}

namespace osteon {

void AddMapCommand(CLI::App& app, int* exit_code);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_MAP_COMMAND_H_
