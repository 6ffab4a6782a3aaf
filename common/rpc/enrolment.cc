#include "common/rpc/enrolment.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/hash/encoding.h"
#include "common/identity/certificate_request.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/identity/limits.h"
#include "common/identity/token.h"
#include "common/rpc/channel.h"
#include "common/rpc/member_connection.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

// A new key in the place of one that may be there.
absl::StatusOr<PrivateKey> MakeKey(const EnrolmentOptions& options) {
  OSTEON_ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::Generate());
  OSTEON_ASSIGN_OR_RETURN(const std::string pem, key.ToPem());
  OSTEON_RETURN_IF_ERROR(WriteSecretFile(options.key_path, pem, options.new_passphrase));
  return key;
}

absl::StatusOr<PrivateKey> ReadOrMakeKey(const EnrolmentOptions& options) {
  const std::string& path = options.key_path;
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    OSTEON_ASSIGN_OR_RETURN(const std::string pem, ReadSecretFile(path, kMaxPemBytes, options.passphrase));
    return PrivateKey::FromPem(pem);
  }
  return MakeKey(options);
}

absl::StatusOr<v1::EnrolReply> AskForCertificate(const std::shared_ptr<grpc::Channel>& channel,
                                                 const EnrolmentToken& token, const PrivateKey& key,
                                                 absl::Duration timeout) {
  const std::unique_ptr<v1::Gate::Stub> gate = v1::Gate::NewStub(channel);
  grpc::ClientContext context;
  SetDeadline(context, timeout);
  v1::EnrolRequest request;
  request.set_name(token.name);
  request.set_role(RoleName(token.role));
  request.set_token_secret(EncodeBase32(token.secret));
  OSTEON_ASSIGN_OR_RETURN(*request.mutable_certificate_request(), MakeCertificateRequest(key));
  v1::EnrolReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(gate->Enrol(&context, request, &reply)));
  return reply;
}

}  // namespace

absl::StatusOr<PeerIdentity> Enrol(const EnrolmentOptions& options, Role role, absl::Time now) {
  OSTEON_ASSIGN_OR_RETURN(const EnrolmentToken token, ParseToken(options.token));
  if ((token.role == Role::kSite) != (role == Role::kSite)) {
    return absl::InvalidArgumentError(
        absl::StrCat("this token invites ", token.name, " as ", RoleName(token.role), "; here a token for ",
                     role == Role::kSite ? "a site" : "a person", " is needed"));
  }
  OSTEON_ASSIGN_OR_RETURN(PrivateKey key, ReadOrMakeKey(options));
  OSTEON_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                          EnrolmentChannel(options.address, token.ca_fingerprint, now));
  const absl::Status negotiated = Negotiate(*channel, options.program, options.address, options.timeout);
  if (absl::IsUnavailable(negotiated)) {
    const std::string why =
        WhyNotConnected(options.address, token.ca_fingerprint, std::nullopt, now, options.timeout);
    if (!why.empty()) {
      return absl::UnavailableError(absl::StrCat("no connection with the coordinator at ", options.address,
                                                 ": ", why, ". Nothing was sent"));
    }
  }
  OSTEON_RETURN_IF_ERROR(negotiated);
  OSTEON_ASSIGN_OR_RETURN(v1::EnrolReply reply, AskForCertificate(channel, token, key, options.timeout));
  if (reply.state() == v1::EnrolReply::STATE_KEY_REVOKED) {
    OSTEON_ASSIGN_OR_RETURN(key, MakeKey(options));
    OSTEON_ASSIGN_OR_RETURN(reply, AskForCertificate(channel, token, key, options.timeout));
  }
  if (reply.state() == v1::EnrolReply::STATE_WAITING_FOR_SIGNATURE) {
    return absl::AbortedError(
        "the request waits for the consortium's operator to sign it; run the same command again after that");
  }
  OSTEON_ASSIGN_OR_RETURN(const std::string key_pem, key.ToPem());
  const Identity identity{key_pem, reply.certificate(), reply.ca_certificate()};
  OSTEON_ASSIGN_OR_RETURN(const std::string ca_fingerprint,
                          CertificateFingerprint(identity.ca_certificate_pem));
  if (ca_fingerprint != token.ca_fingerprint) {
    return absl::DataLossError(
        "the coordinator answered with another CA than the token names; nothing was stored");
  }
  OSTEON_ASSIGN_OR_RETURN(PeerIdentity peer, CheckIdentity(identity, now));
  if (peer.name != token.name || peer.role != token.role) {
    return absl::DataLossError(
        "the coordinator answered with a certificate for somebody else; nothing was stored");
  }
  OSTEON_RETURN_IF_ERROR(WriteIdentity(options.identity_path, identity, options.new_passphrase));
  return peer;
}

}  // namespace osteon
