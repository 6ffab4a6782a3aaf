// What people call: submit, list, follow and cancel studies, fetch results and the journal. A statistician
// sees her own studies; an operator sees which there are and in what state.
#ifndef OSTEON_COORDINATOR_SESSION_STUDY_DESK_SERVICE_H_
#define OSTEON_COORDINATOR_SESSION_STUDY_DESK_SERVICE_H_

#include <deque>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "coordinator/journal/journal.h"
#include "coordinator/session/peer.h"
#include "coordinator/session/study_events.h"
#include "coordinator/session/task_board.h"
#include "osteon/v1/session.grpc.pb.h"
#include "spdlog/logger.h"

namespace osteon::coordinator {

class StudyDeskService : public v1::StudyDesk::CallbackService {
 public:
  // `certificate`: the coordinator's, whose key signs the journal's heads.
  StudyDeskService(Journal& journal, Peers& peers, const TaskBoard& board, StudyEvents& events,
                   std::string certificate, std::function<absl::Time()> clock, spdlog::logger& log);

  grpc::ServerUnaryReactor* SubmitStudy(grpc::CallbackServerContext* context,
                                        const v1::SubmitStudyRequest* request,
                                        v1::SubmitStudyReply* reply) override;
  grpc::ServerUnaryReactor* ListStudies(grpc::CallbackServerContext* context,
                                        const v1::ListStudiesRequest* request,
                                        v1::ListStudiesReply* reply) override;
  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request, v1::StudyStatus* reply) override;
  grpc::ServerUnaryReactor* CancelStudy(grpc::CallbackServerContext* context,
                                        const v1::CancelStudyRequest* request,
                                        v1::StudyStatus* reply) override;
  grpc::ServerWriteReactor<v1::ResultText>* GetResults(grpc::CallbackServerContext* context,
                                                       const v1::GetResultsRequest* request) override;
  grpc::ServerWriteReactor<v1::JournalPart>* GetJournal(grpc::CallbackServerContext* context,
                                                        const v1::GetJournalRequest* request) override;

 private:
  absl::StatusOr<Peer> Caller(const grpc::CallbackServerContext& context, const std::vector<Role>& roles);
  absl::Status Submit(const Peer& author, const v1::SubmitStudyRequest& request, v1::SubmitStudyReply* reply);
  absl::StatusOr<StoredStudy> VisibleStudy(const Peer& peer, const std::string& name_or_hash) const;
  absl::StatusOr<std::deque<v1::JournalPart>> JournalOf(const StoredStudy& study) const;
  absl::Status FillStatus(const StoredStudy& study, v1::StudyStatus* status) const;

  Journal& journal_;
  Peers& peers_;
  const TaskBoard& board_;
  StudyEvents& events_;
  std::string certificate_;
  std::function<absl::Time()> clock_;
  spdlog::logger& log_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_STUDY_DESK_SERVICE_H_
