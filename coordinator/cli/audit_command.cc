#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/identity_file.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/journal/journal.h"
#include "coordinator/journal/verify_journal.h"

namespace osteon::coordinator {
namespace {

absl::Status Verify(const CoordinatorFolder& folder, Passphrase& passphrase) {
  OSTEON_RETURN_IF_ERROR(CheckIsThere(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity,
                          ReadIdentity(folder.ServerIdentity(), absl::Now(), passphrase.Source()));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Journal> journal, Journal::Open(folder.path));
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyAudit> audits,
                          VerifyJournal(*journal, identity.identity.certificate_pem));
  std::vector<std::string> broken;
  for (const StudyAudit& audit : audits) {
    const std::string name = absl::StrCat(audit.study, " (", audit.study_sha256.substr(0, 12), ")");
    if (audit.whole.ok()) {
      std::printf("journal of %s: %llu rounds, head %s, signed by %s: whole\n", name.c_str(),
                  static_cast<unsigned long long>(audit.head.length), audit.head.hash.c_str(),
                  audit.head.length == 0 ? "nobody" : identity.peer.public_key_fingerprint.c_str());
    } else {
      std::printf("journal of %s: BROKEN: %s\n", name.c_str(), std::string(audit.whole.message()).c_str());
      broken.push_back(name);
    }
  }
  OSTEON_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events, journal->heads().Events());
  for (const AuditEvent& event : events) {
    std::printf("%s  %s\n", absl::FormatTime("%Y-%m-%d %H:%M:%S", event.time, absl::UTCTimeZone()).c_str(),
                event.what.c_str());
  }
  if (broken.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the journals of ", broken.size(), " of ", audits.size(),
                                          " studies are not whole; restore ", folder.path, " from a backup"));
}

}  // namespace

void AddAuditCommands(CLI::App& app, int* exit_code) {
  auto folder = std::make_shared<CoordinatorFolder>();
  auto passphrase = std::make_shared<Passphrase>();
  CLI::App* audit = app.add_subcommand("audit", "whether the journal is whole");
  audit->require_subcommand(1);
  CLI::App* verify = AddCommand(
      *audit, "verify", "check each study's chain of rounds, their hashes and the signatures; list events",
      "osteon-coordinator audit verify --state /var/lib/osteon-coordinator", exit_code,
      [folder, passphrase] { return Verify(*folder, *passphrase); });
  AddStateOption(verify, &folder->path);
  AddPassphraseOption(verify, passphrase);
}

}  // namespace osteon::coordinator
