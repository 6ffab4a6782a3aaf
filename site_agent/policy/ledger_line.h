// One line of ledger.jsonl, without the chain's hashes (ledger_chain.h).
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "site_agent/policy/ledger.h"

namespace osteon {

// A release and where its payload is.
struct LedgerLine {
  LedgerEntry entry;
  std::uint64_t payload_offset = 0, payload_bytes = 0;  // in releases.bin
  std::size_t number = 0;                               // of the line in its file, from 1; not in its text
};

// A JSON object without a line end.
std::string LedgerLineText(const LedgerLine& line);
std::string LedgerEventText(const LedgerEvent& event);
// kDataLoss: neither.
absl::StatusOr<std::variant<LedgerLine, LedgerEvent>> ParseLedgerLine(const std::string& text);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_LINE_H_
