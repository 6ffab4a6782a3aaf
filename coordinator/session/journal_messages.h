// A journal's round as a message, and back.
#ifndef OSTEON_COORDINATOR_SESSION_JOURNAL_MESSAGES_H_
#define OSTEON_COORDINATOR_SESSION_JOURNAL_MESSAGES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "coordinator/journal/round_log.h"
#include "osteon/v1/session.pb.h"

namespace osteon::coordinator {

// Without the payload, of which the hash is there.
void ToMessage(std::uint64_t sequence, const StoredRound& round, v1::JournalRound* message);

// kInvalidArgument: a site twice, or a head that is none.
absl::StatusOr<StoredRound> RoundFromMessage(const v1::JournalRound& message);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_SESSION_JOURNAL_MESSAGES_H_
