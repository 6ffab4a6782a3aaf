#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/policy/ledger.h"

namespace osteon {
namespace {

struct Arguments {
  AgentFolder folder;
  std::string study;
  bool json = false;
};

absl::Status ShowLedger(const Arguments& arguments) {
  OSTEON_RETURN_IF_ERROR(ReadAgentConfiguration(arguments.folder).status());
  OSTEON_ASSIGN_OR_RETURN(const std::vector<LedgerEntry> entries,
                          ReadLedger(arguments.folder.LedgerFolder()));
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  if (!arguments.json) {
    std::printf("%-20s %-24s %-18s %-11s %8s %9s  %s\n", "time (UTC)", "study", "purpose", "kind", "patients",
                "numbers", "request");
  }
  for (const LedgerEntry& entry : entries) {
    if (!arguments.study.empty() && entry.study != arguments.study) continue;
    const std::string time = absl::FormatTime("%Y-%m-%d %H:%M:%S", entry.time, absl::UTCTimeZone());
    if (arguments.json) {
      json.push_back({{"time", time},
                      {"study", entry.study},
                      {"study_sha256", entry.key.study_sha256},
                      {"purpose", entry.purpose},
                      {"kind", entry.kind},
                      {"patients", entry.patients},
                      {"scalars", entry.scalars},
                      {"request_sha256", entry.key.request_sha256},
                      {"payload_sha256", entry.payload_sha256},
                      {"sites", entry.key.sites}});
    } else {
      std::printf("%-20s %-24s %-18s %-11s %8llu %9llu  %s\n", time.c_str(), entry.study.c_str(),
                  entry.purpose.c_str(), entry.kind.c_str(), static_cast<unsigned long long>(entry.patients),
                  static_cast<unsigned long long>(entry.scalars),
                  entry.key.request_sha256.substr(0, 12).c_str());
    }
  }
  if (arguments.json) std::printf("%s\n", json.dump(2).c_str());
  return absl::OkStatus();
}

}  // namespace

void AddLedgerCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* ledger =
      AddCommand(app, "ledger", "what has left this hospital", "osteon-agent ledger mm-versus-metastasis",
                 exit_code, [arguments] { return ShowLedger(*arguments); });
  AddStateOption(ledger, &arguments->folder.path);
  ledger->add_option("study", arguments->study, "one study only");
  ledger->add_flag("--json", arguments->json, "for programs");
}

}  // namespace osteon
