// The chain of ledger.jsonl. A line is the entry's JSON with two members around it:
//
//   {"previous":"HASH",...,"hash":"HASH"}
//
// "hash" is SHA-256 over the 64 digits of "previous" and the JSON without the two, {...}, byte for byte as it
// stands (common/audit): any tool can check it.
#ifndef OSTEON_SITE_AGENT_POLICY_LEDGER_CHAIN_H_
#define OSTEON_SITE_AGENT_POLICY_LEDGER_CHAIN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/hash_chain.h"
#include "common/audit/signed_head.h"
#include "site_agent/policy/ledger_line.h"

namespace osteon {

// The line, without its end, of an entry with this text.
std::string ChainedLine(const ChainHead& previous, const std::string& text);

struct LedgerContents {
  std::vector<LedgerLine> releases;
  std::vector<LedgerEvent> events;
  ChainHead head;
  std::map<std::uint64_t, std::string> hashes;  // of the chain, by length; also the one a loss goes on from
  std::size_t lines = 0;                        // whole ones
  std::size_t end = 0;                          // where the last whole line ends
  bool chained = true;                          // false: lines of the first version, without hashes
};

// Every whole line of a ledger. kDataLoss: a line that cannot be read, was altered, or does not follow the
// one before it; the message has path and line number, what was found and what was expected.
absl::StatusOr<LedgerContents> ParseLedger(const std::string& text, const std::string& path);

// FOLDER/ledger.jsonl, while an agent may be working on it; empty before its first run.
absl::StatusOr<LedgerContents> ReadLedgerContents(const std::string& folder);

// head.json.
struct LedgerHeadFile {
  std::string site;
  SignedHead head;
  std::string public_key_sha256;  // whose signature it is
};
std::string LedgerHeadText(const LedgerHeadFile& file);
// kDataLoss: not such a file.
absl::StatusOr<LedgerHeadFile> ParseLedgerHead(const std::string& text);

// How a message about a ledger that is not what it was ends.
inline constexpr char kRestoreLedger[] = "; restore the ledger from a backup, nothing is released without it";

// In the folder of a ledger.
std::string LedgerLinesPath(const std::string& folder);
std::string LedgerPayloadsPath(const std::string& folder);
std::string LedgerHeadPath(const std::string& folder);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_POLICY_LEDGER_CHAIN_H_
