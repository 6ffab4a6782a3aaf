#include "common/audit/hash_chain.h"

#include <string>
#include <vector>

#include "common/hash/sha256.h"
#include "gtest/gtest.h"

namespace osteon {
namespace {

ChainHead Of(const std::vector<std::string>& texts) {
  ChainHead head;
  for (const std::string& text : texts) head = Append(head, text);
  return head;
}

TEST(HashChain, IsSha256OverThePreviousHashAndTheText) {
  const ChainHead one = Append(ChainHead(), "first");
  EXPECT_EQ(one.length, 1U);
  // printf '%064dfirst' 0 | sha256sum
  EXPECT_EQ(one.hash, "d9839a3ef9bdc3082fc8df18ed2f71a0a09f6c789f8e9629c9ef6638cac9e97b");
  EXPECT_EQ(Append(one, "second").hash, Sha256Hex(one.hash + "second"));
}

TEST(HashChain, AnAlteredRemovedSwappedOrAddedEntryIsAnotherHead) {
  const ChainHead whole = Of({"a", "b", "c"});
  EXPECT_EQ(Of({"a", "b", "c"}), whole);
  for (const std::vector<std::string>& other : std::vector<std::vector<std::string>>{
           {"a", "B", "c"}, {"a", "c"}, {"b", "a", "c"}, {"a", "b", "c", "d"}, {"ab", "c"}, {"a", "bc"}}) {
    EXPECT_NE(Of(other).hash, whole.hash);
  }
}

}  // namespace
}  // namespace osteon
