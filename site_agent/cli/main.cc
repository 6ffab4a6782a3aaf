// osteon-agent: what a hospital's administrator runs.
#include <CLI/CLI.hpp>

#include "site_agent/cli/extract_command.h"

int main(int argc, char** argv) {
  constexpr int kWrongUsage = 2;
  int exit_code = 0;
  CLI::App app("Osteon's agent: features of images, and a hospital's part of a study", "osteon-agent");
  app.require_subcommand(1);
  osteon::AddExtractCommand(app, &exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  return exit_code;
}
