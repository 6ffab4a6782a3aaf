#include "coordinator/cli/desk.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/program.h"
#include "common/identity/renewal_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/member_connection.h"
#include "common/rpc/renewal.h"
#include "common/status/status_macros.h"

namespace osteon {
namespace {

// What cannot be done now is done with a later command: no reason not to go on.
void RenewIfDue(const std::shared_ptr<grpc::Channel>& channel, const LoadedIdentity& identity,
                const std::string& path, const PassphraseSource& passphrase) {
  const absl::Time now = absl::Now();
  if (now < RenewalTime(identity.peer)) return;
  grpc::ClientContext context;
  const absl::StatusOr<LoadedIdentity> renewed =
      RenewIdentity(channel, context, identity, path, passphrase, now);
  const auto day = [](const PeerIdentity& peer) {
    return absl::FormatTime("%Y-%m-%d", peer.not_after, absl::UTCTimeZone());
  };
  if (renewed.ok()) {
    Say("osteon", absl::StrCat(path, " is renewed, until ", day(renewed->peer)));
  } else {
    Say("osteon", absl::StrCat(path, " is valid until ", day(identity.peer),
                               " and was not renewed: ", renewed.status().message()));
  }
}

}  // namespace

absl::StatusOr<DeskConnection> ConnectToDesk(const std::string& address, const std::string& identity_path,
                                             const PassphraseSource& passphrase) {
  OSTEON_RETURN_IF_ERROR(ParseEndpoint(address).status());
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity,
                          ReadMemberIdentity(identity_path, address,
                                             absl::StrCat("osteon enrol --coordinator ", address,
                                                          " --token TOKEN --out ", identity_path),
                                             absl::Now(), passphrase));
  OSTEON_ASSIGN_OR_RETURN(
      const std::shared_ptr<grpc::Channel> channel,
      ConnectMember(address, identity.identity, "osteon", absl::Now(), absl::Seconds(20)));
  RenewIfDue(channel, identity, identity_path, passphrase);
  return DeskConnection{identity.identity, v1::StudyDesk::NewStub(channel)};
}

}  // namespace osteon
