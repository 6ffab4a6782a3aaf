#include "common/hash/random.h"

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

TEST(Random, BytesHaveTheLengthAndDoNotRepeat) {
  ASSERT_OK_AND_ASSIGN(const std::string a, RandomBytes(32));
  ASSERT_OK_AND_ASSIGN(const std::string b, RandomBytes(32));
  EXPECT_EQ(a.size(), 32U);
  EXPECT_NE(a, b);
  ASSERT_OK_AND_ASSIGN(const std::string none, RandomBytes(0));
  EXPECT_EQ(none, "");
  EXPECT_FALSE(RandomBytes((std::size_t{1} << 20) + 1).ok());
}

TEST(ConstantTimeEqual, IsEquality) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("secret", "secret"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secreT"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secre"));
}

}  // namespace
}  // namespace osteon
