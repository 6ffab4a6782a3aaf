#include "common/cli/program.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "common/text/one_line.h"
#include "common/version/version.h"

namespace osteon {

namespace {
constexpr absl::string_view kForGood = "osteon.for_good";
}

absl::Status ForGood(absl::Status status) {
  status.SetPayload(kForGood, absl::Cord());
  return status;
}

int ExitCodeOf(const absl::Status& status, Reach reach) {
  if (status.ok()) return kExitDone;
  if (status.GetPayload(kForGood)) return kExitForGood;
  const bool not_reached = absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
  if (reach == Reach::kNetwork && not_reached) return kExitNotReached;
  return kExitRefused;
}

void Say(const std::string& program, const std::string& message) {
  // Names and cells in messages are others' text: none of it moves the cursor.
  std::vector<std::string> lines;
  for (const absl::string_view line : absl::StrSplit(message, '\n')) {
    lines.push_back(OneLine(line, std::numeric_limits<std::size_t>::max()));
  }
  std::fprintf(stderr, "%s: %s\n", program.c_str(), absl::StrJoin(lines, "\n  ").c_str());
}

CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& description,
                     const std::string& example, int* exit_code, std::function<absl::Status()> run,
                     Reach reach, Tell tell) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->footer(absl::StrCat("Example:\n  ", example));
  const CLI::App* root = &parent;
  while (root->get_parent() != nullptr) root = root->get_parent();
  command->callback(
      [program = root->get_name(), exit_code, reach, run = std::move(run), tell = std::move(tell)] {
        const absl::Status status = run();
        if (!status.ok()) tell(program, std::string(status.message()));
        *exit_code = ExitCodeOf(status, reach);
      });
  return command;
}

int RunProgram(CLI::App& app, int argc, char** argv, const int& exit_code) {
  app.require_subcommand(1);
  app.set_version_flag("--version", VersionText(app.get_name()));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitWrongUsage;
  }
  return exit_code;
}

}  // namespace osteon
