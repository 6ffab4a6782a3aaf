// A chain of entries of which none can be altered, left out or moved without changing every later hash.
#ifndef OSTEON_COMMON_AUDIT_HASH_CHAIN_H_
#define OSTEON_COMMON_AUDIT_HASH_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace osteon {

// The hash of a chain without entries: 64 zeros.
std::string EmptyChainHash();

// How far a chain goes: its number of entries and the last one's hash, 64 lower-case digits.
struct ChainHead {
  std::uint64_t length = 0;
  std::string hash = EmptyChainHash();
  friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

// The head after one more entry: its hash is SHA-256 over the previous hash (its 64 digits) and the entry's
// canonical text, which is the caller's: equal entries must have equal texts, other entries other texts.
ChainHead Append(const ChainHead& head, absl::string_view text);

}  // namespace osteon

#endif  // OSTEON_COMMON_AUDIT_HASH_CHAIN_H_
