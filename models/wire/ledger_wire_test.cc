#include "models/wire/ledger_wire.h"

#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::_;

TEST(LedgerHead, ComesBackAlsoWithoutAnEntry) {
  const SignedHead head = {{7, std::string(64, 'a')}, std::string("\0s", 2)};
  for (const SignedHead& each : {head, SignedHead()}) {
    v1::LedgerHead message;
    ToMessage(each, &message);
    ASSERT_OK_AND_ASSIGN(const SignedHead back, HeadFromMessage(message));
    EXPECT_EQ(back.head, each.head);
    EXPECT_EQ(back.signature, each.signature);
  }
}

TEST(LedgerHead, WhatIsNoneIsRefused) {
  v1::LedgerHead whole;
  ToMessage(SignedHead{{7, std::string(64, 'a')}, "s"}, &whole);
  v1::LedgerHead wrong = whole;
  wrong.set_hash("abc");
  EXPECT_THAT(HeadFromMessage(wrong), StatusIs(absl::StatusCode::kInvalidArgument, _));
  wrong = whole;
  wrong.set_hash(std::string(64, 'x'));
  EXPECT_THAT(HeadFromMessage(wrong), StatusIs(absl::StatusCode::kInvalidArgument, _));
  wrong = whole;
  wrong.set_length(~std::uint64_t{0});
  EXPECT_THAT(HeadFromMessage(wrong), StatusIs(absl::StatusCode::kInvalidArgument, _));
  wrong = whole;
  wrong.set_signature(std::string(129, 's'));
  EXPECT_THAT(HeadFromMessage(wrong), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

}  // namespace
}  // namespace osteon::models
