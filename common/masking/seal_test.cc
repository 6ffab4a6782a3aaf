#include "common/masking/seal.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

class SealTest : public ::testing::Test {
 protected:
  const MaskKey alpha_ = *MaskKey::FromPrivate(std::string(32, 'a'));
  const MaskKey beta_ = *MaskKey::FromPrivate(std::string(32, 'b'));
  const MaskKey gamma_ = *MaskKey::FromPrivate(std::string(32, 'c'));
  const std::map<std::string, std::string> keys_ = {
      {"alpha", alpha_.public_bytes()}, {"beta", beta_.public_bytes()}, {"gamma", gamma_.public_bytes()}};
  const std::vector<std::uint64_t> words_ = {1, 2, ~std::uint64_t{0}};

  absl::Status Check(const std::string& context, const std::vector<std::uint64_t>& words,
                     const std::string& tag) const {
    return CheckSeal(beta_, "beta", "alpha", alpha_.public_bytes(), context, words, tag);
  }
};

TEST_F(SealTest, OneForEveryOtherSiteAndEachOpensItsOwn) {
  const auto tags = SealFor(alpha_, "alpha", keys_, "round", words_);
  ASSERT_TRUE(tags.ok());
  ASSERT_EQ(tags->size(), 2U);
  EXPECT_TRUE(Check("round", words_, tags->at("beta")).ok());
  EXPECT_FALSE(Check("round", words_, tags->at("gamma")).ok());
}

TEST_F(SealTest, AnythingElseIsRefused) {
  const std::string tag = SealFor(alpha_, "alpha", keys_, "round", words_)->at("beta");
  EXPECT_EQ(Check("another round", words_, tag).code(), absl::StatusCode::kPermissionDenied);
  std::vector<std::uint64_t> altered = words_;
  altered[0] ^= 1U;
  EXPECT_EQ(Check("round", altered, tag).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_FALSE(Check("round", words_, tag.substr(1)).ok());
  EXPECT_FALSE(Check("round", words_, "").ok());
  // What beta sealed for alpha is not what alpha sealed for beta.
  const std::string back = SealFor(beta_, "beta", keys_, "round", words_)->at("alpha");
  EXPECT_FALSE(Check("round", words_, back).ok());
}

}  // namespace
}  // namespace osteon
