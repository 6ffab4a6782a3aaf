#include "site_agent/cli/map_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/identity/identity_file.h"
#include "common/status/status_macros.h"
#include "models/wire/study_wire.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/judge_table.h"
#include "site_agent/cli/proposed_studies.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/cohort/build_cohort.h"
#include "site_agent/cohort/explain_mapping.h"
#include "site_agent/policy/approvals.h"

namespace osteon {
namespace {

struct Arguments {
  AgentFolder folder;
  std::string data, mapping, study;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool explain = false;
  bool json = false;
};

// A file, a study that was decided on here, or one that the coordinator proposes.
absl::StatusOr<models::Study> StudyOf(const Arguments& arguments) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(arguments.study, ignored)) {
    OSTEON_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(arguments.study, std::size_t{1} << 26));
    absl::StatusOr<models::Study> study = models::ParseStudy(bytes);
    if (study.ok()) return study;
    return absl::InvalidArgumentError(
        absl::StrCat(arguments.study, ": ", std::string(study.status().message()),
                     ". A study as a file is studies/HASH/study.bin of the agent's folder"));
  }
  std::vector<StudyProposal> known;
  OSTEON_ASSIGN_OR_RETURN(const auto decisions, ApprovalFiles(arguments.folder.Studies()).All());
  for (const absl::StatusOr<StudyDecision>& decision : decisions) {
    if (!decision.ok()) continue;
    StudyProposal proposal;
    proposal.study = decision->study;
    proposal.study_sha256 = decision->study_sha256;
    known.push_back(std::move(proposal));
  }
  absl::StatusOr<StudyProposal> found = FindProposal(known, arguments.study);
  if (absl::IsNotFound(found.status())) {
    OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                            Connect(arguments.folder, arguments.passphrase->Source()));
    OSTEON_ASSIGN_OR_RETURN(known, FetchProposals(*connection.coordinator));
    found = FindProposal(known, arguments.study);
  }
  if (!found.ok()) return found.status();
  return std::move(found->study);
}

TableQuestion TableOf(const Arguments& arguments) {
  return {arguments.folder, arguments.data, arguments.passphrase->Source()};
}

void PrintColumns(const std::vector<ExplainedColumn>& columns) {
  for (const ExplainedColumn& column : columns) {
    std::printf("%s: %s\n", column.name.c_str(), column.need.c_str());
    if (column.from.empty()) {
      std::printf("    NOT THERE: %s\n", column.problem.c_str());
      continue;
    }
    std::printf("    from %s, %s: %zu values, %zu missing\n", column.from.c_str(), column.conversion.c_str(),
                column.values, column.missing);
    if (column.before == column.after && !column.before.empty()) {
      std::printf("    %s\n", column.before.c_str());
    } else if (!column.before.empty()) {
      std::printf("    in the table %s; in the study %s\n", column.before.c_str(), column.after.c_str());
    }
    if (!column.problem.empty()) std::printf("    PROBLEM: %s\n", column.problem.c_str());
  }
  std::printf("\n");
}

void PrintTableVerdict(const TableVerdict& verdict, const models::Study& study) {
  if (verdict.cohort) {
    const models::Admission& admission = verdict.cohort->admission;
    std::printf("patients: %llu read, %zu complete\n", static_cast<unsigned long long>(admission.read),
                verdict.cohort->pseudonyms.size());
    for (const auto& [reason, count] : admission.excluded) {
      std::printf("    left out: %llu, %s\n", static_cast<unsigned long long>(count), reason.c_str());
    }
  }
  for (const std::string& warning : verdict.warnings) std::printf("warning: %s\n", warning.c_str());
  if (verdict.problems.empty()) {
    std::printf(
        "the table has what study %s needs%s\n", study.name.c_str(),
        study.extraction ? ", besides the features, which `osteon-agent run` computes from the images" : "");
  }
}

nlohmann::ordered_json JsonOf(const Arguments& arguments, const models::Study& study,
                              const TableVerdict& verdict) {
  nlohmann::ordered_json json;
  json["study"] = study.name;
  json["study_sha256"] = models::StudySha256(study);
  json["data"] = arguments.data;
  json["mapping"] = nullptr;
  if (!arguments.mapping.empty()) json["mapping"] = arguments.mapping;
  json["met"] = verdict.problems.empty();
  json["problems"] = verdict.problems;
  json["warnings"] = verdict.warnings;
  if (verdict.cohort) {
    json["patients"] = {{"read", verdict.cohort->admission.read},
                        {"complete", verdict.cohort->pseudonyms.size()},
                        {"left_out", verdict.cohort->admission.excluded}};
  }
  json["columns"] = nlohmann::ordered_json::array();
  for (const ExplainedColumn& column : verdict.columns) {
    nlohmann::ordered_json one = {{"name", column.name},           {"need", column.need},
                                  {"from", column.from},           {"conversion", column.conversion},
                                  {"values", column.values},       {"missing", column.missing},
                                  {"in_the_table", column.before}, {"in_the_study", column.after},
                                  {"problem", column.problem}};
    if (column.from.empty()) one["from"] = nullptr;
    if (column.problem.empty()) one["problem"] = nullptr;
    json["columns"].push_back(std::move(one));
  }
  return json;
}

absl::Status Map(Arguments arguments) {
  if (arguments.data.empty()) {
    OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(arguments.folder));
    arguments.data = configuration.data;
  }
  if (arguments.mapping.empty()) arguments.mapping = MappingFileBeside(arguments.data).value_or("");
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, StudyOf(arguments));
  Mapping mapping;
  if (!arguments.mapping.empty()) {
    OSTEON_ASSIGN_OR_RETURN(mapping, ReadMapping(arguments.mapping));
  }
  OSTEON_ASSIGN_OR_RETURN(const TableVerdict verdict, JudgeTable(TableOf(arguments), mapping, study));
  if (arguments.json) {
    std::printf("%s\n", JsonOf(arguments, study, verdict).dump(2).c_str());
  } else {
    if (arguments.explain) {
      std::printf("study %s (%s)\ntable %s\nmapping %s\n\n", study.name.c_str(),
                  models::StudySha256(study).substr(0, 12).c_str(), arguments.data.c_str(),
                  arguments.mapping.empty() ? "none" : arguments.mapping.c_str());
      PrintColumns(verdict.columns);
    }
    PrintTableVerdict(verdict, study);
  }
  if (verdict.problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the table has not what study ", study.name, " needs:\n", absl::StrJoin(verdict.problems, "\n"),
      arguments.explain || arguments.json ? "" : "\nsee every column with --explain"));
}

}  // namespace

void AddMapCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* map = AddCommand(
      app, "map",
      "whether a table, with its mapping, has what a study needs; all of it stays on this computer",
      "osteon-agent map --data /data/alpha.csv --study mm-versus-metastasis --explain", exit_code,
      [arguments] { return Map(*arguments); }, Reach::kNetwork);
  AddStateOption(map, &arguments->folder.path);
  AddPassphraseOption(map, arguments->passphrase);
  map->add_option(
         "--study", arguments->study,
         "name or first digits of the hash of a study that is proposed or decided on, or a study.bin")
      ->required();
  map->add_option("--data", arguments->data, "the table or manifest (default: that of agent.yaml)");
  map->add_option("--mapping", arguments->mapping,
                  "the mapping (default: TABLE.mapping.yaml or mapping.yaml beside the table)");
  map->add_flag("--explain", arguments->explain,
                "say for every column where it comes from and what becomes of it");
  map->add_flag("--json", arguments->json, "the same for programs");
}

}  // namespace osteon
