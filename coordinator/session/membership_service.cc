#include "coordinator/session/membership_service.h"

#include <optional>
#include <string>
#include <utility>

#include "common/status/status_macros.h"
#include "coordinator/session/finish.h"
#include "coordinator/session/gate_service.h"

namespace osteon::coordinator {

MembershipService::MembershipService(EnrolmentDesk& desk, Peers& peers, std::function<absl::Time()> clock,
                                     spdlog::logger& log)
    : desk_(desk), peers_(peers), clock_(std::move(clock)), log_(log) {}

grpc::ServerUnaryReactor* MembershipService::Renew(grpc::CallbackServerContext* context,
                                                   const v1::RenewRequest* request, v1::EnrolReply* reply) {
  const absl::StatusOr<Peer> peer = peers_.Authenticate(*context, Action::kRenew);
  if (!peer.ok()) return Finish(context, peer.status());
  const absl::Status answered = Answer(*peer, *request, reply);
  if (!answered.ok()) {
    log_.warn("the certificate of {} is not renewed: {}", peer->identity.name,
              std::string(answered.message()));
  }
  return Finish(context, answered);
}

absl::Status MembershipService::Answer(const Peer& peer, const v1::RenewRequest& request,
                                       v1::EnrolReply* reply) {
  OSTEON_ASSIGN_OR_RETURN(const std::optional<std::string> certificate,
                          desk_.Renew(peer.identity, request.certificate_request(), clock_()));
  SetCertificate(desk_.ca_certificate(), certificate, reply);
  if (!certificate) {
    log_.warn("the certificate of {} runs out on {}; its request waits for the offline CA",
              peer.identity.name, absl::FormatTime(peer.identity.not_after));
  } else if (*certificate != peer.certificate_pem) {
    log_.info("the certificate of {} is renewed", peer.identity.name);
  }
  return absl::OkStatus();
}

}  // namespace osteon::coordinator
