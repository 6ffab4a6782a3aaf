#include "coordinator/cli/desk.h"

#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/status/status_macros.h"

namespace osteon {

absl::StatusOr<DeskConnection> ConnectToDesk(const std::string& address, const std::string& identity_path,
                                             const PassphraseSource& passphrase) {
  OSTEON_RETURN_IF_ERROR(ParseEndpoint(address).status());
  OSTEON_ASSIGN_OR_RETURN(const LoadedIdentity identity,
                          ReadIdentity(identity_path, absl::Now(), passphrase));
  const std::shared_ptr<grpc::Channel> channel = MemberChannel(address, identity.identity);
  OSTEON_RETURN_IF_ERROR(Negotiate(*channel, "osteon", address, absl::Seconds(20)));
  return DeskConnection{identity.identity, v1::StudyDesk::NewStub(channel)};
}

}  // namespace osteon
