#include "common/network/dial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_peers.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::FakeServer;
using osteon::testing::IsOk;
using osteon::testing::Says;
using osteon::testing::Silence;
using osteon::testing::StatusIs;
using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Deadline Soon() {
  return Deadline(absl::Seconds(10));
}

// No resolver is asked.
TEST(Resolve, AnAddressIsItself) {
  const Deadline over(absl::ZeroDuration());
  EXPECT_THAT(Resolve("192.0.2.7", over).value(), ElementsAre("192.0.2.7"));
  EXPECT_THAT(Resolve("2001:db8::7", over).value(), ElementsAre("2001:db8::7"));
}

TEST(Resolve, ANameHasAddresses) {
  EXPECT_THAT(Resolve("localhost", Soon()).value(), Contains("127.0.0.1"));
}

// RFC 6761 keeps .invalid free for ever. Without any name server the resolver says that it has none.
TEST(Resolve, ANameThatIsNotThereIsSaid) {
  const absl::Status status = Resolve("coordinator.invalid", Soon()).status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("coordinator.invalid: "));
}

TEST(Dial, AClosedPortIsRefused) {
  int port = 0;
  {
    const FakeServer server(Silence());
    port = server.port();
  }
  EXPECT_THAT(Dial({"127.0.0.1"}, port, Soon()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("127.0.0.1: Connection refused")));
}

TEST(Dial, TheFirstAddressThatAnswersIsTaken) {
  const FakeServer server(Silence());
  EXPECT_THAT(Dial({"::1", "127.0.0.1"}, server.port(), Soon()), IsOk());
}

TEST(Dial, WhoNeverAnswersIsGivenUp) {
  const FakeServer server(Silence());
  ASSERT_OK_AND_ASSIGN(const Socket socket, Dial({"127.0.0.1"}, server.port(), Soon()));
  const absl::Time begun = absl::Now();
  EXPECT_THAT(AskProxy(socket, {"study.example.org", 443}, "", Deadline(absl::Milliseconds(200))),
              StatusIs(absl::StatusCode::kDeadlineExceeded, _));
  EXPECT_LT(absl::Now() - begun, absl::Seconds(5));
}

absl::StatusOr<ProxyReply> Ask(const std::string& answer) {
  const FakeServer server(Says(answer));
  absl::StatusOr<Socket> socket = Dial({"127.0.0.1"}, server.port(), Soon());
  if (!socket.ok()) return socket.status();
  return AskProxy(*socket, {"study.example.org", 443}, "ann:secret", Soon());
}

TEST(AskProxy, SaysWhichCredentialsAreWanted) {
  ASSERT_OK_AND_ASSIGN(const ProxyReply reply,
                       Ask("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n"
                           "proxy-authenticate:  NTLM\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n"));
  EXPECT_EQ(reply.code, 407);
  EXPECT_EQ(reply.line, "HTTP/1.1 407 Proxy Authentication Required");
  EXPECT_THAT(reply.schemes, ElementsAre("Negotiate", "NTLM", "Basic"));
}

TEST(AskProxy, WhatIsNoProxyIsSaid) {
  EXPECT_THAT(Ask("SSH-2.0-OpenSSH_9.2\r\n"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not an HTTP proxy")));
  EXPECT_THAT(Ask("HTTP/1.1 much\r\n\r\n"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not an HTTP proxy")));
  EXPECT_THAT(Ask("HTTP/1.1 " + std::string(20000, 'x')),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("without an end")));
  EXPECT_THAT(Ask("HTTP/1"), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("closed")));
}

}  // namespace
}  // namespace osteon
