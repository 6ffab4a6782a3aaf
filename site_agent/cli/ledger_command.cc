#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/proposed_studies.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/policy/ledger_chain.h"
#include "site_agent/policy/ledger_use.h"
#include "site_agent/policy/policy.h"
#include "site_agent/session/submit.h"

namespace osteon {
namespace {

struct LedgerArguments {
  AgentFolder folder;
  std::string study;
  bool json = false;
  bool accept_loss = false;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, absl::UTCTimeZone());
}

std::string Ratio(std::optional<double> ratio) {
  return ratio ? absl::StrFormat("%.4g", *ratio) : "not known";
}

nlohmann::ordered_json JsonOf(std::optional<double> ratio) {
  return ratio ? nlohmann::ordered_json(*ratio) : nlohmann::ordered_json();
}

nlohmann::ordered_json JsonOf(const LedgerEntry& entry) {
  return {{"time", TimeText(entry.time)},
          {"study", entry.study},
          {"study_sha256", entry.key.study_sha256},
          {"purpose", entry.purpose},
          {"kind", entry.kind},
          {"patients", entry.patients},
          {"scalars", entry.scalars},
          {"scalars_held", entry.scalars_held},
          {"mode", entry.mode},
          {"rules", entry.rules},
          {"lineage", entry.lineage},
          {"request_sha256", entry.key.request_sha256},
          {"payload_sha256", entry.payload_sha256},
          {"sites", entry.key.sites}};
}

nlohmann::ordered_json JsonOf(const LedgerEvent& event) {
  nlohmann::ordered_json json = {{"time", TimeText(event.time)},
                                 {"event", event.event},
                                 {"study", event.study},
                                 {"study_sha256", event.study_sha256},
                                 {"request_sha256", event.request_sha256},
                                 {"why", event.why}};
  if (event.event == kMoreRefusedEvent) json["tasks"] = event.tasks;
  return json;
}

nlohmann::ordered_json JsonOf(const LedgerUse& use) {
  nlohmann::ordered_json json;
  if (!use.study_sha256.empty()) {
    json["study"] = use.study;
    json["study_sha256"] = use.study_sha256;
  }
  json["lineage"] = use.lineage;
  json["releases"] = use.releases;
  json["refusals"] = use.refusals;
  json["scalars_clear"] = use.scalars_clear;
  json["scalars_secure"] = use.scalars_secure;
  json["scalars_held"] = use.scalars_held;
  json["ratio_clear"] = JsonOf(use.RatioClear());
  json["ratio_all"] = JsonOf(use.RatioAll());
  return json;
}

void PrintJson(const std::vector<LedgerEntry>& entries, const std::vector<LedgerEvent>& events,
               const LedgerSummary& summary, const LedgerCaps& caps) {
  nlohmann::ordered_json json;
  for (const char* list : {"entries", "events", "studies", "lineages"}) {
    json[list] = nlohmann::ordered_json::array();
  }
  for (const LedgerEntry& entry : entries) json["entries"].push_back(JsonOf(entry));
  for (const LedgerEvent& event : events) json["events"].push_back(JsonOf(event));
  for (const LedgerUse& use : summary.studies) json["studies"].push_back(JsonOf(use));
  for (const LedgerUse& use : summary.lineages) {
    nlohmann::ordered_json lineage = JsonOf(use);
    lineage["releases_left"] = ReleasesLeft(use, caps, summary.caps_spent);
    lineage["ratio_left_clear"] = JsonOf(RatioLeftClear(use, caps, summary.caps_spent));
    lineage["ratio_left_secure"] = JsonOf(RatioLeftSecure(use, caps, summary.caps_spent));
    json["lineages"].push_back(std::move(lineage));
  }
  json["caps"] = {{"max_releases", caps.max_releases},
                  {"max_scalars_ratio_clear", caps.max_scalars_ratio_clear},
                  {"max_scalars_ratio_secure", caps.max_scalars_ratio_secure},
                  {"spent", summary.caps_spent}};
  std::printf("%s\n", json.dump(2).c_str());
}

void PrintCap(const char* what, const std::string& used, const std::string& cap, const std::string& left) {
  std::printf("    %-28s used %-10s of %-10s left %s\n", what, used.c_str(), cap.c_str(), left.c_str());
}

void PrintSummary(const LedgerSummary& summary, const LedgerCaps& caps) {
  std::printf("\n%-24s %9s %9s %12s %12s %10s %10s\n", "study", "releases", "refusals", "numbers", "held",
              "in clear", "all");
  for (const LedgerUse& use : summary.studies) {
    const std::string hash = use.study_sha256.empty() ? "not decided on" : use.study_sha256.substr(0, 12);
    const std::string name = use.study.empty() ? hash : use.study;
    std::printf("%s", absl::StrFormat("%-24s %9d %9d %12d %12s %10s %10s\n", name, use.releases, use.refusals,
                                      use.scalars_clear + use.scalars_secure,
                                      use.scalars_held == 0 ? "not known" : absl::StrCat(use.scalars_held),
                                      Ratio(use.RatioClear()), Ratio(use.RatioAll()))
                          .c_str());
  }
  for (const LedgerUse& use : summary.lineages) {
    std::printf("\n%s\n", use.lineage.empty() ? "all studies of this site's data"
                                              : absl::StrCat("all studies of ", use.lineage).c_str());
    PrintCap("releases", absl::StrCat(use.releases), absl::StrCat(caps.max_releases),
             absl::StrCat(ReleasesLeft(use, caps, summary.caps_spent)));
    PrintCap("numbers over held", Ratio(use.RatioAll()), Ratio(caps.max_scalars_ratio_clear),
             Ratio(RatioLeftClear(use, caps, summary.caps_spent)));
    PrintCap("the same, masked studies", Ratio(use.RatioAll()), Ratio(caps.max_scalars_ratio_secure),
             Ratio(RatioLeftSecure(use, caps, summary.caps_spent)));
  }
  if (summary.caps_spent) std::printf("entries were lost and that was accepted: all caps count as spent\n");
}

void PrintEntries(const std::vector<LedgerEntry>& entries, const std::vector<LedgerEvent>& events) {
  std::printf("%-20s %-24s %-18s %-11s %8s %9s  %s\n", "time (UTC)", "study", "purpose", "kind", "patients",
              "numbers", "request");
  for (const LedgerEntry& entry : entries) {
    std::printf(
        "%-20s %-24s %-18s %-11s %8llu %9llu  %s\n", TimeText(entry.time).c_str(), entry.study.c_str(),
        entry.purpose.c_str(), entry.kind.c_str(), static_cast<unsigned long long>(entry.patients),
        static_cast<unsigned long long>(entry.scalars), entry.key.request_sha256.substr(0, 12).c_str());
  }
  if (!events.empty()) std::printf("\nno releases:\n");
  for (const LedgerEvent& event : events) {
    std::printf("%-20s %-24s %-18s %s\n", TimeText(event.time).c_str(), event.study.c_str(),
                event.event.c_str(), event.why.c_str());
  }
}

absl::Status ShowLedger(const LedgerArguments& arguments) {
  OSTEON_RETURN_IF_ERROR(ReadAgentConfiguration(arguments.folder).status());
  OSTEON_ASSIGN_OR_RETURN(const LedgerContents contents, ReadLedgerContents(arguments.folder.LedgerFolder()));
  std::vector<LedgerEntry> entries;
  for (const LedgerLine& line : contents.releases) entries.push_back(line.entry);
  // The caps are about all studies together, whichever is shown.
  LedgerSummary summary = SummariseLedger(entries, contents.events);
  std::vector<LedgerEvent> events = contents.events;
  if (!arguments.study.empty()) {
    const auto another = [&](const auto& of) { return of.study != arguments.study; };
    std::erase_if(entries, another);
    std::erase_if(events, another);
    std::erase_if(summary.studies, another);
  }
  OSTEON_ASSIGN_OR_RETURN(const Policy policy, ReadPolicy(arguments.folder.PolicyFile()));
  const LedgerCaps caps = {policy.limits.max_releases, policy.limits.max_scalars_ratio_clear,
                           policy.limits.max_scalars_ratio_secure};
  if (arguments.json) {
    PrintJson(entries, events, summary, caps);
  } else {
    PrintEntries(entries, events);
    PrintSummary(summary, caps);
  }
  return absl::OkStatus();
}

absl::Status AcceptLoss(const LedgerArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<FileLedger> ledger,
                          OpenLedger(arguments.folder, connection.identity));
  OSTEON_ASSIGN_OR_RETURN(const SignedHead seen, CompareLedgers(*connection.coordinator, ledger->Head()));
  OSTEON_RETURN_IF_ERROR(ledger->AcceptLoss(seen.head, absl::Now()));
  std::printf(
      "accepted: entries up to %llu are lost; the ledger goes on after them, and all caps count as spent\n",
      static_cast<unsigned long long>(seen.head.length));
  return absl::OkStatus();
}

}  // namespace

void AddLedgerCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<LedgerArguments>();
  CLI::App* ledger = AddCommand(
      app, "ledger", "what has left this hospital, and what may leave yet",
      "osteon-agent ledger mm-versus-metastasis", exit_code,
      [arguments] { return arguments->accept_loss ? AcceptLoss(*arguments) : ShowLedger(*arguments); },
      Reach::kNetwork);
  AddStateOption(ledger, &arguments->folder.path);
  AddPassphraseOption(ledger, arguments->passphrase);
  CLI::Option* study = ledger->add_option("study", arguments->study, "one study only");
  CLI::Option* json = ledger->add_flag("--json", arguments->json, "for programs");
  ledger
      ->add_flag(
          "--accept-loss", arguments->accept_loss,
          "entries that the coordinator has seen are lost and will not come back: go on after them, with all "
          "caps spent")
      ->excludes(study)
      ->excludes(json);
}

}  // namespace osteon
