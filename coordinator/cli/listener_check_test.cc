#include "coordinator/cli/listener_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/certificate_authority.h"
#include "tests/support/fake_peers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon::coordinator {
namespace {

using ::osteon::testing::FakeServer;
using ::osteon::testing::IsOk;
using ::osteon::testing::Silence;
using ::osteon::testing::SpeaksTls;
using ::osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr ListenerProbes kQuick{absl::Milliseconds(1), absl::Milliseconds(300), 3};

bool FindsItDeafSoon(ListenerCheck& check, const std::string& address) {
  absl::SleepFor(absl::Milliseconds(2));  // so that it dials
  return check.FindsItDeaf(address);
}

// A listener that gave up is as silent: the system still takes connections for it.
TEST(ListenerCheck, SilenceIsDeafAfterThreeProbesAndCountsAnew) {
  const FakeServer server(Silence());
  const std::string address = absl::StrCat("127.0.0.1:", server.port());
  ListenerCheck check(kQuick);
  EXPECT_THAT(check.Last(), IsOk());
  for (int round = 0; round < 2; ++round) {
    EXPECT_FALSE(FindsItDeafSoon(check, address));
    EXPECT_THAT(check.Last(), StatusIs(absl::StatusCode::kUnavailable,
                                       AllOf(HasSubstr("nobody can connect"), HasSubstr(address))));
    EXPECT_FALSE(FindsItDeafSoon(check, address));
    EXPECT_TRUE(FindsItDeafSoon(check, address));
  }
}

TEST(ListenerCheck, AnAnswerThroughAnyInterfaceIsGood) {
  const osteon::testing::TemporaryFolder folder;
  const auto ca = CertificateAuthority::Create(folder / "ca", "marrow", absl::Now()).value();
  const PrivateKey key = PrivateKey::Generate().value();
  const std::string certificate = ca.SignServer(key, {"localhost"}, absl::Now()).value();
  const FakeServer server(SpeaksTls(key.ToPem().value(), certificate, true));
  ListenerCheck check({absl::Milliseconds(1), absl::Seconds(10), 1});
  EXPECT_FALSE(FindsItDeafSoon(check, absl::StrCat("0.0.0.0:", server.port())));
  EXPECT_THAT(check.Last(), IsOk());
}

TEST(ListenerCheck, DialsNoOftenerThanItIsTold) {
  const FakeServer server(Silence());
  ListenerCheck check({absl::Hours(1), absl::Milliseconds(100), 1});
  const std::string address = absl::StrCat("127.0.0.1:", server.port());
  EXPECT_TRUE(check.FindsItDeaf(address));
  EXPECT_FALSE(check.FindsItDeaf(address));
}

}  // namespace
}  // namespace osteon::coordinator
