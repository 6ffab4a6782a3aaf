#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/limits.h"
#include "common/identity/secret_file.h"
#include "common/rpc/enrolment.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/osteon_commands.h"

namespace osteon {
namespace {

struct PeopleArguments {
  std::string coordinator, token, out = "me.pem";
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool encrypt = false;
};

absl::Status EnrolPerson(const PeopleArguments& arguments) {
  EnrolmentOptions options;
  options.program = "osteon";
  options.address = arguments.coordinator;
  options.token = arguments.token;
  options.key_path = absl::StrCat(arguments.out, ".key");
  options.identity_path = arguments.out;
  options.timeout = absl::Seconds(30);
  options.passphrase = arguments.passphrase->Source();
  if (IsSealedFile(options.key_path)) {  // of an enrolment that waits for its signature
    OSTEON_RETURN_IF_ERROR(ReadSecretFile(options.key_path, kMaxPemBytes, options.passphrase).status());
    OSTEON_ASSIGN_OR_RETURN(options.new_passphrase, arguments.passphrase->Get(options.key_path));
  } else if (arguments.encrypt) {
    OSTEON_ASSIGN_OR_RETURN(options.new_passphrase, arguments.passphrase->Choose());
  }
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, Enrol(options, Role::kStatistician, absl::Now()));
  std::printf(
      "enrolled as %s %s; the certificate is valid until %s\n%s is your identity: keep it to yourself\n",
      RoleName(peer.role).c_str(), peer.name.c_str(),
      absl::FormatTime("%Y-%m-%d", peer.not_after, absl::UTCTimeZone()).c_str(), arguments.out.c_str());
  return absl::OkStatus();
}

}  // namespace

void AddEnrolCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<PeopleArguments>();
  CLI::App* enrol = AddCommand(
      app, "enrol", "make a key here and fetch a certificate for it",
      "osteon enrol --coordinator study.example.org --token osteon1.maria... --out me.pem", exit_code,
      [arguments] { return EnrolPerson(*arguments); }, Reach::kNetwork);
  enrol
      ->add_option("--coordinator", arguments->coordinator,
                   "HOST or HOST:PORT; port 443 unless you say another")
      ->required();
  enrol->add_option("--token", arguments->token, "as the operator sent it")->required();
  enrol->add_option("--out", arguments->out, "where your identity is written; the key is made in OUT.key")
      ->capture_default_str();
  enrol->add_flag("--encrypt", arguments->encrypt, "encrypt the key and your identity with a passphrase");
  AddPassphraseOption(enrol, arguments->passphrase);
}

}  // namespace osteon
