// The two calls that need no client certificate: agreeing on a protocol version, and enrolment.
#ifndef OSTEON_COORDINATOR_SESSION_GATE_SERVICE_H_
#define OSTEON_COORDINATOR_SESSION_GATE_SERVICE_H_

#include <functional>

#include "absl/time/time.h"
#include "coordinator/session/enrolment_desk.h"
#include "coordinator/session/peer.h"
#include "coordinator/session/sightings.h"
#include "osteon/v1/session.grpc.pb.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

class GateService : public v1::Gate::CallbackService {
 public:
  GateService(EnrolmentDesk& desk, Peers& peers, Sightings& sightings, std::function<absl::Time()> clock,
              spdlog::logger& log);

  grpc::ServerUnaryReactor* Negotiate(grpc::CallbackServerContext* context,
                                      const v1::NegotiateRequest* request,
                                      v1::NegotiateReply* reply) override;
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context, const v1::EnrolRequest* request,
                                  v1::EnrolReply* reply) override;

 private:
  EnrolmentDesk& desk_;
  Peers& peers_;
  Sightings& sightings_;
  std::function<absl::Time()> clock_;
  spdlog::logger& log_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_GATE_SERVICE_H_
