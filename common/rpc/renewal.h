// A new certificate before the old one runs out, over a connection that was made with the old one.
#ifndef OSTEON_COMMON_RPC_RENEWAL_H_
#define OSTEON_COMMON_RPC_RENEWAL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"

namespace osteon {

// Asks for a certificate for the same key, name and role, and writes it into the identity's file, encrypted
// if that one is. The key stays, so that other hospitals know this one by it as before. `context` is the
// caller's, to end the call early.
//
// kAborted: the request waits for the offline CA; ask again later, the file is as it was. kDataLoss: an
// answer for somebody else; nothing was stored. Otherwise what the coordinator said, or as WriteIdentity.
absl::StatusOr<LoadedIdentity> RenewIdentity(const std::shared_ptr<grpc::Channel>& channel,
                                             grpc::ClientContext& context, const LoadedIdentity& identity,
                                             const std::string& identity_path,
                                             const PassphraseSource& passphrase, absl::Time now);

}  // namespace osteon

#endif  // OSTEON_COMMON_RPC_RENEWAL_H_
