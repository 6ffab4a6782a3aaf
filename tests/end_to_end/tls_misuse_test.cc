// Every wrong way to connect, and the sentence that its user sees: the table of docs/identity.md, "What is
// refused".
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/identity/token.h"
#include "common/rpc/channel.h"
#include "common/rpc/enrolment.h"
#include "common/rpc/member_connection.h"
#include "common/rpc/rpc_status.h"
#include "models/wire/federation_wire.h"
#include "site_agent/session/proposals.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticTable;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Code = absl::StatusCode;

constexpr absl::Duration kTimeout = absl::Seconds(10);

// alpha and beta are sites of a consortium.
class Misuse : public ::testing::Test {
 protected:
  void SetUp() override {
    consortium_.AddSite("alpha", SyntheticTable(20, 1));
    consortium_.AddSite("beta", SyntheticTable(20, 2));
  }
  CertificateAuthority Ca() { return CertificateAuthority::Open(consortium_.Path("coordinator/ca")).value(); }
  // alpha's key and CA with another certificate, by `ca`, as if signed at `signed_at`.
  Identity Alpha(const CertificateAuthority& ca, absl::Time signed_at, absl::Duration lifetime) {
    Identity identity = consortium_.IdentityOf("alpha");
    const PrivateKey key = PrivateKey::FromPem(identity.private_key_pem).value();
    identity.certificate_pem =
        ca.SignMember(MakeCertificateRequest(key).value(), "alpha", Role::kSite, signed_at, lifetime).value();
    return identity;
  }
  // Connects as `osteon-agent run` does, and asks for proposals.
  absl::Status ConnectAs(const Identity& identity) { return ConnectTo(consortium_.address(), identity); }
  static absl::Status ConnectTo(const std::string& address, const Identity& identity) {
    const auto channel = ConnectMember(address, identity, "osteon-agent", absl::Now(), kTimeout);
    if (!channel.ok()) return channel.status();
    return FetchProposals(*v1::SiteSession::NewStub(*channel)).status();
  }
  // Enrols with the token and a new key.
  absl::Status EnrolWith(const std::string& token) {
    const std::string name = absl::StrCat("key", keys_++);
    return Enrol({"osteon-agent", consortium_.address(), token, consortium_.Path(name + ".key"),
                  consortium_.Path(name + ".pem"), kTimeout},
                 Role::kSite, absl::Now())
        .status();
  }
  EnrolmentToken Token(const std::string& name, absl::Duration valid = absl::Hours(1)) {
    return ParseToken(consortium_.Invite(name, Role::kSite, valid)).value();
  }
  CertificateAuthority OtherCa() {
    return CertificateAuthority::Create(consortium_.Path(absl::StrCat("ca", keys_++)), "other", absl::Now())
        .value();
  }
  // A TLS server with this certificate that has no service of ours.
  absl::Status ConnectToServerThatShows(const std::string& key_pem, const std::string& certificate) {
    grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = Ca().certificate_pem();
    tls.pem_key_cert_pairs.push_back({key_pem, absl::StrCat(certificate, Ca().certificate_pem())});
    v1::Gate::Service gate;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
    builder.RegisterService(&gate);
    const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
    return ConnectTo(absl::StrCat("127.0.0.1:", port), consortium_.IdentityOf("alpha"));
  }

  Consortium consortium_;
  int keys_ = 0;
};

struct Case {
  const char* what;
  std::function<absl::Status()> act;
  Code code;
  std::vector<std::string> sentence;
};

TEST_F(Misuse, EveryCaseIsRefusedWithItsSentence) {
  const absl::Time now = absl::Now();
  const Identity alpha = consortium_.IdentityOf("alpha");
  const PrivateKey server_key = PrivateKey::Generate().value();
  const std::string server_pem = server_key.ToPem().value();
  models::TaskKey of_beta;
  of_beta.study_sha256 = of_beta.roster_sha256 = of_beta.request_sha256 = std::string(64, 'a');
  of_beta.fit = "clinical";
  of_beta.sites = {"beta"};
  const std::string used = TokenText(Token("gamma"));
  ASSERT_THAT(EnrolWith(used), IsOk());

  const std::vector<Case> cases = {
      {"no client certificate",
       [&] {
         grpc::SslCredentialsOptions options;
         options.pem_root_certs = alpha.ca_certificate_pem;
         const auto channel = grpc::CreateChannel(consortium_.address(), grpc::SslCredentials(options));
         return FetchProposals(*v1::SiteSession::NewStub(channel)).status();
       },
       Code::kUnauthenticated,
       {"needs a client certificate of the consortium; enrol first"}},
      {"a certificate of another CA",
       [&] {
         Identity stranger = Alpha(OtherCa(), now, absl::Hours(1));
         return ConnectAs(stranger);
       },
       Code::kUnavailable,
       {"does not accept the certificate of site alpha", "Nothing was sent"}},
      {"an identity of another consortium",
       [&] {
         const CertificateAuthority other = OtherCa();
         Identity stranger = Alpha(other, now, absl::Hours(1));
         stranger.ca_certificate_pem = other.certificate_pem();
         return ConnectAs(stranger);
       },
       Code::kUnavailable,
       {"belongs to another CA", "Nothing was sent"}},
      {"an expired certificate",
       [&] { return ConnectAs(Alpha(Ca(), now - absl::Minutes(3), absl::Seconds(60))); },
       Code::kUnavailable,
       {"the certificate of site alpha expired on", "invite alpha again"}},
      {"an expired certificate in its file",
       [&] {
         const std::string path = consortium_.Path("expired.pem");
         WriteIdentity(path, Alpha(Ca(), now - absl::Minutes(3), absl::Seconds(60))).IgnoreError();
         return ReadMemberIdentity(path, consortium_.address(), "osteon-agent enrol --token TOKEN", now,
                                   nullptr)
             .status();
       },
       Code::kFailedPrecondition,
       {"expired on", "osteon-coordinator invite alpha --role site", "osteon-agent enrol --token TOKEN"}},
      {"a certificate that is not valid yet",
       [&] { return ConnectAs(Alpha(Ca(), now + absl::Minutes(20), absl::Hours(1))); },
       Code::kUnavailable,
       {"the certificate of site alpha is valid from", "Wait, or set the clocks"}},
      {"a site's certificate used as a statistician",
       [&] {
         const auto desk = v1::StudyDesk::NewStub(MemberChannel(consortium_.address(), alpha));
         grpc::ClientContext context;
         v1::ListStudiesReply reply;
         return FromRpc(desk->ListStudies(&context, {}, &reply));
       },
       Code::kPermissionDenied,
       {"this call is not for the role site"}},
      {"a site that sends another site's summand",
       [&] {
         const auto stub = v1::SiteSession::NewStub(MemberChannel(consortium_.address(), alpha));
         grpc::ClientContext context;
         v1::SubmitReply reply;
         const auto writer = stub->SubmitSummand(&context, &reply);
         v1::SummandChunk chunk;
         models::ToMessage(of_beta, chunk.mutable_key());
         chunk.add_words(1);
         writer->Write(chunk);
         writer->WritesDone();
         return FromRpc(writer->Finish());
       },
       Code::kPermissionDenied,
       {"this task asks beta and not alpha; nothing was taken"}},
      {"a site that refuses another site's task",
       [&] {
         const auto stub = v1::SiteSession::NewStub(MemberChannel(consortium_.address(), alpha));
         grpc::ClientContext context;
         v1::TaskRefusal refusal;
         models::ToMessage(of_beta, refusal.mutable_key());
         v1::SubmitReply reply;
         return FromRpc(stub->RefuseTask(&context, refusal, &reply));
       },
       Code::kPermissionDenied,
       {"this task asks beta and not alpha"}},
      {"a token that was used",
       [&] { return EnrolWith(used); },
       Code::kPermissionDenied,
       {"used already, with another key; ask the operator for a new one"}},
      {"a token that has run out",
       [&] { return EnrolWith(TokenText(Token("delta", -absl::Minutes(1)))); },
       Code::kPermissionDenied,
       {"this token expired on", "ask the operator for a new one"}},
      {"a token for another name",
       [&] {
         EnrolmentToken token = Token("epsilon");
         token.name = "alpha";
         return EnrolWith(TokenText(token));
       },
       Code::kPermissionDenied,
       {"is for another name or role"}},
      {"a token of another consortium",
       [&] { return EnrolWith(TokenText(MakeToken("zeta", Role::kSite, OtherCa().fingerprint()).value())); },
       Code::kUnavailable,
       {"belongs to another CA", "the token", "Nothing was sent"}},
      {"a token with a typing error",
       [&] {
         std::string token = TokenText(Token("eta"));
         token[token.size() / 2] = token[token.size() / 2] == 'a' ? 'b' : 'a';
         return EnrolWith(token);
       },
       Code::kInvalidArgument,
       {"token"}},
      {"a plaintext client",
       [&] {
         const auto channel = grpc::CreateChannel(consortium_.address(), grpc::InsecureChannelCredentials());
         return FetchProposals(*v1::SiteSession::NewStub(channel)).status();
       },
       Code::kUnavailable,
       {""}},
      {"a server whose certificate is for another host",
       [&] {
         return ConnectToServerThatShows(server_pem,
                                         Ca().SignServer(server_key, {"elsewhere.example"}, now).value());
       },
       Code::kUnavailable,
       {"the certificate is not for the host 127.0.0.1", "Nothing was sent"}},
      {"a member's certificate used as a server's",
       [&] { return ConnectToServerThatShows(alpha.private_key_pem, alpha.certificate_pem); },
       Code::kUnavailable,
       {"the certificate", "Nothing was sent"}},
      {"a server's certificate that has run out",
       [&] {
         const auto brief = Ca().SignServer(server_key, {"127.0.0.1"}, absl::Now(), absl::Seconds(1));
         absl::SleepFor(absl::Seconds(2));
         return ConnectToServerThatShows(server_pem, brief.value());
       },
       Code::kUnavailable,
       {"of the coordinator, the certificate expired on", "osteon-coordinator renew"}},
      {"a certificate that was revoked",
       [&] {
         consortium_.Revoke("alpha", "laptop stolen");
         return ConnectAs(alpha);
       },
       Code::kPermissionDenied,
       {"the certificate of alpha was revoked on", "(laptop stolen)", "invite alpha again"}},
  };
  for (const Case& one : cases) {
    const absl::Status status = one.act();
    EXPECT_EQ(status.code(), one.code) << one.what << ": " << status;
    for (const std::string& part : one.sentence) {
      EXPECT_THAT(std::string(status.message()), HasSubstr(part)) << one.what;
    }
  }
}

TEST_F(Misuse, AfterFiveRefusedTokensAnAddressWaits) {
  const std::string unknown = TokenText(MakeToken("gamma", Role::kSite, Ca().fingerprint()).value());
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(EnrolWith(unknown), StatusIs(Code::kPermissionDenied, HasSubstr("token")));
  const std::string good = TokenText(Token("gamma"));
  EXPECT_THAT(EnrolWith(good),
              StatusIs(Code::kResourceExhausted, AllOf(HasSubstr("too many tries"), HasSubstr("Wait"))));
  consortium_.MoveCoordinatorsClock(absl::Seconds(61));
  EXPECT_THAT(EnrolWith(good), IsOk());
}

// The coordinator's clock is twenty minutes ahead: what it signs begins in a quarter of an hour.
TEST_F(Misuse, ClocksThatDifferAreSaid) {
  consortium_.MoveCoordinatorsClock(absl::Minutes(20));
  const Identity early = Alpha(Ca(), absl::Now() + absl::Minutes(20), absl::Hours(1));
  EXPECT_THAT(ConnectAs(early), StatusIs(Code::kUnavailable, AllOf(HasSubstr("this machine's clock says"),
                                                                   HasSubstr("the coordinator's"),
                                                                   HasSubstr("Nothing was sent"))));
  const std::string path = consortium_.Path("early.pem");
  ASSERT_THAT(WriteIdentity(path, early), IsOk());
  EXPECT_THAT(ReadMemberIdentity(path, consortium_.address(), "", absl::Now(), nullptr),
              StatusIs(Code::kFailedPrecondition, HasSubstr("this machine's clock says")));
  ASSERT_OK_AND_ASSIGN(const absl::Time clock,
                       CoordinatorClock(consortium_.address(), Ca().fingerprint(), kTimeout));
  EXPECT_LT(absl::AbsDuration(clock - absl::Now() - absl::Minutes(20)), absl::Seconds(10));
}

// What the command printed, errors included; its exit code at the end.
std::string OutputOf(const std::string& command) {
  struct Closer {
    void operator()(std::FILE* file) const { pclose(file); }
  };
  const std::unique_ptr<std::FILE, Closer> pipe(
      popen(absl::StrCat(command, " 2>&1; echo exit $?").c_str(), "r"));
  std::string output;
  char buffer[4096];
  while (pipe != nullptr && std::fgets(buffer, sizeof buffer, pipe.get()) != nullptr) output += buffer;
  return output;
}

// As another program tries it: old versions of TLS, and suites without forward secrecy or authenticated
// encryption.
TEST_F(Misuse, OldTlsAndWeakSuitesAreRefused) {
  if (OutputOf("openssl version").find("exit 0") == std::string::npos)
    GTEST_SKIP() << "no openssl command line";
  const auto connect = [&](const std::string& options) {
    return OutputOf(absl::StrCat("timeout 20 openssl s_client -connect ", consortium_.address(), " -alpn h2 ",
                                 options, " </dev/null"));
  };
  for (const char* good : {"-tls1_3", "-tls1_2", "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384"}) {
    EXPECT_THAT(connect(good), AllOf(HasSubstr("BEGIN CERTIFICATE"), HasSubstr("exit 0"))) << good;
  }
  for (const char* bad :
       {"-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0",
        "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0", "-tls1_2 -cipher AES256-GCM-SHA384:@SECLEVEL=0",
        "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0", "-tls1_2 -cipher NULL:@SECLEVEL=0",
        "-tls1_2 -cipher ADH:AECDH:@SECLEVEL=0"}) {
    const std::string output = connect(bad);
    // The server hung up on what was asked; not a client that would not ask.
    EXPECT_THAT(output, AllOf(HasSubstr("unexpected eof"), HasSubstr("Cipher is (NONE)"), HasSubstr("exit 1"),
                              Not(HasSubstr("written 0 bytes")), Not(HasSubstr("BEGIN CERTIFICATE"))))
        << bad;
  }
}

}  // namespace
}  // namespace osteon
