#include "coordinator/session/summand_intake.h"

#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "common/status/status_macros.h"
#include "coordinator/session/finish.h"
#include "coordinator/session/summand_assembly.h"

namespace osteon::coordinator {
namespace {

class Intake : public grpc::ServerReadReactor<v1::SummandChunk> {
 public:
  Intake(TaskBoard& board, absl::StatusOr<std::string> site, std::function<absl::Status()> may,
         std::function<absl::Status(const v1::LedgerHead&)> take_head)
      : board_(board), may_(std::move(may)) {
    if (!site.ok()) {
      Finish(ToCaller(site.status()));
      return;
    }
    site_ = *std::move(site);
    summand_.emplace(site_, std::move(take_head),
                     [this](const models::TaskKey& key) { return board_.WordsAwaited(site_, key); });
    StartRead(&chunk_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(ToCaller(Complete()));
      return;
    }
    const absl::Status status = TakeGuarded();
    if (!status.ok()) {
      Finish(ToCaller(status));
      return;
    }
    StartRead(&chunk_);
  }
  void OnDone() override { delete this; }

 private:
  // A summand for which there is no memory is not taken; the site sends it again.
  absl::Status TakeGuarded() {
    try {
      return Take();
    } catch (const std::bad_alloc&) {
      return absl::UnavailableError("the coordinator has no memory for this summand at present");
    }
  }

  absl::Status Take() {
    OSTEON_RETURN_IF_ERROR(may_());
    return summand_->Take(chunk_);
  }

  absl::Status Complete() {
    OSTEON_RETURN_IF_ERROR(may_());
    OSTEON_ASSIGN_OR_RETURN(std::optional<std::vector<std::uint64_t>> words, summand_->Finish());
    if (!words) return absl::OkStatus();
    return board_.SubmitSummand(site_, *summand_->key(), *std::move(words));
  }

  TaskBoard& board_;
  std::function<absl::Status()> may_;
  std::string site_;
  std::optional<SummandAssembly> summand_;
  v1::SummandChunk chunk_;
};

}  // namespace

grpc::ServerReadReactor<v1::SummandChunk>* TakeSummand(
    TaskBoard& board, absl::StatusOr<std::string> site, std::function<absl::Status()> may,
    std::function<absl::Status(const v1::LedgerHead&)> take_head) {
  return new Intake(board, std::move(site), std::move(may), std::move(take_head));
}

}  // namespace osteon::coordinator
