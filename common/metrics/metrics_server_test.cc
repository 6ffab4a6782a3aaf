#include "common/metrics/metrics_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::StartsWith;

MetricsSources Sources(const absl::Status& ready) {
  return {[] { return std::vector<Metric>{Gauge("osteon_agent_connected", "1 while connected.", 1)}; },
          [ready] { return ready; }};
}

httplib::Result Get(const MetricsServer& server, const char* path) {
  return httplib::Client("http://" + server.address()).Get(path);
}

TEST(MetricsServer, AnswersOnLoopbackUnlessAnAddressIsNamed) {
  ASSERT_OK_AND_ASSIGN(const auto server, MetricsServer::Start("0", Sources(absl::OkStatus())));
  EXPECT_THAT(server->address(), StartsWith("127.0.0.1:"));
  const httplib::Result metrics = Get(*server, "/metrics");
  ASSERT_TRUE(metrics);
  EXPECT_EQ(metrics->status, 200);
  EXPECT_THAT(metrics->get_header_value("Content-Type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(metrics->body, HasSubstr("\nosteon_agent_connected 1\n"));
  EXPECT_EQ(Get(*server, "/healthz")->status, 200);
  EXPECT_EQ(Get(*server, "/readyz")->status, 200);
  EXPECT_EQ(Get(*server, "/")->status, 404);
}

TEST(MetricsServer, WhoIsNotReadySaysWhyAndIsHealthy) {
  ASSERT_OK_AND_ASSIGN(const auto server,
                       MetricsServer::Start("127.0.0.1:0", Sources(absl::UnavailableError("not connected"))));
  EXPECT_EQ(Get(*server, "/healthz")->status, 200);
  const httplib::Result ready = Get(*server, "/readyz");
  EXPECT_EQ(ready->status, 503);
  EXPECT_EQ(ready->body, "not connected\n");
}

TEST(MetricsServer, AnIpv6AddressHasBrackets) {
  const auto server = MetricsServer::Start("[::1]:0", Sources(absl::OkStatus()));
  if (absl::IsUnavailable(server.status())) GTEST_SKIP() << "this machine has no IPv6";
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_THAT((*server)->address(), StartsWith("[::1]:"));
  EXPECT_EQ(Get(**server, "/healthz")->status, 200);
}

TEST(MetricsServer, APortThatIsTakenIsRefused) {
  ASSERT_OK_AND_ASSIGN(const auto first, MetricsServer::Start("0", Sources(absl::OkStatus())));
  EXPECT_THAT(MetricsServer::Start(first->address(), Sources(absl::OkStatus())),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("the port is taken")));
}

TEST(MetricsServer, WhatIsNoAddressIsRefused) {
  for (const char* wrong : {"", ":", "localhost", ":9464", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:-1"}) {
    EXPECT_THAT(MetricsServer::Start(wrong, Sources(absl::OkStatus())),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ADDRESS:PORT")))
        << wrong;
  }
}

}  // namespace
}  // namespace osteon
