#include "common/network/tls_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/identity/certificate_authority.h"
#include "tests/support/fake_peers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_folder.h"

namespace osteon {
namespace {

using osteon::testing::FakeServer;
using osteon::testing::IsOk;
using osteon::testing::Says;
using osteon::testing::Silence;
using osteon::testing::SpeaksTls;
using osteon::testing::StatusIs;
using ::testing::_;
using ::testing::HasSubstr;

class TlsProbe : public ::testing::Test {
 protected:
  TlsProbe()
      : ca_(CertificateAuthority::Create(folder_ / "ca", "marrow", absl::Now()).value()),
        key_(PrivateKey::Generate().value()),
        certificate_(ca_.SignServer(key_, {"study.example.org"}, absl::Now()).value()) {}

  static absl::StatusOr<TlsAnswer> Probe(const FakeServer& server,
                                         absl::Duration timeout = absl::Seconds(10)) {
    const Deadline deadline(timeout);
    absl::StatusOr<Socket> socket = Dial({"127.0.0.1"}, server.port(), deadline);
    if (!socket.ok()) return socket.status();
    return ProbeTls(*socket, "study.example.org", deadline);
  }
  std::string KeyPem() { return key_.ToPem().value(); }

  osteon::testing::TemporaryFolder folder_;
  CertificateAuthority ca_;
  PrivateKey key_;
  std::string certificate_;
};

TEST_F(TlsProbe, ShowsWhatTheServerShows) {
  const FakeServer server(SpeaksTls(KeyPem(), absl::StrCat(certificate_, ca_.certificate_pem()), true));
  ASSERT_OK_AND_ASSIGN(const TlsAnswer answer, Probe(server));
  EXPECT_EQ(answer.version, "TLSv1.3");
  EXPECT_EQ(answer.protocol, "h2");
  EXPECT_THAT(answer.http2, IsOk());
  ASSERT_EQ(answer.chain.size(), 2u);
  EXPECT_EQ(CertificateFingerprint(answer.chain[0]).value(), CertificateFingerprint(certificate_).value());
  EXPECT_EQ(CertificateFingerprint(answer.chain[1]).value(), ca_.fingerprint());
  EXPECT_THAT(answer.issuer, HasSubstr("marrow"));
  EXPECT_LT(answer.not_before, absl::Now());
  EXPECT_GT(answer.not_after, absl::Now() + absl::Hours(24 * 89));
}

TEST_F(TlsProbe, WithoutHttp2ThatIsSaid) {
  const FakeServer server(SpeaksTls(KeyPem(), certificate_, false));
  ASSERT_OK_AND_ASSIGN(const TlsAnswer answer, Probe(server));
  EXPECT_EQ(answer.protocol, "");
  EXPECT_THAT(answer.http2, StatusIs(absl::StatusCode::kUnavailable, HasSubstr("ALPN h2")));
}

TEST_F(TlsProbe, WhoSpeaksNoTlsIsSaid) {
  const FakeServer server([](int) {});
  EXPECT_THAT(Probe(server), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("TLS: ")));
}

TEST_F(TlsProbe, WhoNeverAnswersIsGivenUp) {
  const FakeServer server(Silence());
  EXPECT_THAT(Probe(server, absl::Milliseconds(200)), StatusIs(absl::StatusCode::kDeadlineExceeded, _));
}

}  // namespace
}  // namespace osteon
