#include "coordinator/session/attempt_limit.h"

#include "tests/support/status_matchers.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

TEST(AttemptLimit, TheSixthTryWithinAMinuteWaitsUntilTheFirstIsAMinuteOld) {
  AttemptLimit limit;
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(limit.Check("192.0.2.7", kNow + absl::Seconds(i)), IsOk());
    limit.Refused("192.0.2.7", kNow + absl::Seconds(i));
  }
  EXPECT_THAT(limit.Check("192.0.2.7", kNow + absl::Seconds(20)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("Wait 40 s")));
  EXPECT_THAT(limit.Check("192.0.2.8", kNow + absl::Seconds(20)), IsOk());
  EXPECT_THAT(limit.Check("192.0.2.7", kNow + absl::Seconds(60)), IsOk());
  limit.Refused("192.0.2.7", kNow + absl::Seconds(60));
  EXPECT_FALSE(limit.Check("192.0.2.7", kNow + absl::Seconds(60.5)).ok());
}

TEST(AttemptLimit, ManyAddressesDoNotMakeItForgetOneThatTriesNow) {
  AttemptLimit limit;
  for (int i = 0; i < 9'990; ++i) limit.Refused(std::to_string(i), kNow - absl::Minutes(2));
  for (int i = 0; i < 20; ++i) limit.Refused("192.0.2.7", kNow);
  for (int i = 0; i < 20; ++i) limit.Refused("new" + std::to_string(i), kNow);
  EXPECT_FALSE(limit.Check("192.0.2.7", kNow).ok());
}

TEST(AddressOfPeer, IsTheAddressWithoutPortAndOfIpv6TheNetwork) {
  EXPECT_EQ(AddressOfPeer("ipv4:192.0.2.7:40001"), "192.0.2.7");
  EXPECT_EQ(AddressOfPeer("ipv6:%5B2001:db8:1:2:3:4:5:6%5D:40001"), "2001:db8:1:2::/64");
  EXPECT_EQ(AddressOfPeer("ipv6:[2001:db8:1:2::9]:1"), "2001:db8:1:2::/64");
  EXPECT_EQ(AddressOfPeer("ipv6:%5B::ffff:192.0.2.7%5D:40001"), "192.0.2.7");
  EXPECT_EQ(AddressOfPeer("unix:/tmp/socket"), "unix:/tmp/socket");
  EXPECT_EQ(AddressOfPeer(""), "");
}

}  // namespace
}  // namespace osteon::coordinator
