// One connection to the coordinator: a thread that executes the tasks which the stream brings, one after the
// other, and answers them.
#ifndef OSTEON_SITE_AGENT_SESSION_ANSWERING_CONNECTION_H_
#define OSTEON_SITE_AGENT_SESSION_ANSWERING_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/refused_tasks.h"
#include "site_agent/policy/study_proposal.h"
#include "site_agent/session/session_options.h"
#include "site_agent/session/waiting_tasks.h"
#include "spdlog/logger.h"

namespace osteon {

class AnsweringConnection {
 public:
  // `renew`: looks whether the certificate is to be renewed, and does it within the call. All references
  // outlive the connection.
  AnsweringConnection(const std::shared_ptr<grpc::Channel>& channel, SiteExecutor& executor,
                      const Consent& consent, FileLedger& ledger, RefusedTasks& refused,
                      const AgentSessionOptions& options, std::function<void(grpc::ClientContext&)> renew,
                      spdlog::logger& log);
  ~AnsweringConnection();  // a call that is out is cancelled
  AnsweringConnection(const AnsweringConnection&) = delete;
  AnsweringConnection& operator=(const AnsweringConnection&) = delete;

  v1::SiteSession::Stub& stub() { return *stub_; }
  std::size_t TasksWaiting();

  // False: too many wait, so it was not taken.
  bool Take(models::Task task);

  // A refusal is in the ledger before it is told.
  absl::Status Refuse(grpc::ClientContext& context, const models::TaskKey& key, const std::string& reason,
                      bool ends_study = false);

  // A withdrawal is in the ledger before it is told. No error where the coordinator does not want it: a study
  // of another coordinator, or one that was decided otherwise, is no reason not to work.
  absl::Status TellDecision(grpc::ClientContext& context, const StudyDecision& decision);

 private:
  using Clock = WaitingTasks::Clock;

  void Work();
  std::string Label(const models::Task& task);
  bool Answer(const models::Task& task);
  absl::Status LearnMaskKeys(const std::string& study_sha256);
  void ForgetWithdrawn();
  void ApproveByRule();
  absl::StatusOr<bool> ApproveIfCovered(const StudyProposal& proposal);
  bool Refuse(const models::Task& task, const std::string& reason, bool ends_study = false);
  absl::Status TellWithdrawal(const std::string& study_sha256);
  absl::Status Call(const std::function<absl::Status(grpc::ClientContext&)>& call);

  std::unique_ptr<v1::SiteSession::Stub> stub_;
  SiteExecutor& executor_;
  const Consent& consent_;
  FileLedger& ledger_;
  RefusedTasks& refused_;
  const AgentSessionOptions& options_;
  std::function<void(grpc::ClientContext&)> renew_;
  spdlog::logger& log_;
  std::set<std::string> keys_checked_;        // studies; the worker's
  std::map<std::string, std::string> names_;  // of studies by hash; the worker's
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  grpc::ClientContext* call_ = nullptr;
  WaitingTasks waiting_;
  std::thread worker_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_SESSION_ANSWERING_CONNECTION_H_
