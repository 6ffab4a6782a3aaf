// Members renew their certificates.
#ifndef OSTEON_COORDINATOR_SESSION_MEMBERSHIP_SERVICE_H_
#define OSTEON_COORDINATOR_SESSION_MEMBERSHIP_SERVICE_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "coordinator/session/enrolment_desk.h"
#include "coordinator/session/peer.h"
#include "osteon/v1/session.grpc.pb.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

class MembershipService : public v1::Membership::CallbackService {
 public:
  // References outlive the service.
  MembershipService(EnrolmentDesk& desk, Peers& peers, std::function<absl::Time()> clock,
                    spdlog::logger& log);

  grpc::ServerUnaryReactor* Renew(grpc::CallbackServerContext* context, const v1::RenewRequest* request,
                                  v1::EnrolReply* reply) override;

 private:
  absl::Status Answer(const Peer& peer, const v1::RenewRequest& request, v1::EnrolReply* reply);

  EnrolmentDesk& desk_;
  Peers& peers_;
  std::function<absl::Time()> clock_;
  spdlog::logger& log_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_MEMBERSHIP_SERVICE_H_
