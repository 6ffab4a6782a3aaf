#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/desk.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/model_file/model_file.h"
#include "coordinator/report/result_files.h"
#include "coordinator/study/repeat_study.h"
#include "coordinator/study/study_yaml.h"
#include "models/wire/study_wire.h"

namespace osteon {
namespace {

constexpr std::size_t kMaxModelBytes = std::size_t{1} << 28;
constexpr char kModelFile[] = "model.json";

struct RepeatArguments {
  std::string study, name, out, results, coordinator, identity = "me.pem";
  std::vector<std::string> models;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool submit = false, json = false;
};

bool IsFile(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

// The SHA-256 of the files that the study's frozen models came from.
std::set<std::string> FrozenFiles(const models::Study& study) {
  std::set<std::string> files;
  for (const models::Model& model : study.models) {
    const auto* given = std::get_if<models::GivenModel>(&model.kind);
    if (given != nullptr && given->frozen) files.insert(given->frozen->sha256);
  }
  return files;
}

// A study file and the folder of its results.
absl::StatusOr<FinishedStudy> FromFiles(const RepeatArguments& arguments) {
  FinishedStudy finished;
  OSTEON_ASSIGN_OR_RETURN(finished.study, ReadStudy(arguments.study));
  finished.study_sha256 = models::StudySha256(finished.study);
  const std::string path = absl::StrCat(arguments.results, "/", kModelFile);
  OSTEON_ASSIGN_OR_RETURN(finished.model_json, ReadFile(path, kMaxModelBytes));
  OSTEON_ASSIGN_OR_RETURN(const ModelFile file, ParseModelFile(finished.model_json, path));
  if (file.study_sha256 != finished.study_sha256) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": the results of study ", file.study, " (", file.study_sha256.substr(0, 12), "), and ",
        arguments.study, " is study ", finished.study.name, " (", finished.study_sha256.substr(0, 12),
        "); give the folder that this study file ended in"));
  }
  const std::filesystem::path folder = std::filesystem::path(arguments.study).parent_path();
  for (const models::Model& model : finished.study.models) {
    const auto* given = std::get_if<models::GivenModel>(&model.kind);
    if (given == nullptr || !given->frozen) continue;
    // The study file names it relative to its own folder; --model helps where it has moved.
    const absl::StatusOr<std::string> text =
        ReadFile((folder / given->frozen->file).string(), kMaxModelBytes);
    if (text.ok()) finished.other_model_files.push_back(*text);
  }
  return finished;
}

// From the coordinator; the files of frozen models are those of the studies that this one repeats, in turn,
// and of the studies that they name.
absl::StatusOr<FinishedStudy> FromCoordinator(const DeskConnection& connection, const std::string& name) {
  FinishedStudy finished;
  OSTEON_ASSIGN_OR_RETURN(const auto files, FetchResultFiles(*connection.desk, name));
  const auto model = files.find(kModelFile);
  if (model == files.end())
    return absl::InternalError(absl::StrCat("the results of ", name, " have no model.json"));
  finished.model_json = model->second;
  OSTEON_ASSIGN_OR_RETURN(const ModelFile parsed, ParseModelFile(finished.model_json, kModelFile));
  finished.study_sha256 = parsed.study_sha256;
  OSTEON_ASSIGN_OR_RETURN(finished.study, FetchStudy(*connection.desk, finished.study_sha256));

  std::set<std::string> wanted = FrozenFiles(finished.study);
  std::set<std::string> asked;
  std::vector<std::string> sources = {finished.study.repeats};
  for (const models::Model& each : finished.study.models) {
    const auto* given = std::get_if<models::GivenModel>(&each.kind);
    if (given != nullptr && given->frozen) sources.push_back(given->frozen->study);
  }
  while (!wanted.empty() && !sources.empty()) {
    const std::string source = sources.back();
    sources.pop_back();
    if (source.empty() || !asked.insert(source).second) continue;
    const absl::StatusOr<std::map<std::string, std::string>> of_source =
        FetchResultFiles(*connection.desk, source);
    if (!of_source.ok()) continue;  // developed elsewhere: --model
    if (const auto text = of_source->find(kModelFile); text != of_source->end()) {
      wanted.erase(Sha256Hex(text->second));
      finished.other_model_files.push_back(text->second);
    }
    const absl::StatusOr<models::Study> study = FetchStudy(*connection.desk, source);
    if (study.ok()) sources.push_back(study->repeats);
  }
  return finished;
}

// Nothing that is there is replaced by something else.
absl::Status WriteFiles(const std::string& folder, const std::map<std::string, std::string>& files) {
  for (const auto& [name, text] : files) {
    const std::string path = absl::StrCat(folder, "/", name);
    if (!IsFile(path)) continue;
    OSTEON_ASSIGN_OR_RETURN(const std::string there, ReadFile(path, kMaxModelBytes));
    if (there != text) {
      return absl::AlreadyExistsError(
          absl::StrCat(path, " is there and would be replaced; choose another folder with --out"));
    }
  }
  return report::WriteResultFiles(folder, files);
}

absl::Status Repeat(const RepeatArguments& arguments) {
  const bool local = !arguments.results.empty();
  if (!local && arguments.coordinator.empty()) {
    throw CLI::RequiredError(absl::StrCat("--coordinator HOST:PORT, or ",
                                          IsFile(arguments.study) ? "" : "a study file and ",
                                          "--results FOLDER with what the study ended in,"));
  }
  if (arguments.submit && arguments.coordinator.empty()) {
    throw CLI::RequiredError("--coordinator HOST:PORT for --submit");
  }
  DeskConnection connection;
  if (!arguments.coordinator.empty()) {
    OSTEON_ASSIGN_OR_RETURN(
        connection, ConnectToDesk(arguments.coordinator, arguments.identity, arguments.passphrase->Source()));
  }
  FinishedStudy finished;
  if (local) {
    OSTEON_ASSIGN_OR_RETURN(finished, FromFiles(arguments));
  } else {
    OSTEON_ASSIGN_OR_RETURN(finished, FromCoordinator(connection, arguments.study));
  }
  for (const std::string& path : arguments.models) {
    OSTEON_ASSIGN_OR_RETURN(finished.other_model_files.emplace_back(), ReadFile(path, kMaxModelBytes));
  }
  const std::string name = arguments.name.empty() ? NameOfRepetition(finished.study.name) : arguments.name;
  OSTEON_ASSIGN_OR_RETURN(const auto files, RepeatStudy(finished, name));
  const std::string folder = arguments.out.empty() ? name : arguments.out;
  OSTEON_RETURN_IF_ERROR(WriteFiles(folder, files));
  const std::string path = absl::StrCat(folder, "/", kStudyFile);
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(path));
  if (arguments.submit) OSTEON_RETURN_IF_ERROR(SubmitStudy(connection, study).status());
  const std::string study_sha256 = models::StudySha256(study);
  if (arguments.json) {
    const nlohmann::ordered_json json = {{"study", study.name},
                                         {"study_sha256", study_sha256},
                                         {"repeats", study.repeats},
                                         {"file", path},
                                         {"submitted", arguments.submit}};
    std::printf("%s\n", json.dump(2).c_str());
  } else if (arguments.submit) {
    std::printf("%s\nsubmitted %s (%s); every site approves with: osteon-agent approve %s\n", path.c_str(),
                study.name.c_str(), study_sha256.substr(0, 12).c_str(), study.name.c_str());
  } else {
    std::printf("%s\nread it, then: osteon study submit %s --coordinator HOST:PORT\n", path.c_str(),
                path.c_str());
  }
  return absl::OkStatus();
}

}  // namespace

void AddStudyRepeatCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<RepeatArguments>();
  CLI::App* repeat = AddCommand(
      *app.get_subcommand("study"), "repeat",
      "propose the same validation again: a study file with the finished study's models, unchanged",
      "osteon study repeat mm-versus-metastasis --coordinator study.example.org:7443 --submit\n"
      "  osteon study repeat study.yaml --results results --out next-year",
      exit_code, [arguments] { return Repeat(*arguments); }, Reach::kNetwork);
  repeat
      ->add_option("study", arguments->study,
                   "name, or first digits of the hash; with --results its study.yaml")
      ->required();
  repeat->add_option("--results", arguments->results,
                     "folder with the results of that study file, instead of a coordinator");
  repeat->add_option("--name", arguments->name, "of the new study; without it the old name with -2, -3, ...");
  repeat->add_option("--out", arguments->out,
                     "folder for study.yaml and the files it names; without it the new name");
  repeat->add_option(
      "--model", arguments->models,
      "a model.json that a frozen model of the study came from, where it is not found; may be repeated");
  repeat->add_flag("--submit", arguments->submit, "propose it to its sites at once");
  repeat->add_flag("--json", arguments->json, "for programs");
  repeat->add_option("--coordinator", arguments->coordinator, "HOST:PORT");
  repeat->add_option("--identity", arguments->identity, "your identity, from `osteon enrol`")
      ->capture_default_str();
  AddPassphraseOption(repeat, arguments->passphrase);
}

}  // namespace osteon
