// What sites call: proposals, decisions, the stream of tasks, answers. A site sees its own studies and tasks
// only.
#ifndef OSTEON_COORDINATOR_SESSION_SITE_SERVICE_H_
#define OSTEON_COORDINATOR_SESSION_SITE_SERVICE_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/peer.h"
#include "coordinator/session/sightings.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"
#include "osteon/v1/session.grpc.pb.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

class SiteService : public v1::SiteSession::CallbackService {
 public:
  SiteService(Journal& journal, Peers& peers, Sightings& sightings, TaskBoard& board, StudyEvents& events,
              std::function<absl::Time()> clock, spdlog::logger& log);

  grpc::ServerUnaryReactor* ListProposals(grpc::CallbackServerContext* context,
                                          const v1::ListProposalsRequest* request,
                                          v1::ListProposalsReply* reply) override;
  grpc::ServerUnaryReactor* Decide(grpc::CallbackServerContext* context, const v1::Decision* request,
                                   v1::DecisionReply* reply) override;
  grpc::ServerUnaryReactor* ListMaskKeys(grpc::CallbackServerContext* context,
                                         const v1::ListMaskKeysRequest* request,
                                         v1::ListMaskKeysReply* reply) override;
  grpc::ServerWriteReactor<v1::Task>* Subscribe(grpc::CallbackServerContext* context,
                                                const v1::SubscribeRequest* request) override;
  grpc::ServerReadReactor<v1::SummandChunk>* SubmitSummand(grpc::CallbackServerContext* context,
                                                           v1::SubmitReply* reply) override;
  grpc::ServerUnaryReactor* SubmitRecord(grpc::CallbackServerContext* context,
                                         const v1::RecordSubmission* request,
                                         v1::SubmitReply* reply) override;
  grpc::ServerUnaryReactor* RefuseTask(grpc::CallbackServerContext* context, const v1::TaskRefusal* request,
                                       v1::SubmitReply* reply) override;
  grpc::ServerUnaryReactor* CompareLedgers(grpc::CallbackServerContext* context,
                                           const v1::LedgerHead* request, v1::LedgerHead* reply) override;

 private:
  absl::StatusOr<Peer> Site(const grpc::CallbackServerContext& context);
  absl::Status FillProposals(const std::string& site, v1::ListProposalsReply* reply) const;
  absl::Status TakeHead(const Peer& peer, const v1::LedgerHead& message);
  absl::Status Compare(const Peer& peer, const v1::LedgerHead& request, v1::LedgerHead* reply);
  // kNotFound: no study of that hash with this site on its roster.
  absl::StatusOr<StoredStudy> StudyOf(const std::string& site, const std::string& study_sha256) const;
  absl::Status FillMaskKeys(const std::string& site, const std::string& study_sha256,
                            v1::ListMaskKeysReply* reply) const;
  absl::Status StoreDecision(const Peer& peer, const v1::Decision& decision);

  Journal& journal_;
  Peers& peers_;
  Sightings& sightings_;
  TaskBoard& board_;
  StudyEvents& events_;
  std::function<absl::Time()> clock_;
  spdlog::logger& log_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_SITE_SERVICE_H_
