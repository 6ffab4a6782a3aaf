// `osteon-agent extract`: features of images, with no server.
#ifndef OSTEON_SITE_AGENT_CLI_EXTRACT_COMMAND_H_
#define OSTEON_SITE_AGENT_CLI_EXTRACT_COMMAND_H_

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11's name
class App;
}

namespace osteon {

// Adds the subcommand to `app`. When it is chosen, parsing runs it and sets `exit_code`: 0 done, 1 at least
// one case failed or a file was refused, 2 wrong usage.
void AddExtractCommand(CLI::App& app, int* exit_code);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_CLI_EXTRACT_COMMAND_H_
