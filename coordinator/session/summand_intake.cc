#include "coordinator/session/summand_intake.h"

#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "models/wire/federation_wire.h"

namespace osteon::coordinator {
namespace {

class Intake : public grpc::ServerReadReactor<v1::SummandChunk> {
 public:
  Intake(TaskBoard& board, absl::StatusOr<std::string> site, std::function<absl::Status()> may,
         std::function<absl::Status(const v1::LedgerHead&)> take_head)
      : board_(board), may_(std::move(may)), take_head_(std::move(take_head)) {
    if (!site.ok()) {
      Finish(ToRpc(site.status()));
      return;
    }
    site_ = *std::move(site);
    StartRead(&chunk_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(ToRpc(Complete()));
      return;
    }
    const absl::Status status = TakeGuarded();
    if (!status.ok()) {
      Finish(ToRpc(status));
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
    if (!key_) {
      OSTEON_ASSIGN_OR_RETURN(key_, models::KeyFromMessage(chunk_.key()));
      OSTEON_RETURN_IF_ERROR(CheckIsFor(site_, *key_));
      OSTEON_RETURN_IF_ERROR(take_head_(chunk_.ledger_head()));
      awaited_ = board_.WordsAwaited(site_, *key_);
      if (awaited_) words_.reserve(*awaited_);
    }
    const auto count = static_cast<std::size_t>(chunk_.words_size());
    // A stream ends: each chunk after the first brings words, and no summand has more than this.
    passed_ += count;
    if ((count == 0 && empty_chunks_++ > 0) || passed_ > models::kMostSummandWords) {
      return absl::InvalidArgumentError(
          absl::StrCat("a summand has a chunk of ", count, " words after ", passed_ - count,
                       "; chunks have words, all together at most ", models::kMostSummandWords));
    }
    if (!awaited_) return absl::OkStatus();
    if (chunk_.offset() != words_.size() || words_.size() + count > *awaited_) {
      return absl::InvalidArgumentError(absl::StrCat("a summand of ", *awaited_, " words has a chunk of ",
                                                     count, " at ", chunk_.offset(), " after ",
                                                     words_.size()));
    }
    words_.insert(words_.end(), chunk_.words().begin(), chunk_.words().end());
    return absl::OkStatus();
  }

  absl::Status Complete() {
    if (!key_) return absl::InvalidArgumentError("a summand without a chunk");
    OSTEON_RETURN_IF_ERROR(may_());
    if (!awaited_) return absl::OkStatus();
    if (words_.size() != *awaited_) {
      return absl::InvalidArgumentError(
          absl::StrCat("a summand ended after ", words_.size(), " of ", *awaited_, " words"));
    }
    return board_.SubmitSummand(site_, *key_, std::move(words_));
  }

  TaskBoard& board_;
  std::function<absl::Status()> may_;
  std::function<absl::Status(const v1::LedgerHead&)> take_head_;
  std::string site_;
  v1::SummandChunk chunk_;
  std::optional<models::TaskKey> key_;
  std::optional<std::size_t> awaited_;
  std::size_t empty_chunks_ = 0;
  std::size_t passed_ = 0;  // words of all chunks, also of those that nobody awaits
  std::vector<std::uint64_t> words_;
};

}  // namespace

grpc::ServerReadReactor<v1::SummandChunk>* TakeSummand(
    TaskBoard& board, absl::StatusOr<std::string> site, std::function<absl::Status()> may,
    std::function<absl::Status(const v1::LedgerHead&)> take_head) {
  return new Intake(board, std::move(site), std::move(may), std::move(take_head));
}

}  // namespace osteon::coordinator
