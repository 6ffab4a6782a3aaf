#include "common/network/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

TEST(Endpoint, AHostAndItsPort) {
  ASSERT_OK_AND_ASSIGN(const Endpoint name, ParseEndpoint("study.example.org:443"));
  EXPECT_EQ(name.host, "study.example.org");
  EXPECT_EQ(name.port, 443);
  ASSERT_OK_AND_ASSIGN(const Endpoint address, ParseEndpoint("192.0.2.7:65535"));
  EXPECT_EQ(address.host, "192.0.2.7");
  EXPECT_EQ(address.port, 65535);
}

TEST(Endpoint, WithoutAPortItIs443) {
  ASSERT_OK_AND_ASSIGN(const Endpoint endpoint, ParseEndpoint("study.example.org"));
  EXPECT_EQ(endpoint.port, 443);
  EXPECT_EQ(EndpointText(endpoint), "study.example.org:443");
}

TEST(Endpoint, AnIpv6AddressStandsInBrackets) {
  ASSERT_OK_AND_ASSIGN(const Endpoint endpoint, ParseEndpoint("[2001:db8::1]:443"));
  EXPECT_EQ(endpoint.host, "2001:db8::1");
  EXPECT_EQ(endpoint.port, 443);
  for (const char* wrong : {"2001:db8::1:443", "[2001:db8::1]", "[]:1", "[::1:1", "::1]:1", "[a]b]:1"}) {
    EXPECT_THAT(ParseEndpoint(wrong), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(wrong)));
  }
}

TEST(Endpoint, WhatIsNotHostAndPortIsRefusedWithItsText) {
  for (const char* wrong :
       {"", ":", "host:", ":443", "host:0", "host:65536", "host:-1", "host:+1", "host: 1", "host:1 ",
        "host:0x10", "host:99999999999999999999", "host:443/", "https://host:443", "my host:1"}) {
    EXPECT_THAT(ParseEndpoint(wrong),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(std::string("'") + wrong + "'")))
        << wrong;
  }
}

TEST(Endpoint, PortZeroIsForAServerThatTakesAnyPort) {
  ASSERT_OK_AND_ASSIGN(const Endpoint endpoint, ParseEndpoint("localhost:0", /*any_port=*/true));
  EXPECT_EQ(endpoint.port, 0);
  EXPECT_FALSE(ParseEndpoint("localhost:-0", /*any_port=*/true).ok());
  EXPECT_FALSE(ParseEndpoint("localhost:", /*any_port=*/true).ok());
}

}  // namespace
}  // namespace osteon
