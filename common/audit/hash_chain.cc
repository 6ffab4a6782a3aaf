#include "common/audit/hash_chain.h"

#include "common/hash/sha256.h"

namespace osteon {

std::string EmptyChainHash() {
  return std::string(64, '0');
}

ChainHead Append(const ChainHead& head, absl::string_view text) {
  Sha256Hasher hasher;
  hasher.Update(head.hash);
  hasher.Update(text);
  return {head.length + 1, hasher.Hex()};
}

}  // namespace osteon
