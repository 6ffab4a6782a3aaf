#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/exclude_patient.h"
#include "site_agent/cli/state_option.h"

namespace osteon {
namespace {

struct ExcludeArguments {
  AgentFolder folder;
  std::string patient, reason;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

absl::Status Exclude(const ExcludeArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const PatientExcluded excluded,
                          ExcludePatient(arguments.folder, arguments.patient, arguments.reason, absl::Now(),
                                         arguments.passphrase->Source()));
  std::printf("%s as pseudonym %s; in no dataset from now on\n",
              excluded.was_excluded ? "recorded before" : "recorded", excluded.pseudonym.c_str());
  if (!excluded.ended.empty()) {
    std::printf("rows taken out, and these studies end here if they have not: %s\n",
                absl::StrJoin(excluded.ended, ", ").c_str());
  }
  if (!excluded.finish.empty()) {
    std::printf("on_withdrawal: finish: rows stay until these studies have ended: %s\n",
                absl::StrJoin(excluded.finish, ", ").c_str());
  }
  if (excluded.features_dropped) std::printf("cache of features emptied; it fills again when it is needed\n");
  if (excluded.ended.empty() && excluded.finish.empty() && !excluded.was_excluded) {
    Say("osteon-agent",
        "no dataset that was frozen here has this patient; is the id written as in the table?");
  }
  Say("osteon-agent",
      "what was released before cannot be taken back. Images, tables and earlier output of `extract` are the "
      "hospital's own to clear");
  return absl::OkStatus();
}

}  // namespace

void AddExcludeCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<ExcludeArguments>();
  CLI::App* exclude =
      AddCommand(app, "exclude", "a patient withdraws consent: out of every later dataset, and of caches",
                 "osteon-agent exclude MRN-0815 --reason \"letter of 3 March\"", exit_code,
                 [arguments] { return Exclude(*arguments); });
  AddStateOption(exclude, &arguments->folder.path);
  AddPassphraseOption(exclude, arguments->passphrase);
  exclude
      ->add_option("patient", arguments->patient,
                   "the id, as the table writes it; only its pseudonym is kept")
      ->required();
  exclude->add_option("--reason", arguments->reason, "kept here beside the pseudonym; name nobody");
}

}  // namespace osteon
