#include "coordinator/session/summand_assembly.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "coordinator/session/task_board.h"
#include "models/wire/federation_wire.h"

namespace osteon::coordinator {

absl::Status SummandAssembly::Take(const v1::SummandChunk& chunk) {
  if (!key_) {
    OSTEON_ASSIGN_OR_RETURN(models::TaskKey key, models::KeyFromMessage(chunk.key()));
    OSTEON_RETURN_IF_ERROR(CheckIsFor(site_, key));
    OSTEON_RETURN_IF_ERROR(take_head_(chunk.ledger_head()));
    awaited_ = words_awaited_(key);
    if (awaited_) words_.reserve(*awaited_);
    key_ = std::move(key);
  }
  const auto count = static_cast<std::size_t>(chunk.words_size());
  // A stream ends: each chunk after the first brings words, and no summand has more than this.
  passed_ += count;
  if ((count == 0 && empty_chunks_++ > 0) || passed_ > models::kMostSummandWords) {
    return absl::InvalidArgumentError(
        absl::StrCat("a summand has a chunk of ", count, " words after ", passed_ - count,
                     "; chunks have words, all together at most ", models::kMostSummandWords));
  }
  if (!awaited_) return absl::OkStatus();
  if (chunk.offset() != words_.size() || words_.size() + count > *awaited_) {
    return absl::InvalidArgumentError(absl::StrCat("a summand of ", *awaited_, " words has a chunk of ",
                                                   count, " at ", chunk.offset(), " after ", words_.size()));
  }
  words_.insert(words_.end(), chunk.words().begin(), chunk.words().end());
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::vector<std::uint64_t>>> SummandAssembly::Finish() {
  if (!key_) return absl::InvalidArgumentError("a summand without a chunk");
  if (!awaited_) return std::nullopt;
  if (words_.size() != *awaited_) {
    return absl::InvalidArgumentError(
        absl::StrCat("a summand ended after ", words_.size(), " of ", *awaited_, " words"));
  }
  return std::move(words_);
}

}  // namespace osteon::coordinator
