#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/cli/server_certificate.h"

namespace osteon::coordinator {
namespace {

struct RenewArguments {
  CoordinatorFolder folder;
  std::string ca_folder;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
};

absl::Status Renew(const RenewArguments& arguments) {
  const CoordinatorFolder& folder = arguments.folder;
  const PassphraseSource passphrase = arguments.passphrase->Source();
  OSTEON_RETURN_IF_ERROR(CheckIsThere(folder));
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity present,
                          ReadIdentityOfAnyDate(folder.ServerIdentity(), passphrase));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<CertificateAuthority> authority,
                          AuthorityAtHand(folder, arguments.ca_folder, passphrase));
  OSTEON_ASSIGN_OR_RETURN(const std::optional<LoadedIdentity> renewed,
                          RenewServerCertificate(folder, present, authority, absl::Now(), passphrase));
  if (renewed) {
    std::printf(
        "the server's certificate is renewed, until %s; a running coordinator shows it within a second\n",
        absl::FormatTime("%Y-%m-%d", renewed->peer.not_after, absl::UTCTimeZone()).c_str());
    return absl::OkStatus();
  }
  std::printf(
      "the CA's key is not here. Where it is: osteon-coordinator sign server.request --ca-dir FOLDER --out "
      "server.certificate\nwith %s; put the result here as %s, and run this command again\n",
      folder.ServerRequest().c_str(), folder.ServerCertificate().c_str());
  return absl::OkStatus();
}

}  // namespace

void AddRenewCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<RenewArguments>();
  CLI::App* renew = AddCommand(app, "renew", "a new certificate for the server's own key and hosts, at once",
                               "osteon-coordinator renew --state /var/lib/osteon-coordinator", exit_code,
                               [arguments] { return Renew(*arguments); });
  AddStateOption(renew, &arguments->folder.path);
  AddPassphraseOption(renew, arguments->passphrase);
  renew->add_option("--ca-dir", arguments->ca_folder,
                    "folder of the CA's key, when it is not the folder's ca/");
}

}  // namespace osteon::coordinator
