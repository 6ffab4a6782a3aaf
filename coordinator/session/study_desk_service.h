// What people call: submit, list, follow and cancel studies, fetch results and the journal. Who may do what:
// rights.h.
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
  grpc::ServerUnaryReactor* GetStudy(grpc::CallbackServerContext* context, const v1::GetStudyRequest* request,
                                     v1::Study* reply) override;
  grpc::ServerWriteReactor<v1::JournalPart>* GetJournal(grpc::CallbackServerContext* context,
                                                        const v1::GetJournalRequest* request) override;

 private:
  absl::Status Submit(const Peer& author, const v1::SubmitStudyRequest& request, v1::SubmitStudyReply* reply);
  // The newest study of that name or hash to which the caller may do this. kNotFound: none, or none that is
  // the caller's to know of.
  absl::StatusOr<StoredStudy> FindFor(const Peer& peer, Action action, const std::string& name_or_hash) const;
  absl::StatusOr<std::deque<v1::JournalPart>> JournalOf(const StoredStudy& study) const;
  // As much as the caller may see.
  absl::Status FillStatus(const Peer& peer, const StoredStudy& study, v1::StudyStatus* status) const;

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
