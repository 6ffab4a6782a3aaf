#include "site_agent/cli/agent_state.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/config/yaml.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "site_agent/cohort/pseudonym.h"

namespace osteon {
namespace {

constexpr char kDefaultPolicy[] =
    "# What this hospital allows; docs/policy.md has every key. What stands here is the default, and where a "
    "study\n"
    "# asks for more the stricter wins.\n"
    "# min_patients: 20\n"
    "# min_cell: 5\n"
    "# max_columns_per_patient: 0.3334\n"
    "# min_sites: 3\n"
    "# max_releases: 2000\n"
    "# max_scalars_ratio_clear: 1\n"
    "# max_scalars_ratio_secure: 4\n"
    "# max_thresholds: 12\n"
    "# leave_one_site_out: false\n"
    "# on_withdrawal: stop\n"
    "rules: standard\n";

std::string Quoted(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}), "\"");
}

}  // namespace

absl::Status MakeAgentFolder(const AgentFolder& folder, const AgentConfiguration& configuration,
                             absl::string_view passphrase) {
  std::error_code ignored;
  if (std::filesystem::exists(folder.Configuration(), ignored)) {
    return absl::AlreadyExistsError(
        absl::StrCat(folder.Configuration(), " is there already; edit it, or choose another --state"));
  }
  OSTEON_RETURN_IF_ERROR(MakeFolder(folder.path, FileMode::kSecret));
  // A key that is there stays, from an earlier `init` that did not come to its end or from a backup: another
  // one would give every patient another pseudonym.
  const std::string key = folder.PseudonymKeyPath();
  if (!std::filesystem::exists(key, ignored)) {
    OSTEON_RETURN_IF_ERROR(CreateKey(key, passphrase));
  } else if (!IsSealedFile(key)) {
    OSTEON_RETURN_IF_ERROR(ReadKey(key).status());
    if (!passphrase.empty()) OSTEON_RETURN_IF_ERROR(SealFile(key, passphrase));
  }
  if (!std::filesystem::exists(folder.PolicyFile(), ignored)) {
    OSTEON_RETURN_IF_ERROR(WriteFileAtomically(folder.PolicyFile(), kDefaultPolicy));
  }
  return WriteFileAtomically(folder.Configuration(),
                             absl::StrCat("# The agent of this hospital.\n",
                                          "coordinator: ", Quoted(configuration.coordinator), "\n",
                                          "# A table with one row per patient (CSV), or a manifest of images "
                                          "for studies that extract features.\n",
                                          "data: ", Quoted(configuration.data), "\n",
                                          "# Threads for extraction; 0: one a processor, at most four.\n",
                                          "jobs: ", configuration.jobs, "\n"));
}

absl::StatusOr<AgentConfiguration> ReadAgentConfiguration(const AgentFolder& folder) {
  OSTEON_RETURN_IF_ERROR(CheckRootOwns(folder.path, "osteon-agent"));
  const absl::StatusOr<std::string> text = ReadFile(folder.Configuration(), std::size_t{1} << 20);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(absl::StrCat("no agent in ", folder.path,
                                            "; make one with: osteon-agent init --state ", folder.path,
                                            " --coordinator HOST --data FILE"));
  }
  if (!text.ok()) return text.status();
  YamlProblems problems(folder.Configuration());
  OSTEON_ASSIGN_OR_RETURN(const YamlNode root, ParseYaml(*text, problems));
  YamlMap map(root, "the configuration", problems);
  AgentConfiguration configuration;
  configuration.coordinator = map.RequiredText("coordinator").value_or("");
  configuration.data = map.RequiredText("data").value_or("");
  const double jobs = map.OptionalNumber("jobs").value_or(0);
  if (!(jobs >= 0 && jobs <= 1024) || jobs != static_cast<int>(jobs)) {
    problems.Add(*root.Child("jobs"), "jobs must be a whole number from 0 to 1024");
  }
  map.RefuseOtherKeys();
  OSTEON_RETURN_IF_ERROR(problems.ToStatus());
  configuration.jobs = static_cast<int>(jobs);
  if (configuration.jobs == 0) {
    configuration.jobs = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, 4);
  }
  const std::filesystem::path data(configuration.data);
  if (data.is_relative()) configuration.data = (std::filesystem::path(folder.path) / data).string();
  return configuration;
}

absl::Status CheckIsEnrolled(const AgentFolder& folder) {
  OSTEON_RETURN_IF_ERROR(CheckRootOwns(folder.path, "osteon-agent"));
  std::error_code error;
  // What cannot be looked at is told by whoever opens it.
  if (std::filesystem::exists(folder.IdentityFile(), error) || error) return absl::OkStatus();
  OSTEON_RETURN_IF_ERROR(ReadAgentConfiguration(folder).status());
  return absl::NotFoundError(absl::StrCat(
      "this agent is not enrolled; do so with: osteon-agent enrol --state ", folder.path, " --token TOKEN"));
}

}  // namespace osteon
