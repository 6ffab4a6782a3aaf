#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/cli/simulate.h"
#include "coordinator/report/figures/draw_report.h"
#include "coordinator/report/result_files.h"
#include "coordinator/report/runs.h"
#include "coordinator/study/study_yaml.h"

namespace osteon {
namespace {

struct SimulateArguments {
  std::string study, data, out, policy, earlier;
};

constexpr std::size_t kMaxValidationBytes = std::size_t{1} << 28;

// Of the validation that the study repeats, from the folder of its results.
absl::StatusOr<Json> ReadEarlierRuns(const models::Study& study, const std::string& folder) {
  if (study.repeats.empty()) {
    if (folder.empty()) return Json::array();
    return absl::InvalidArgumentError(absl::StrCat(
        "--earlier ", folder, ": study ", study.name,
        " repeats no other one; its file needs `repeats: HASH` (osteon study repeat writes such a file)"));
  }
  if (folder.empty()) {
    Say("osteon",
        absl::StrCat("study ", study.name, " repeats ", study.repeats.substr(0, 12),
                     ", whose results are not given: the report has no earlier runs.\nGive them with: "
                     "--earlier FOLDER"));
    return Json::array();
  }
  const std::string file = absl::StrCat(folder, "/validation.json");
  OSTEON_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxValidationBytes));
  return report::EarlierRuns(text, file, study.repeats, std::nullopt);
}

absl::Status RunSimulation(const SimulateArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(arguments.study));
  SimulateOptions options;
  OSTEON_ASSIGN_OR_RETURN(options.earlier_runs, ReadEarlierRuns(study, arguments.earlier));
  options.data_folder = arguments.data;
  options.policy_file = arguments.policy;
  options.threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 8);
  options.progress = [](const std::string& message) {
    std::fprintf(stderr, "osteon: %s\n", message.c_str());
  };
  OSTEON_ASSIGN_OR_RETURN(report::ResultFiles files, Simulate(study, options));
  const std::string not_drawn = report::DrawReport(files, report::NodeOfThisProcess());
  if (!not_drawn.empty()) Say("osteon", not_drawn);
  OSTEON_RETURN_IF_ERROR(report::WriteResultFiles(arguments.out, files));
  std::printf("%s/report.html\n", arguments.out.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddSimulateCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<SimulateArguments>();
  CLI::App* simulate =
      AddCommand(app, "simulate", "run a study in one process, without network: same requests, same files",
                 "osteon simulate study.yaml --data tables --out results", exit_code,
                 [arguments] { return RunSimulation(*arguments); });
  simulate->add_option("study", arguments->study, "study.yaml")->required();
  simulate->add_option("--data", arguments->data, "folder with SITE.csv, or SITE/manifest.csv with images")
      ->required();
  simulate->add_option("--out", arguments->out, "folder for the results")->required();
  simulate->add_option("--policy", arguments->policy, "policy.yaml for every site");
  simulate->add_option(
      "--earlier", arguments->earlier,
      "folder with the results of the study that this one repeats: its runs stand in the report");
}

}  // namespace osteon
