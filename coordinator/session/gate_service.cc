#include "coordinator/session/gate_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/text/one_line.h"
#include "common/version/version.h"
#include "coordinator/session/finish.h"

namespace osteon::coordinator {
namespace {

constexpr std::size_t kLongestText = 8192;
constexpr std::size_t kLongestWord = 64;

}  // namespace

GateService::GateService(EnrolmentDesk& desk, Peers& peers, Sightings& sightings, StudyEvents& events,
                         std::function<absl::Time()> clock, spdlog::logger& log)
    : desk_(desk),
      peers_(peers),
      sightings_(sightings),
      events_(events),
      clock_(std::move(clock)),
      log_(log) {}

grpc::ServerUnaryReactor* GateService::Negotiate(grpc::CallbackServerContext* context,
                                                 const v1::NegotiateRequest* request,
                                                 v1::NegotiateReply* reply) {
  // Who has no certificate yet is negotiated with all the same.
  if (const absl::StatusOr<Peer> peer = peers_.Identify(*context); peer.ok()) {
    sightings_.Runs(peer->identity.name, absl::StrCat(OneLine(request->program(), kLongestWord), " ",
                                                      OneLine(request->software(), kLongestWord)));
  }
  const unsigned protocol = std::min(request->newest_protocol(), kNewestProtocol);
  if (protocol < request->oldest_protocol() || protocol < kOldestProtocol) {
    const bool caller_is_old = request->newest_protocol() < kOldestProtocol;
    return Finish(context, absl::FailedPreconditionError(absl::StrCat(
                               "no protocol version in common: ", OneLine(request->program(), kLongestWord),
                               " ", OneLine(request->software(), kLongestWord), " speaks ",
                               request->oldest_protocol(), " to ", request->newest_protocol(),
                               ", this coordinator (", SoftwareVersion(), ") ", kOldestProtocol, " to ",
                               kNewestProtocol, ": upgrade the ", caller_is_old ? "former" : "coordinator")));
  }
  reply->set_protocol(protocol);
  reply->set_software(SoftwareVersion());
  reply->set_unix_seconds(absl::ToUnixSeconds(clock_()));
  return Finish(context, absl::OkStatus());
}

grpc::ServerUnaryReactor* GateService::Enrol(grpc::CallbackServerContext* context,
                                             const v1::EnrolRequest* request, v1::EnrolReply* reply) {
  const std::string address = AddressOfPeer(context->peer());
  const absl::Status allowed = limit_.Check(address, clock_());
  if (!allowed.ok()) return Finish(context, allowed);
  const absl::Status answered = Answer(*request, reply);
  if (!answered.ok()) {
    limit_.Refused(address, clock_());
    log_.warn("enrolment refused: {}", std::string(answered.message()));
  }
  return Finish(context, answered);
}

absl::Status GateService::Answer(const v1::EnrolRequest& request, v1::EnrolReply* reply) {
  if (request.ByteSizeLong() > 2 * kLongestText) {
    return absl::InvalidArgumentError("an enrolment request of more than 16 KB");
  }
  OSTEON_ASSIGN_OR_RETURN(const bool revoked, desk_.IsRevoked(request.certificate_request()));
  if (revoked) {
    reply->set_state(v1::EnrolReply::STATE_KEY_REVOKED);
    return absl::OkStatus();
  }
  OSTEON_ASSIGN_OR_RETURN(
      const std::optional<std::string> certificate,
      desk_.Enrol({request.name(), request.role(), request.token_secret(), request.certificate_request()},
                  clock_()));
  SetCertificate(desk_.ca_certificate(), certificate, reply);
  if (certificate) {
    log_.info("{} enrolled as {}", request.name(), request.role());
    events_.MemberChanged(request.name());
    return absl::OkStatus();
  }
  log_.info("the request of {} ({}) waits for the offline CA", request.name(), request.role());
  return absl::OkStatus();
}

void SetCertificate(const std::string& ca_certificate, const std::optional<std::string>& certificate,
                    v1::EnrolReply* reply) {
  reply->set_ca_certificate(ca_certificate);
  reply->set_state(certificate ? v1::EnrolReply::STATE_SIGNED : v1::EnrolReply::STATE_WAITING_FOR_SIGNATURE);
  if (certificate) reply->set_certificate(*certificate);
}

}  // namespace osteon::coordinator
