// One summand, put together from its chunks.
#ifndef OSTEON_COORDINATOR_SESSION_SUMMAND_ASSEMBLY_H_
#define OSTEON_COORDINATOR_SESSION_SUMMAND_ASSEMBLY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "models/federation/task.h"
#include "osteon/v1/session.pb.h"

namespace osteon::coordinator {

class SummandAssembly {
 public:
  // `site` sends the chunks. Of the first one `take_head` is told the head of the site's ledger, and
  // `words_awaited` is asked how many words the site owes: memory is taken for no more, and for none where
  // nobody awaits any.
  SummandAssembly(std::string site, std::function<absl::Status(const v1::LedgerHead&)> take_head,
                  std::function<std::optional<std::size_t>(const models::TaskKey&)> words_awaited)
      : site_(std::move(site)), take_head_(std::move(take_head)), words_awaited_(std::move(words_awaited)) {}

  // The next chunk. kInvalidArgument: it begins elsewhere than the one before it ended, is beyond what is
  // awaited or any summand has, or is the second one without words. kPermissionDenied: the task is not the
  // site's. Or what `take_head` says.
  absl::Status Take(const v1::SummandChunk& chunk);

  // After the last chunk: the words; nothing where nobody awaits them. kInvalidArgument: chunks are missing.
  absl::StatusOr<std::optional<std::vector<std::uint64_t>>> Finish();

  // Of the task; set when the first chunk was taken.
  const std::optional<models::TaskKey>& key() const { return key_; }

 private:
  std::string site_;
  std::function<absl::Status(const v1::LedgerHead&)> take_head_;
  std::function<std::optional<std::size_t>(const models::TaskKey&)> words_awaited_;
  std::optional<models::TaskKey> key_;
  std::optional<std::size_t> awaited_;
  std::size_t empty_chunks_ = 0;
  std::size_t passed_ = 0;  // words of all chunks, also of those that nobody awaits
  std::vector<std::uint64_t> words_;
};

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_SUMMAND_ASSEMBLY_H_
