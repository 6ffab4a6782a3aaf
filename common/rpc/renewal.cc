#include "common/rpc/renewal.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/identity/secret_file.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestCall = absl::Seconds(30);

}  // namespace

absl::StatusOr<LoadedIdentity> RenewIdentity(const std::shared_ptr<grpc::Channel>& channel,
                                             grpc::ClientContext& context, const LoadedIdentity& identity,
                                             const std::string& identity_path,
                                             const PassphraseSource& passphrase, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(identity.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(const std::string certificate_request, MakeCertificateRequest(key));
  const std::unique_ptr<v1::Membership::Stub> membership = v1::Membership::NewStub(channel);
  SetDeadline(context, kLongestCall);
  v1::RenewRequest request;
  request.set_certificate_request(certificate_request);
  v1::EnrolReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(membership->Renew(&context, request, &reply)));
  if (reply.state() != v1::EnrolReply::STATE_SIGNED) {
    return absl::AbortedError(
        absl::StrCat("the new certificate of ", identity.peer.name,
                     " waits for the consortium's operator to sign it; the present one is "
                     "valid until ",
                     absl::FormatTime(identity.peer.not_after)));
  }
  Identity renewed = identity.identity;  // key and CA stay
  renewed.certificate_pem = reply.certificate();
  OSTEON_ASSIGN_OR_RETURN(const PeerIdentity peer, CheckIdentity(renewed, now));
  if (peer.name != identity.peer.name || peer.role != identity.peer.role) {
    return absl::DataLossError(
        "the coordinator answered with a certificate for somebody else; nothing was stored");
  }
  std::string sealed_with;
  if (IsSealedFile(identity_path)) {
    OSTEON_ASSIGN_OR_RETURN(sealed_with, passphrase(identity_path));
  }
  OSTEON_RETURN_IF_ERROR(WriteIdentity(identity_path, renewed, sealed_with));
  return LoadedIdentity{std::move(renewed), peer};
}

}  // namespace osteon
