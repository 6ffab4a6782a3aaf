#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/log.h"
#include "common/cli/program.h"
#include "common/cli/stop_signal.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "coordinator/cli/coordinator_commands.h"
#include "coordinator/cli/coordinator_folder.h"
#include "coordinator/cli/coordinator_state_option.h"
#include "coordinator/federation/study_runner.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/enrolment_desk.h"
#include "coordinator/session/gate_service.h"
#include "coordinator/session/server.h"
#include "coordinator/session/site_service.h"
#include "coordinator/session/study_desk_service.h"
#include "coordinator/session/task_board.h"

namespace osteon::coordinator {
namespace {

struct Arguments {
  CoordinatorFolder folder;
  std::string listen = "0.0.0.0:7443";
  std::string ca_folder;
};

// The CA when its key is at hand; nothing when it was taken elsewhere.
absl::StatusOr<std::optional<CertificateAuthority>> AuthorityAtHand(const Arguments& arguments) {
  const std::string folder = arguments.ca_folder.empty() ? arguments.folder.DefaultCaFolder() : arguments.ca_folder;
  absl::StatusOr<CertificateAuthority> authority = CertificateAuthority::Open(folder);
  if (authority.ok()) return *std::move(authority);
  if (absl::IsNotFound(authority.status()) && arguments.ca_folder.empty()) return std::nullopt;
  return authority.status();
}

absl::Status Serve(const Arguments& arguments) {
  BlockStopSignals();
  const auto clock = [] { return absl::Now(); };
  const absl::StatusOr<LoadedIdentity> identity = ReadIdentity(arguments.folder.ServerIdentity(), absl::Now());
  if (absl::IsNotFound(identity.status())) {
    return absl::NotFoundError(absl::StrCat("no coordinator in ", arguments.folder.path,
                                            "; make one with: osteon-coordinator init --state ", arguments.folder.path));
  }
  if (!identity.ok()) return identity.status();
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(identity->identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(std::optional<CertificateAuthority> authority, AuthorityAtHand(arguments));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<Journal> journal, Journal::Open(arguments.folder.path));
  const std::shared_ptr<spdlog::logger> log = StandardErrorLog("osteon-coordinator");
  if (!authority) log->info("the CA's key is not here: enrolments wait in {}", arguments.folder.Enrolments());

  TaskBoard board;
  EnrolmentDesk desk(journal->members(), std::move(authority), identity->identity.ca_certificate_pem,
                     arguments.folder.Enrolments());
  const auto sign = [&](const std::string& text) -> absl::StatusOr<report::Signature> {
    OSTEON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(absl::StrCat("osteon model v1\n", text)));
    return report::Signature{"ecdsa-p256-sha256", key.PublicKeyFingerprint(), absl::Base64Escape(signature)};
  };
  StudyRunner runner(*journal, board, sign, SoftwareVersions(), clock, *log);
  GateService gate(desk, clock, *log);
  SiteService sites(*journal, board, runner, clock, *log);
  StudyDeskService studies(*journal, board, runner, clock, *log);

  ServerOptions options;
  options.listen = arguments.listen;
  options.private_key_pem = identity->identity.private_key_pem;
  options.ca_certificate_pem = identity->identity.ca_certificate_pem;
  options.certificate_chain_pem =
      absl::StrCat(identity->identity.certificate_pem, identity->identity.ca_certificate_pem);
  OSTEON_ASSIGN_OR_RETURN(const Endpoint endpoint, ParseEndpoint(arguments.listen, /*any_port=*/true));
  OSTEON_ASSIGN_OR_RETURN(const std::unique_ptr<RunningServer> server,
                          RunningServer::Start(options, {&gate, &sites, &studies}));
  const std::string address = absl::StrCat(endpoint.host, ":", server->port());
  OSTEON_RETURN_IF_ERROR(WriteFileAtomically(arguments.folder.Address(), address + "\n"));
  std::printf("listening on %s\n", address.c_str());
  std::fflush(stdout);
  OSTEON_RETURN_IF_ERROR(runner.Resume());
  WaitForStopSignal();
  log->info("stopping");
  runner.Stop();
  server->Stop();
  return absl::OkStatus();
}

}  // namespace

void AddServeCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* serve = AddCommand(app, "serve", "run the coordinator; studies go on where the journal has them",
                               "osteon-coordinator serve --listen 0.0.0.0:7443", exit_code,
                               [arguments] { return Serve(*arguments); });
  AddStateOption(serve, &arguments->folder.path);
  serve->add_option("--listen", arguments->listen, "ADDRESS:PORT; port 0 picks a free one")->capture_default_str();
  serve->add_option("--ca-dir", arguments->ca_folder, "folder of the CA's key, when it is not the folder's ca/");
}

}  // namespace osteon::coordinator
