#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/identity_file.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_commands.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/policy/verify_ledger.h"

namespace osteon {
namespace {

absl::Status Verify(const AgentFolder& folder, Passphrase& passphrase) {
  OSTEON_RETURN_IF_ERROR(CheckIsEnrolled(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity,
                          ReadIdentity(folder.IdentityFile(), absl::Now(), passphrase.Source()));
  const std::string& site = identity.peer.name;
  OSTEON_ASSIGN_OR_RETURN(const LedgerAudit audit,
                          VerifyLedger(folder.LedgerFolder(), site, identity.identity.certificate_pem));
  std::printf("ledger of %s: %llu entries (%zu releases, %zu others), head %s, signed by %s: whole%s\n",
              site.c_str(), static_cast<unsigned long long>(audit.head.length), audit.releases, audit.events,
              audit.head.hash.c_str(), audit.signed_by.empty() ? "nobody" : audit.signed_by.c_str(),
              audit.loss_accepted ? " after a loss that was accepted" : "");
  return absl::OkStatus();
}

}  // namespace

void AddAuditCommands(CLI::App& app, int* exit_code) {
  auto folder = std::make_shared<AgentFolder>();
  auto passphrase = std::make_shared<Passphrase>();
  CLI::App* audit = app.add_subcommand("audit", "whether the ledger is whole");
  audit->require_subcommand(1);
  CLI::App* verify =
      AddCommand(*audit, "verify", "check the chain of entries, the payloads' hashes and the signature",
                 "osteon-agent audit verify --state /var/lib/osteon-agent", exit_code,
                 [folder, passphrase] { return Verify(*folder, *passphrase); });
  AddStateOption(verify, &folder->path);
  AddPassphraseOption(verify, passphrase);
}

}  // namespace osteon
