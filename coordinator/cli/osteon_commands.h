// The subcommands of osteon.
#ifndef OSTEON_COORDINATOR_CLI_OSTEON_COMMANDS_H_
#define OSTEON_COORDINATOR_CLI_OSTEON_COMMANDS_H_

namespace CLI {
class App;
}

namespace osteon {

// `demo`: five hospitals on this machine, from images to a report.
void AddDemoCommand(CLI::App& app, int* exit_code);
// `simulate`: a study in one process.
void AddSimulateCommand(CLI::App& app, int* exit_code);
// `enrol`: becoming a statistician of a consortium.
void AddEnrolCommand(CLI::App& app, int* exit_code);
// `study check/submit/list/status/watch/cancel/restart` and `report`.
void AddStudyCommands(CLI::App& app, int* exit_code);
// `study audit`; after AddStudyCommands.
void AddStudyAuditCommand(CLI::App& app, int* exit_code);
// `study repeat`; after AddStudyCommands.
void AddStudyRepeatCommand(CLI::App& app, int* exit_code);
// `model show/predict/export`.
void AddModelCommands(CLI::App& app, int* exit_code);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_CLI_OSTEON_COMMANDS_H_
