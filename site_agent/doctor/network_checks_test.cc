#include "site_agent/doctor/network_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/certificate_authority.h"
#include "tests/support/fake_peers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using osteon::testing::FakeServer;
using osteon::testing::Says;
using osteon::testing::Silence;
using osteon::testing::SpeaksTls;
using osteon::testing::Tunnels;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Doctor : public ::testing::Test {
 protected:
  Doctor()
      : ca_(CertificateAuthority::Create(folder_ / "ca", "marrow", absl::Now()).value()),
        other_(CertificateAuthority::Create(folder_ / "other", "inspection", absl::Now()).value()) {}

  // A server with a certificate of `ca` for `host`.
  std::function<void(int)> CoordinatorOf(const CertificateAuthority& ca,
                                         const std::string& host = "127.0.0.1", bool h2 = true) {
    const PrivateKey key = PrivateKey::Generate().value();
    return SpeaksTls(key.ToPem().value(),
                     absl::StrCat(ca.SignServer(key, {host}, absl::Now()).value(), ca.certificate_pem()), h2);
  }

  std::map<std::string, Finding> Check(int port) {
    NetworkQuestion question;
    question.coordinator = {"127.0.0.1", port};
    question.ca_certificate = enrolled_ ? ca_.certificate_pem() : "";
    question.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      if (found == variables_.end()) return std::nullopt;
      return found->second;
    };
    question.clock = [this] { return absl::Now() + skew_; };
    question.coordinator_clock = [](const std::string&) -> absl::StatusOr<absl::Time> { return absl::Now(); };
    question.timeout = timeout_;
    std::map<std::string, Finding> found;
    for (Finding& finding : CheckNetwork(question)) found[finding.check] = finding;
    EXPECT_EQ(found.size(), 6u);
    return found;
  }

  osteon::testing::TemporaryFolder folder_;
  CertificateAuthority ca_, other_;
  bool enrolled_ = true;
  absl::Duration timeout_ = absl::Seconds(10), skew_;
  std::map<std::string, std::string> variables_;
};

TEST_F(Doctor, AGoodWayIsOkAllAlong) {
  const FakeServer server(CoordinatorOf(ca_));
  for (const auto& [check, finding] : Check(server.port())) {
    EXPECT_EQ(finding.verdict, Verdict::kOk) << check << ": " << finding.found;
  }
}

TEST_F(Doctor, ANameThatIsNotThereFailsAndTheRestIsNotChecked) {
  NetworkQuestion question;
  question.coordinator = {"coordinator.invalid", 443};
  question.environment = [](const std::string&) { return std::nullopt; };
  const std::vector<Finding> found = CheckNetwork(question);
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found[0].verdict, Verdict::kFail);
  EXPECT_THAT(found[0].to_do, HasSubstr("name servers"));
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_EQ(found[i].found, "not checked");
}

TEST_F(Doctor, AClosedPortAndASilentOneAreToldApart) {
  int closed = 0;
  {
    const FakeServer server(Silence());
    closed = server.port();
  }
  const Finding refused = Check(closed)["connection"];
  EXPECT_EQ(refused.verdict, Verdict::kFail);
  EXPECT_THAT(refused.to_do, HasSubstr("is not running"));

  timeout_ = absl::Milliseconds(200);
  const FakeServer silent(Silence());
  const absl::Time begun = absl::Now();
  const Finding tls = Check(silent.port())["tls"];
  EXPECT_LT(absl::Now() - begun, absl::Seconds(10));
  EXPECT_EQ(tls.verdict, Verdict::kFail);
  EXPECT_THAT(tls.found, HasSubstr("no answer"));
}

TEST_F(Doctor, AnotherCaIsInterceptionAndItsNameIsShown) {
  const FakeServer server(CoordinatorOf(other_));
  std::map<std::string, Finding> found = Check(server.port());
  EXPECT_EQ(found["tls"].verdict, Verdict::kFail);
  EXPECT_THAT(found["tls"].found,
              AllOf(HasSubstr("issued by"), HasSubstr("inspection"), HasSubstr("not the consortium's CA"),
                    HasSubstr(other_.fingerprint())));
  EXPECT_THAT(found["tls"].to_do, HasSubstr("not to inspect 127.0.0.1:"));
  EXPECT_EQ(found["clock"].found, "not checked");
}

TEST_F(Doctor, BeforeEnrolmentTheIssuerIsShownAndNotBelieved) {
  enrolled_ = false;
  const FakeServer server(CoordinatorOf(ca_));
  const Finding tls = Check(server.port())["tls"];
  EXPECT_EQ(tls.verdict, Verdict::kWarn);
  EXPECT_THAT(tls.found, AllOf(HasSubstr("consortium marrow"), HasSubstr("not checked against a CA")));
}

TEST_F(Doctor, ACertificateForAnotherHostIsSaid) {
  const FakeServer server(CoordinatorOf(ca_, "study.example.org"));
  const Finding tls = Check(server.port())["tls"];
  EXPECT_EQ(tls.verdict, Verdict::kFail);
  EXPECT_THAT(tls.found, HasSubstr("not for the host 127.0.0.1"));
}

TEST_F(Doctor, WithoutHttp2ThatFails) {
  const FakeServer server(CoordinatorOf(ca_, "127.0.0.1", false));
  std::map<std::string, Finding> found = Check(server.port());
  EXPECT_EQ(found["tls"].verdict, Verdict::kOk);
  EXPECT_EQ(found["http2"].verdict, Verdict::kFail);
  EXPECT_THAT(found["http2"].to_do, HasSubstr("middlebox"));
}

TEST_F(Doctor, AWrongClockIsNamedWithBothTimes) {
  const FakeServer server(CoordinatorOf(ca_));
  skew_ = absl::Minutes(2);
  EXPECT_EQ(Check(server.port())["clock"].verdict, Verdict::kWarn);
  skew_ = -absl::Hours(24 * 400);
  std::map<std::string, Finding> found = Check(server.port());
  EXPECT_EQ(found["clock"].verdict, Verdict::kFail);
  EXPECT_THAT(found["clock"].found,
              AllOf(HasSubstr("this machine's clock says"), HasSubstr("the coordinator's")));
  EXPECT_THAT(found["tls"].found, HasSubstr("valid from"));
}

TEST_F(Doctor, APasswordThatEndsTheProxysNameFailsAndNothingIsDialled) {
  std::atomic<int> let_through = 0;
  const FakeServer proxy(Tunnels("svc:Pa55#word", &let_through));
  for (const char* password : {"Pa55#word", "Pa55?word", "Pa55/word"}) {
    variables_["https_proxy"] = absl::StrCat("http://svc:", password, "@", proxy.address());
    std::map<std::string, Finding> found = Check(443);
    EXPECT_EQ(found["proxy"].verdict, Verdict::kFail);
    EXPECT_THAT(found["proxy"].found, HasSubstr("write %23 for #"));
    for (const char* later : {"connection", "tls", "http2", "clock"}) {
      EXPECT_EQ(found[later].found, "not checked");
    }
    for (const auto& [check, finding] : found) {
      EXPECT_THAT(finding.found + finding.to_do, Not(HasSubstr("Pa55"))) << check;
    }
  }
  EXPECT_EQ(let_through, 0);
}

TEST_F(Doctor, ThroughAProxyWithUserAndPassword) {
  const FakeServer server(CoordinatorOf(ca_));
  std::atomic<int> let_through = 0;
  const FakeServer proxy(Tunnels("clinic\\ann:p ss", &let_through));
  variables_["https_proxy"] = absl::StrCat("http://clinic%5Cann:p%20ss@", proxy.address());
  for (const auto& [check, finding] : Check(server.port())) {
    EXPECT_EQ(finding.verdict, Verdict::kOk) << check << ": " << finding.found;
    EXPECT_THAT(finding.found, Not(HasSubstr("p ss")));
  }
  EXPECT_EQ(let_through, 1);
}

TEST_F(Doctor, AProxyThatWantsBasicSaysWhereToPutIt) {
  std::atomic<int> let_through = 0;
  const FakeServer proxy(Tunnels("ann:secret", &let_through));
  variables_["https_proxy"] = "http://" + proxy.address();
  std::map<std::string, Finding> found = Check(443);
  EXPECT_EQ(found["proxy"].verdict, Verdict::kFail);
  EXPECT_THAT(found["proxy"].found, HasSubstr("(Basic): HTTP/1.1 407"));
  EXPECT_THAT(found["proxy"].to_do, HasSubstr("set https_proxy=http://USER:PASSWORD@" + proxy.address()));
  variables_["https_proxy"] = "http://ann:wrong@" + proxy.address();
  const Finding wrong = Check(443)["proxy"];
  EXPECT_THAT(wrong.to_do, HasSubstr("does not accept what stands there"));
  EXPECT_THAT(wrong.to_do + wrong.found, Not(HasSubstr("wrong")));
  EXPECT_EQ(let_through, 0);
}

TEST_F(Doctor, AProxyThatWantsNtlmNeedsARelay) {
  const FakeServer proxy(
      Says("HTTP/1.1 407 Who\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n"));
  variables_["https_proxy"] = "http://ann:secret@" + proxy.address();
  const Finding finding = Check(443)["proxy"];
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_THAT(finding.to_do, AllOf(HasSubstr("cntlm"), Not(HasSubstr("secret"))));
}

TEST_F(Doctor, AProxyThatForbidsOrIsSilentIsSaid) {
  const FakeServer forbids(Says("HTTP/1.1 403 Forbidden\r\n\r\n"));
  variables_["https_proxy"] = "http://" + forbids.address();
  EXPECT_THAT(Check(443)["proxy"].to_do, HasSubstr("allow CONNECT to 127.0.0.1:443"));
  const FakeServer silent(Silence());
  timeout_ = absl::Milliseconds(200);
  variables_["https_proxy"] = "http://" + silent.address();
  EXPECT_THAT(Check(443)["proxy"].found, HasSubstr("no answer"));
}

TEST_F(Doctor, AProxyOfAnotherSchemeIsPassedOver) {
  const FakeServer server(CoordinatorOf(ca_));
  variables_["https_proxy"] = "https://proxy.lan:3128";
  std::map<std::string, Finding> found = Check(server.port());
  EXPECT_EQ(found["proxy"].verdict, Verdict::kWarn);
  EXPECT_EQ(found["connection"].verdict, Verdict::kOk);
}

}  // namespace
}  // namespace osteon
