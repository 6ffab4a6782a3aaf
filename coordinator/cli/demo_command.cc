#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/demo/demo_study.h"
#include "coordinator/cli/demo/hospital.h"
#include "coordinator/cli/demo/write_demo_cohort.h"
#include "coordinator/cli/demo_run/demo_run.h"
#include "coordinator/cli/demo_run/result_table.h"
#include "coordinator/cli/osteon_commands.h"
#include "site_agent/imaging/image_file.h"

namespace osteon {
namespace {

constexpr std::uint64_t kSeed = 42;
constexpr int kThreads = 2;
// A folder with this file in it is the demonstration's own, and may be emptied.
constexpr char kMark[] = "osteon-demo";

struct DemoArguments {
  std::string folder = "build/demo";
  std::string images;
};

absl::Status EmptyFolder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    if (!fs::exists(fs::path(folder) / kMark, error)) {
      return absl::FailedPreconditionError(
          absl::StrCat(folder, " is not empty and not a demonstration's; choose another --dir"));
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
      fs::remove_all(entry.path(), error);
    if (error) return absl::UnavailableError(absl::StrCat("cannot empty ", folder, ": ", error.message()));
  }
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder));
  return WriteFileAtomically((fs::path(folder) / kMark).string(),
                             "made by osteon demo; emptied at its next start\n");
}

absl::Status WriteVolumeFile(const std::string& path, demo::DemoVolume volume) {
  Volume file;
  file.grid.size = volume.size;
  file.grid.spacing_mm = volume.spacing_mm;
  std::visit([&](auto& voxels) { file.voxels = std::move(voxels); }, volume.voxels);
  return WriteVolume(path, file);
}

absl::Status MakeCohorts(const std::string& folder, const std::function<bool()>& stopped) {
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder + "/study.yaml", demo::DemoStudyYaml()));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder + "/params.yaml", demo::DemoParamsYaml()));
  for (const demo::HospitalDescription& hospital : demo::DemoHospitals()) {
    if (stopped()) return absl::CancelledError("stopped");
    Say("osteon", absl::StrCat("making CT volumes of ", hospital.patients, " patients of ", hospital.name));
    OSTEON_RETURN_IF_ERROR(demo::WriteDemoCohort(folder, hospital, kSeed, kThreads, WriteVolumeFile));
  }
  return absl::OkStatus();
}

absl::Status RunWholeDemo(const DemoArguments& arguments) {
  BlockStopSignals();
  bool came = false;
  const auto stopped = [&came] {
    came = came || StopSignalCame();
    return came;
  };
  const std::string folder = std::filesystem::absolute(arguments.folder).lexically_normal().string();
  OSTEON_RETURN_IF_ERROR(EmptyFolder(folder));
  DemoRunOptions options;
  OSTEON_ASSIGN_OR_RETURN(options.programs, ProgramFolder());
  options.folder = folder;
  options.data = arguments.images.empty()
                     ? folder + "/data"
                     : std::filesystem::absolute(arguments.images).lexically_normal().string();
  options.stopped = stopped;
  options.progress = [](const std::string& message) { Say("osteon", message); };
  if (arguments.images.empty()) OSTEON_RETURN_IF_ERROR(MakeCohorts(options.data, stopped));
  OSTEON_RETURN_IF_ERROR(RunDemo(options));
  OSTEON_ASSIGN_OR_RETURN(const std::string validation, ReadFile(folder + "/out/validation.json"));
  OSTEON_ASSIGN_OR_RETURN(const std::string table, ResultTable(validation));
  std::printf("\n%s\nreport: %s/out/report.html\n", table.c_str(), folder.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddDemoCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<DemoArguments>();
  CLI::App* demo =
      AddCommand(app, "demo", "five hospitals on this machine: images, agents, coordinator, study, report",
                 "osteon demo", exit_code, [arguments] { return RunWholeDemo(*arguments); });
  demo->add_option("--dir", arguments->folder, "everything is written below it")->capture_default_str();
  demo->add_option("--images", arguments->images,
                   "your own images instead: a folder with study.yaml and SITE/manifest.csv");
}

}  // namespace osteon
