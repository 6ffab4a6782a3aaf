#include "coordinator/session/task_stream.h"

#include <deque>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "common/rpc/rpc_status.h"
#include "models/wire/federation_wire.h"

namespace osteon::coordinator {
namespace {

using TaskReactor = grpc::ServerWriteReactor<v1::Task>;

// Queues tasks towards a reactor as long as that lives. The board and the reactor share it.
class StreamCarrier : public TaskCarrier {
 public:
  StreamCarrier(TaskReactor* reactor, std::function<absl::Status()> may)
      : reactor_(reactor), may_(std::move(may)) {}

  void Carry(std::shared_ptr<const models::Task> task) override {
    const std::scoped_lock lock(mutex_);
    if (ended_) return;
    queue_.push_back(std::move(task));
    if (!writing_) WriteNext();
  }

  void Cut(const absl::Status& why) override {
    const std::scoped_lock lock(mutex_);
    if (!ended_) End(ToRpc(why));
  }

  void WriteDone(bool ok) {
    const std::scoped_lock lock(mutex_);
    writing_ = false;
    if (ended_) return;
    if (!ok) {
      End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the connection is gone"));
    } else if (!queue_.empty()) {
      WriteNext();
    }
  }

  void Cancelled() {
    const std::scoped_lock lock(mutex_);
    if (!ended_) End(grpc::Status::CANCELLED);
  }

 private:
  void WriteNext() {
    if (const absl::Status status = may_(); !status.ok()) {
      End(ToRpc(status));
      return;
    }
    try {
      message_.Clear();
      models::ToMessage(*queue_.front(), &message_);
    } catch (const std::bad_alloc&) {  // the site dials again and gets the task anew
      End(grpc::Status(grpc::StatusCode::UNAVAILABLE, "the coordinator has no memory for a task at present"));
      return;
    }
    writing_ = true;
    queue_.pop_front();
    reactor_->StartWrite(&message_);
  }
  void End(const grpc::Status& status) {
    ended_ = true;
    queue_.clear();
    reactor_->Finish(status);
  }

  std::mutex mutex_;
  TaskReactor* reactor_;  // valid until End
  std::function<absl::Status()> may_;
  std::deque<std::shared_ptr<const models::Task>> queue_;
  v1::Task message_;
  bool writing_ = false;
  bool ended_ = false;
};

class TaskStream : public TaskReactor {
 public:
  TaskStream(TaskBoard& board, Sightings& sightings, std::string site, std::function<absl::Status()> may)
      : board_(board),
        sightings_(sightings),
        site_(std::move(site)),
        carrier_(std::make_shared<StreamCarrier>(this, std::move(may))) {
    StartSendInitialMetadata();
    sightings_.Connected(site_);
    board_.Subscribe(site_, carrier_);
  }
  void OnWriteDone(bool ok) override { carrier_->WriteDone(ok); }
  void OnCancel() override { carrier_->Cancelled(); }
  void OnDone() override {
    board_.Unsubscribe(site_, carrier_.get());
    sightings_.Left(site_);
    delete this;
  }

 private:
  TaskBoard& board_;
  Sightings& sightings_;
  std::string site_;
  std::shared_ptr<StreamCarrier> carrier_;
};

class Ended : public TaskReactor {
 public:
  explicit Ended(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::Task>* StreamTasks(TaskBoard& board, Sightings& sightings, std::string site,
                                                std::function<absl::Status()> may) {
  return new TaskStream(board, sightings, std::move(site), std::move(may));
}

grpc::ServerWriteReactor<v1::Task>* EndedStream(const grpc::Status& status) {
  return new Ended(status);
}

}  // namespace osteon::coordinator
