// One line of ledger.jsonl.
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "site_agent/policy/ledger.h"

namespace osteon {

struct LedgerLine {
  LedgerEntry entry;
  std::uint64_t payload_offset = 0, payload_bytes = 0;  // in releases.bin
};

// JSON without a line end.
std::string LedgerLineText(const LedgerLine& line);
// kDataLoss: not such a line.
absl::StatusOr<LedgerLine> ParseLedgerLine(const std::string& text);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_
