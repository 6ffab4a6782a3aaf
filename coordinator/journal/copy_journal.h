// A copy of a journal that somebody may be writing to.
#ifndef OSTEON_COORDINATOR_JOURNAL_COPY_JOURNAL_H_
#define OSTEON_COORDINATOR_JOURNAL_COPY_JOURNAL_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"

namespace osteon::coordinator {

struct CopiedJournal {
  std::size_t studies = 0;
  std::size_t rounds = 0;
};

// Database and payloads of FOLDER into the folder OUT, which is there and holds no journal, as they are at
// one moment; durable when it returns. A payload is in its file before a row names it, so those of the copied
// rows are all there. kNotFound: no journal. kDataLoss: a payload is missing or damaged.
absl::StatusOr<CopiedJournal> CopyJournal(const std::string& folder, const std::string& out);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_COPY_JOURNAL_H_
