#include "coordinator/cli/desk.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/program.h"
#include "common/consent/consent.h"
#include "common/identity/key.h"
#include "common/identity/renewal_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/member_connection.h"
#include "common/rpc/renewal.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "models/wire/study_wire.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestTransfer = absl::Minutes(10);

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

absl::StatusOr<v1::SubmitStudyReply> SubmitStudy(const DeskConnection& connection,
                                                 const models::Study& study) {
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(connection.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(StudyText(models::StudySha256(study))));
  grpc::ClientContext context;
  SetDeadline(context, kLongestDeskCall);
  v1::SubmitStudyRequest request;
  models::ToMessage(study, request.mutable_study());
  request.set_signature(signature);
  v1::SubmitStudyReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(connection.desk->SubmitStudy(&context, request, &reply)));
  return reply;
}

absl::StatusOr<std::map<std::string, std::string>> FetchResultFiles(v1::StudyDesk::Stub& desk,
                                                                    const std::string& study,
                                                                    std::size_t most_bytes) {
  grpc::ClientContext context;
  SetDeadline(context, kLongestTransfer);
  v1::GetResultsRequest request;
  request.set_study(study);
  const std::unique_ptr<grpc::ClientReader<v1::ResultText>> stream = desk.GetResults(&context, request);
  std::map<std::string, std::string> files;
  v1::ResultText part;
  std::size_t bytes = 0;
  while (stream->Read(&part)) {
    bytes += part.file().size() + part.text().size();
    if (bytes > most_bytes) {
      context.TryCancel();
      stream->Finish();
      return absl::ResourceExhaustedError(absl::StrCat(
          "the coordinator sends more than ", most_bytes,
          " bytes of results, and no study has so many; nothing was written, ask its operator why"));
    }
    files[part.file()] += part.text();
  }
  OSTEON_RETURN_IF_ERROR(FromRpc(stream->Finish()));
  return files;
}

absl::StatusOr<models::Study> FetchStudy(v1::StudyDesk::Stub& desk, const std::string& study) {
  grpc::ClientContext context;
  SetDeadline(context, kLongestDeskCall);
  v1::GetStudyRequest request;
  request.set_study(study);
  v1::Study message;
  OSTEON_RETURN_IF_ERROR(FromRpc(desk.GetStudy(&context, request, &message)));
  return models::StudyFromMessage(message);
}

}  // namespace osteon
