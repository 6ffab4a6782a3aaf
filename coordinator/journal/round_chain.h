// The chain of a study's rounds in the journal.
#ifndef OSTEON_COORDINATOR_JOURNAL_ROUND_CHAIN_H_
#define OSTEON_COORDINATOR_JOURNAL_ROUND_CHAIN_H_

#include <cstdint>
#include <string>

#include "coordinator/journal/round_log.h"

namespace osteon::coordinator {

// The canonical text of a round in its chain (common/audit): a JSON object with every part of it, of the
// payload its hash.
std::string RoundText(const std::string& study_sha256, std::uint64_t sequence, const StoredRound& round);

// Whose chain the coordinator's key signs (SignHead).
std::string JournalName(const std::string& study_sha256);

}  // namespace osteon::coordinator

#endif  // OSTEON_COORDINATOR_JOURNAL_ROUND_CHAIN_H_
