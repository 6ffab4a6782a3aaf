#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/journal/journal.h"

namespace osteon::coordinator {
namespace {

// As long as a CA/Browser certificate may live; the server does not renew its own.
constexpr absl::Duration kServerLifetime = absl::Hours(24 * 398);

struct Arguments {
  CoordinatorFolder folder;
  std::string ca_folder;
  std::string consortium = "osteon";
  std::vector<std::string> hosts;
};

std::vector<std::string> HostsOf(const Arguments& arguments) {
  if (!arguments.hosts.empty()) return arguments.hosts;
  std::vector<std::string> hosts = {"localhost", "127.0.0.1"};
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) == 0 && std::string(name.data()) != "localhost") {
    hosts.emplace_back(name.data());
  }
  return hosts;
}

absl::Status Initialise(const Arguments& arguments) {
  const absl::Time now = absl::Now();
  const std::string ca_folder = arguments.ca_folder.empty() ? arguments.folder.DefaultCaFolder() : arguments.ca_folder;
  OSTEON_RETURN_IF_ERROR(MakeFolder(arguments.folder.path, FileMode::kSecret));
  OSTEON_ASSIGN_OR_RETURN(const CertificateAuthority authority,
                          CertificateAuthority::Create(ca_folder, arguments.consortium, now));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::Generate());
  OSTEON_ASSIGN_OR_RETURN(const std::string key_pem, key.ToPem());
  OSTEON_ASSIGN_OR_RETURN(const std::string certificate,
                          authority.SignServer(key, HostsOf(arguments), now, kServerLifetime));
  OSTEON_RETURN_IF_ERROR(
      WriteIdentity(arguments.folder.ServerIdentity(), {key_pem, certificate, authority.certificate_pem()}));
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(arguments.folder.CaCertificate(), authority.certificate_pem()));
  OSTEON_RETURN_IF_ERROR(Journal::Open(arguments.folder.path).status());
  std::printf("made %s for consortium %s\nCA key: %s/ca.key (fingerprint of the CA's certificate: %s)\n",
              arguments.folder.path.c_str(), arguments.consortium.c_str(), ca_folder.c_str(),
              authority.fingerprint().c_str());
  std::printf("next: osteon-coordinator serve --state %s\n", arguments.folder.path.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddInitCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* init = AddCommand(app, "init", "make the consortium's CA, the server's certificate and an empty journal",
                              "osteon-coordinator init --consortium marrow --host study.example.org", exit_code,
                              [arguments] { return Initialise(*arguments); });
  AddStateOption(init, &arguments->folder.path);
  init->add_option("--consortium", arguments->consortium, "its name: a-z, 0-9 and -")->capture_default_str();
  init->add_option("--host", arguments->hosts,
                   "names and addresses that agents will dial (default: localhost, 127.0.0.1, this machine's name)");
  init->add_option("--ca-dir", arguments->ca_folder,
                   "where the CA's key lives (default: the folder's ca/); may be taken away afterwards");
}

}  // namespace osteon::coordinator
