#include "site_agent/session/agent_session.h"

#include <chrono>
#include <deque>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "common/version/version.h"
#include "models/federation/kernels.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.grpc.pb.h"
#include "site_agent/session/proposals.h"
#include "site_agent/session/submit.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestNegotiation = absl::Seconds(20);
constexpr std::chrono::seconds kBetweenTries(15);

// No later attempt with the same software and certificate would go better.
bool Final(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsUnauthenticated(status) ||
         absl::IsPermissionDenied(status);
}

}  // namespace

// One connection: a thread that executes, fed by the stream.
class AgentSession::Connection {
 public:
  Connection(std::shared_ptr<grpc::Channel> channel, SiteExecutor& executor, spdlog::logger& log)
      : stub_(v1::SiteSession::NewStub(channel)),
        executor_(executor),
        log_(log),
        worker_([this] { Work(); }) {}

  ~Connection() {
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    worker_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  v1::SiteSession::Stub& stub() { return *stub_; }

  // A task that is queued or under way already is not queued again.
  void Take(models::Task task) {
    {
      const std::scoped_lock lock(mutex_);
      if (!taken_.insert(task.key).second) return;
      queue_.push_back(std::move(task));
    }
    wake_.notify_all();
  }

 private:
  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return ended_ || !queue_.empty(); });
      if (ended_) return;
      const models::Task task = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      const bool answered = Answer(task);
      lock.lock();
      if (answered) {
        taken_.erase(task.key);
        continue;
      }
      // Something here must be mended first; other tasks have their turn meanwhile.
      queue_.push_back(task);
      wake_.wait_for(lock, kBetweenTries, [&] { return ended_ || queue_.size() > 1; });
    }
  }

  // False: not answered now, to be tried again.
  bool Answer(const models::Task& task) {
    const std::variant<Release, Refusal> answer = executor_.Execute(task);
    absl::Status sent;
    if (const auto* release = std::get_if<Release>(&answer)) {
      sent = Submit(*stub_, *release);
      if (sent.ok()) log_.info("{}: answered", task.purpose);
    } else {
      const auto& refusal = std::get<Refusal>(answer);
      log_.error("{}: {}", task.purpose, std::string(refusal.local.message()));
      if (!refusal.for_good) return false;
      sent = SubmitRefusal(*stub_, task.key, refusal.told);
    }
    // The task comes again with the next connection, and is answered with the same bytes.
    if (!sent.ok()) log_.warn("{}: not delivered ({})", task.purpose, std::string(sent.message()));
    return true;
  }

  std::unique_ptr<v1::SiteSession::Stub> stub_;
  SiteExecutor& executor_;
  spdlog::logger& log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::deque<models::Task> queue_;
  std::set<models::TaskKey> taken_;
  std::thread worker_;
};

AgentSession::AgentSession(AgentSessionOptions options, SiteExecutor& executor,
                           const ApprovalFiles& decisions, spdlog::logger& log)
    : options_(std::move(options)), executor_(executor), decisions_(decisions), log_(log) {}

absl::Status AgentSession::Connect() {
  const std::shared_ptr<grpc::Channel> channel = MemberChannel(options_.address, options_.identity);
  OSTEON_RETURN_IF_ERROR(Negotiate(*channel, "osteon-agent", options_.address, kLongestNegotiation));
  Connection connection(channel, executor_, log_);
  OSTEON_ASSIGN_OR_RETURN(const std::vector<StudyDecision> decisions, decisions_.All());
  for (const StudyDecision& decision : decisions) {
    const absl::Status told = SendDecision(connection.stub(), decision);
    // Studies of another coordinator, or ended ones, are no reason not to work.
    if (!told.ok() && absl::IsUnavailable(told)) return told;
  }

  v1::SubscribeRequest request;
  for (const auto& [name, version] : models::KernelVersions()) {
    v1::SoftwareVersion* kernel = request.add_software();
    kernel->set_name("kernel " + name);
    kernel->set_version(version);
  }
  grpc::ClientContext context;
  const std::unique_ptr<grpc::ClientReader<v1::Task>> stream = connection.stub().Subscribe(&context, request);
  {
    const std::scoped_lock lock(mutex_);
    if (stop_) context.TryCancel();
    stream_ = &context;
  }
  stream->WaitForInitialMetadata();
  connected_ = true;
  log_.info("connected to {}", options_.address);
  v1::Task message;
  while (stream->Read(&message)) {
    absl::StatusOr<models::Task> task = models::TaskFromMessage(message);
    if (task.ok()) {
      connection.Take(*std::move(task));
    } else {
      log_.error("a task was refused unread: {}", std::string(task.status().message()));
      const absl::StatusOr<models::TaskKey> key = models::KeyFromMessage(message.key());
      if (key.ok())
        SubmitRefusal(connection.stub(), *key, std::string(task.status().message())).IgnoreError();
    }
  }
  const absl::Status ended = FromRpc(stream->Finish());
  const std::scoped_lock lock(mutex_);
  stream_ = nullptr;
  return ended.ok() ? absl::UnavailableError("the coordinator ended the connection") : ended;
}

bool AgentSession::Pause(absl::Duration pause) {
  std::unique_lock lock(mutex_);
  return !stopped_.wait_for(lock, absl::ToChronoNanoseconds(pause), [&] { return stop_; });
}

absl::Status AgentSession::Run() {
  std::mt19937_64 random(options_.jitter_seed);
  absl::Duration longest = options_.shortest_pause;
  while (true) {
    connected_ = false;
    const absl::Status ended = Connect();
    {
      const std::scoped_lock lock(mutex_);
      if (stop_) return absl::OkStatus();
    }
    if (Final(ended)) return ended;
    if (connected_) longest = options_.shortest_pause;
    const double share = 0.5 + 0.5 * (static_cast<double>(random() >> 11) * 0x1p-53);
    const absl::Duration pause = longest * share;
    log_.warn("{}; trying again in {:.1f} s", std::string(ended.message()), absl::ToDoubleSeconds(pause));
    if (!Pause(pause)) return absl::OkStatus();
    longest = std::min(longest * 1.7, options_.longest_pause);
  }
}

void AgentSession::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
    if (stream_ != nullptr) stream_->TryCancel();
  }
  stopped_.notify_all();
}

}  // namespace osteon
