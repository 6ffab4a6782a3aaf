#include "common/network/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Environment Of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

TEST(ProxyFor, NoneWhereNoVariableIsSet) {
  ASSERT_OK_AND_ASSIGN(const auto proxy, ProxyFor("study.example.org", Of({{"HTTPS_PROXY", "http://p:1"}})));
  EXPECT_FALSE(proxy.has_value());  // capitals are not read
}

TEST(ProxyFor, TheFirstOfThreeVariablesCounts) {
  ASSERT_OK_AND_ASSIGN(const auto proxy,
                       ProxyFor("study.example.org", Of({{"http_proxy", "http://last:1"},
                                                         {"https_proxy", "http://p.lan:3128/"}})));
  ASSERT_TRUE(proxy.has_value());
  EXPECT_EQ(EndpointText(proxy->endpoint), "p.lan:3128");
  EXPECT_EQ(proxy->variable, "https_proxy");
  EXPECT_EQ(proxy->user_info, "");
}

TEST(ProxyFor, ReadsUserAndPassword) {
  ASSERT_OK_AND_ASSIGN(
      const auto proxy,
      ProxyFor("study.example.org", Of({{"https_proxy", "http://clinic%5Cann:p%20ss@p.lan:3128"}})));
  EXPECT_EQ(proxy->user_info, "clinic\\ann:p ss");
  EXPECT_EQ(EndpointText(proxy->endpoint), "p.lan:3128");
}

TEST(ProxyFor, NoProxyIsAListOfEndings) {
  const auto proxied = [](const std::string& exceptions) {
    const auto proxy =
        ProxyFor("study.example.org", Of({{"https_proxy", "http://p:1"}, {"no_proxy", exceptions}}));
    return proxy.ok() && proxy->has_value();
  };
  EXPECT_FALSE(proxied("localhost,.Example.org"));
  EXPECT_FALSE(proxied("study.example.org"));
  EXPECT_TRUE(proxied("*.example.com"));
  EXPECT_TRUE(proxied("10.0.0.0/8"));
  EXPECT_TRUE(proxied(" study.example.org"));
}

TEST(ProxyFor, AnotherSchemeIsPassedOverAndNoSecretIsSaid) {
  EXPECT_THAT(
      ProxyFor("study.example.org", Of({{"https_proxy", "socks5://ann:hidden@p:1080"}})),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("https_proxy does not begin with http://"), Not(HasSubstr("hidden")))));
  EXPECT_THAT(
      ProxyFor("study.example.org", Of({{"https_proxy", "http://ann:hidden@:"}})),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("HOST:PORT"), Not(HasSubstr("hidden")))));
}

// gRPC decodes before it looks for the @ that ends them.
TEST(ProxyFor, AnAtSignInThePasswordIsPassedOver) {
  for (const char* url : {"http://ann:hid%40den@p:1", "http://ann:hid@den@p:1"}) {
    EXPECT_THAT(
        ProxyFor("study.example.org", Of({{"https_proxy", url}})),
        StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr("has an @"), Not(HasSubstr("den")))));
  }
}

// gRPC would take what stands before them for the proxy's name.
TEST(ProxyFor, WhatEndsANameMustBeEscapedInThePassword) {
  for (const char* url : {"http://svc:Pa55#word@127.0.0.1:18502", "http://svc:Pa55?word@127.0.0.1:18502",
                          "http://svc:Pa55/word@127.0.0.1:18502", "http://s/vc:Pa55word@p.lan:1/",
                          "http://svc:Pa55@#word@p.lan:1"}) {
    EXPECT_THAT(ProxyFor("study.example.org", Of({{"https_proxy", url}})),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr("https_proxy has a #, ? or / in its user or password"),
                               HasSubstr("write %23 for #, %3F for ? and %2F for /"), Not(HasSubstr("Pa55")),
                               Not(HasSubstr("word@")), Not(HasSubstr("svc")))));
  }
  ASSERT_OK_AND_ASSIGN(
      const auto proxy,
      ProxyFor("study.example.org", Of({{"https_proxy", "http://svc:Pa55%23%3F%2Fword@p.lan:3128"}})));
  EXPECT_EQ(proxy->user_info, "svc:Pa55#?/word");
  ASSERT_OK_AND_ASSIGN(const auto none,
                       ProxyFor("study.example.org", Of({{"https_proxy", "http://svc:Pa55#word@p.lan:3128"},
                                                         {"no_proxy", "example.org"}})));
  EXPECT_FALSE(none.has_value());  // nothing goes there
}

TEST(ProxyFor, TheNameEndsWhereAUriSaysSo) {
  for (const char* url :
       {"http://p.lan:3128/path", "http://p.lan:3128?query", "http://p.lan:3128#fragment"}) {
    ASSERT_OK_AND_ASSIGN(const auto proxy, ProxyFor("study.example.org", Of({{"https_proxy", url}})));
    EXPECT_EQ(EndpointText(proxy->endpoint), "p.lan:3128");
  }
}

TEST(ProxySecrets, AreEveryFormOfUserAndPasswordAndTheLongestIsFirst) {
  EXPECT_THAT(
      ProxySecrets(Of({{"https_proxy", "http://svc:Pa55%23word@p.lan:3128"}})),
      ElementsAre("c3ZjOlBhNTUjd29yZA==", "svc:Pa55%23word", "svc:Pa55#word", "Pa55%23word", "Pa55#word"));
  // Of every variable, whatever is wrong with it.
  EXPECT_THAT(
      ProxySecrets(Of({{"http_proxy", "http://ann:a/b/c/d@p"}, {"grpc_proxy", "ann:hid@den@p"}})),
      AllOf(Contains("ann:a/b/c/d"), Contains("a/b/c/d"), Contains("ann:hid@den"), Contains("hid@den")));
  EXPECT_THAT(ProxySecrets(Of({{"https_proxy", "http://p.lan:3128"}})), IsEmpty());
  EXPECT_THAT(ProxySecrets(Of({})), IsEmpty());
}

// "x" alone would blacken every x.
TEST(ProxySecrets, AVeryShortPasswordIsNoneAlone) {
  EXPECT_THAT(ProxySecrets(Of({{"https_proxy", "http://ann:x@p:1"}})), ElementsAre("YW5uOng=", "ann:x"));
}

}  // namespace
}  // namespace osteon
