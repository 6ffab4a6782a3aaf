// What the three programs have in common: how a command says what went wrong, and how it exits.
#ifndef OSTEON_COMMON_CLI_PROGRAM_H_
#define OSTEON_COMMON_CLI_PROGRAM_H_

#include <functional>
#include <string>

#include "absl/status/status.h"

namespace CLI {
class App;
}

namespace osteon {

inline constexpr int kExitDone = 0;
inline constexpr int kExitRefused = 1;  // by policy or input
inline constexpr int kExitWrongUsage = 2;
inline constexpr int kExitNotReached = 3;  // the other side
inline constexpr int kExitForGood = 4;     // a service that a restart alone would not bring back

// Whether a command talks to another machine: only then can "not reached" be the reason.
enum class Reach { kLocal, kNetwork };
// `status`, not OK, of a service; its command exits with kExitForGood.
absl::Status ForGood(absl::Status status);
int ExitCodeOf(const absl::Status& status, Reach reach);

// "PROGRAM: message" on standard error; further lines are indented.
void Say(const std::string& program, const std::string& message);

using Tell = std::function<void(const std::string& program, const std::string& message)>;

// A subcommand whose help ends in an example. When it is chosen, parsing runs `run`, tells its error and sets
// `exit_code`.
CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     const std::string& example, int* exit_code, std::function<absl::Status()> run,
                     Reach reach = Reach::kLocal, Tell tell = Say);

// Parses, which runs the chosen subcommand, and returns the exit code. Adds --version.
int RunProgram(CLI::App& app, int argc, char** argv, const int& exit_code);

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_PROGRAM_H_
