#include "common/network/listening.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kCannot = absl::StatusCode::kUnavailable;

TEST(Listening, APortThatAnotherHasIsSaidToBeTaken) {
  const int taken = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  ASSERT_EQ(::bind(taken, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(taken, 1), 0);
  ASSERT_EQ(::getsockname(taken, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const Endpoint endpoint{"127.0.0.1", ntohs(address.sin_port)};
  EXPECT_THAT(CheckCanListen(endpoint), StatusIs(kCannot, AllOf(HasSubstr("cannot listen on 127.0.0.1:"),
                                                                HasSubstr("another program has the port"))));
  ::close(taken);
  EXPECT_THAT(CheckCanListen(endpoint), IsOk());
  EXPECT_THAT(CheckCanListen(endpoint), IsOk());  // it was given back
}

TEST(Listening, AnAddressOfAnotherMachineIsSaidToBeThat) {
  // RFC 5737: for documentation, so nobody's.
  EXPECT_THAT(CheckCanListen({"192.0.2.1", 7443}), StatusIs(kCannot, HasSubstr("is not this machine's")));
}

TEST(Listening, AnyPortCanBeHad) {
  EXPECT_THAT(CheckCanListen({"127.0.0.1", 0}), IsOk());
}

}  // namespace
}  // namespace osteon
