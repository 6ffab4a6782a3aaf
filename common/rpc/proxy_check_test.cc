#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/member_connection.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::IsOk;
using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAddress[] = "study.example.org:7443";

class ProxyCheck : public ::testing::Test {
 protected:
  ProxyCheck() {
    for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy", "no_grpc_proxy", "no_proxy"}) {
      unsetenv(name);
    }
    setenv("https_proxy", "http://svc:Pa55#word@127.0.0.1:9", 1);
  }
  ~ProxyCheck() override { unsetenv("https_proxy"); }
};

// Each is asked for something that would fail otherwise, too, and with another code, had it dialled.
TEST_F(ProxyCheck, NoChannelIsMadeWhereThePasswordWouldBeShown) {
  const auto stops = StatusIs(absl::StatusCode::kFailedPrecondition,
                              AllOf(HasSubstr("write %23 for #"), Not(HasSubstr("Pa55"))));
  const absl::Duration short_while = absl::Milliseconds(100);
  EXPECT_THAT(CheckProxy(kAddress), stops);
  EXPECT_THAT(ConnectMember(kAddress, Identity(), "osteon", absl::Now(), short_while), stops);
  EXPECT_THAT(EnrolmentChannel(kAddress, "not looked at", absl::Now()), stops);
  EXPECT_THAT(CoordinatorClock(kAddress, "not looked at", short_while), stops);
  EXPECT_EQ(WhyNotConnected(kAddress, "not looked at", std::nullopt, absl::Now(), short_while), "");
}

TEST_F(ProxyCheck, WhatGrpcPassesOverOrReadsRightlyStopsNothing) {
  for (const char* url : {"http://svc:Pa55%23word@127.0.0.1:9", "socks5://svc:Pa55@127.0.0.1:9", ""}) {
    setenv("https_proxy", url, 1);
    EXPECT_THAT(CheckProxy(kAddress), IsOk()) << url;
  }
  setenv("https_proxy", "http://svc:Pa55#word@127.0.0.1:9", 1);
  setenv("no_proxy", "example.org:7443,example.org", 1);
  EXPECT_THAT(CheckProxy(kAddress), IsOk());
  unsetenv("no_proxy");
}

}  // namespace
}  // namespace osteon
