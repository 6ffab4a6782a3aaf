// Certificates that are taken back and certificates that run out, in studies that run.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/rpc/enrolment.h"
#include "common/rpc/rpc_status.h"
#include "coordinator/cli/server_certificate.h"
#include "coordinator/session/enrolment_desk.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/mask_keys.h"
#include "site_agent/session/proposals.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::ConsortiumTimes;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticStudy;
using ::osteon::testing::SyntheticTable;
using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::unique_ptr<v1::SiteSession::Stub> StubOf(const Consortium& consortium, const Identity& identity) {
  return v1::SiteSession::NewStub(MemberChannel(consortium.address(), identity));
}

bool Within(absl::Duration limit, const std::function<bool()>& true_at_last) {
  for (const absl::Time end = absl::Now() + limit; absl::Now() < end;
       absl::SleepFor(absl::Milliseconds(20))) {
    if (true_at_last()) return true;
  }
  return false;
}

// A study of alpha and beta that both approved, and that waits for the agents.
std::string RunningStudy(Consortium& consortium) {
  consortium.AddSite("alpha", SyntheticTable(80, 1));
  consortium.AddSite("beta", SyntheticTable(80, 2));
  const models::Study study = SyntheticStudy({"alpha", "beta"}, {});
  const std::string hash = consortium.Submit(study).value();
  for (const char* site : {"alpha", "beta"}) consortium.Decide(site, study, true);
  return hash;
}

TEST(Revocation, CutsTheStreamEndsTheStudyAndStaysAfterARestart) {
  Consortium consortium;
  const std::string hash = RunningStudy(consortium);
  // beta has told its approval and is away; alpha is connected and waits.
  const auto told = [&](const std::string& site) {
    const auto decisions = consortium.host().journal().studies().Decisions(hash);
    return decisions.ok() && decisions->contains(site);
  };
  consortium.StartAgent("beta");
  ASSERT_TRUE(Within(absl::Seconds(20), [&] { return told("beta"); }));
  ASSERT_THAT(consortium.StopAgent("beta"), IsOk());
  consortium.StartAgent("alpha");
  ASSERT_TRUE(Within(absl::Seconds(20), [&] { return consortium.Status(hash)->state() == "RUNNING"; }));
  const Identity identity = consortium.IdentityOf("alpha");

  consortium.Revoke("alpha", "laptop stolen");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("alpha was revoked on"), HasSubstr("(laptop stolen)"),
                                     HasSubstr("may tell of alpha alone")));
  // The agent says it and ends: nothing that it could try would help.
  EXPECT_THAT(consortium.WaitForAgent("alpha"),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       AllOf(HasSubstr("certificate of alpha was revoked on"), HasSubstr("laptop stolen"))));
  EXPECT_FALSE(consortium.host().board().Connected("alpha"));

  consortium.StopCoordinator();
  consortium.StartCoordinator();
  EXPECT_THAT(FetchProposals(*StubOf(consortium, identity)),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("revoked")));
  EXPECT_EQ(consortium.Status(hash)->state(), "FAILED");
  // And no study can name alpha.
  EXPECT_THAT(consortium.Submit(SyntheticStudy({"alpha"}, {})),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("alpha")));
}

// The second look of the watch is an hour away: the call itself finds out.
TEST(Revocation, IsSeenByTheNextCallAndTheNextMessage) {
  ConsortiumTimes times;
  times.coordinator_looks = absl::Hours(1);
  Consortium consortium(times);
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const Identity identity = consortium.IdentityOf("alpha");
  const auto stub = StubOf(consortium, identity);
  grpc::ClientContext context;
  const auto stream = stub->Subscribe(&context, v1::SubscribeRequest());
  stream->WaitForInitialMetadata();
  ASSERT_TRUE(Within(absl::Seconds(10), [&] { return consortium.host().board().Connected("alpha"); }));

  consortium.Revoke("alpha", "");
  const auto task = std::make_shared<models::Task>();
  task->key.study_sha256 = std::string(64, 'a');
  task->key.roster_sha256 = std::string(64, 'b');
  task->key.request_sha256 = std::string(64, 'c');
  task->key.sites = {"alpha"};
  task->request = models::GatherRequest(models::AdmissionRequest());
  std::thread waiting([&] { consortium.host().board().Gather(task).status().IgnoreError(); });
  v1::Task message;
  EXPECT_FALSE(stream->Read(&message));
  EXPECT_THAT(FromRpc(stream->Finish()), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("revoked")));
  EXPECT_THAT(FetchProposals(*stub), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("revoked")));
  consortium.host().board().Cancel(task->key.study_sha256);
  waiting.join();
}

// Half of a summand is sent, then the site is revoked: the rest is not taken.
TEST(Revocation, ASummandThatIsBeingSentIsDropped) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const auto stub = StubOf(consortium, consortium.IdentityOf("alpha"));
  grpc::ClientContext context;
  v1::SubmitReply reply;
  const auto writer = stub->SubmitSummand(&context, &reply);
  consortium.Revoke("alpha", "");
  v1::SummandChunk chunk;
  chunk.mutable_key()->set_study_sha256(std::string(64, 'a'));
  writer->Write(chunk);
  writer->WritesDone();
  EXPECT_THAT(FromRpc(writer->Finish()), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("revoked")));
}

TEST(Revocation, OfAnAuthorEndsHerStudies) {
  Consortium consortium;
  const std::string hash = RunningStudy(consortium);
  consortium.Revoke("maria", "left");
  const auto journal = coordinator::Journal::Open(consortium.Path("coordinator"));
  ASSERT_THAT(journal, IsOk());
  EXPECT_TRUE(Within(absl::Seconds(10), [&] {
    return (*journal)->studies().Find(hash)->value().state == coordinator::StudyState::kFailed;
  }));
  EXPECT_THAT((*journal)->studies().Find(hash)->value().message, HasSubstr("its author maria was revoked"));
}

TEST(Revocation, ARevokedNameComesBackWithANewKeyThatOthersMustApprove) {
  Consortium consortium;
  const std::string hash = RunningStudy(consortium);
  const Identity before = consortium.IdentityOf("beta");
  consortium.Revoke("beta", "disk sold");
  EXPECT_EQ(consortium.WaitForEnd(hash).state(), "FAILED");

  const AgentFolder folder = consortium.FolderOf("beta");
  const EnrolmentOptions options{
      "osteon-agent", consortium.address(),  consortium.Invite("beta", Role::kSite),
      folder.Key(),   folder.IdentityFile(), absl::Seconds(20)};
  ASSERT_THAT(Enrol(options, Role::kSite, absl::Now()), IsOk());
  const Identity after = consortium.IdentityOf("beta");
  EXPECT_NE(ParsePeer(before.certificate_pem)->public_key_fingerprint,
            ParsePeer(after.certificate_pem)->public_key_fingerprint);
  EXPECT_THAT(FetchProposals(*StubOf(consortium, after)), IsOk());
  EXPECT_THAT(FetchProposals(*StubOf(consortium, before)),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("disk sold")));

  models::Study second = SyntheticStudy({"alpha", "beta"}, {});
  second.name = "second";
  const StudyProposal proposal = consortium.ProposalOf(second);
  const ApprovalFiles approvals(consortium.FolderOf("alpha").Studies());
  const MaskKeyFiles mask_keys("alpha", approvals);
  const ConsentDesk desk(*ReadIdentity(consortium.FolderOf("alpha").IdentityFile(), absl::Now()), approvals,
                         mask_keys, KnownSitesFile(consortium.FolderOf("alpha").KnownSites()));
  EXPECT_THAT(desk.Approve(proposal, {}, absl::Now()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--new-key beta")));
  EXPECT_THAT(desk.Approve(proposal, {"beta"}, absl::Now()), IsOk());
}

// Certificates of 10 minutes begin 5 minutes early; at two thirds, 5 minutes from now, they are renewed. The
// study is disturbed by it at every step.
TEST(Renewal, OfSitesInTheMiddleOfAStudyLosesNothing) {
  ConsortiumTimes times;
  times.member_lifetime = absl::Minutes(10);
  times.agent_looks = absl::Milliseconds(1);
  times.between_renewals = absl::ZeroDuration();
  Consortium consortium(times);
  const std::string hash = RunningStudy(consortium);
  const auto serial_of = [&](const std::string& site) {
    return ParsePeer(consortium.IdentityOf(site).certificate_pem)->serial_hex;
  };
  const std::string alpha = serial_of("alpha"), beta = serial_of("beta");
  const std::string key = ParsePeer(consortium.IdentityOf("alpha").certificate_pem)->public_key_fingerprint;
  consortium.MoveCoordinatorsClock(absl::Minutes(4));
  consortium.MoveAgentsClocks(absl::Minutes(6));
  for (const char* site : {"alpha", "beta"}) consortium.StartAgent(site);
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_TRUE(
      Within(absl::Seconds(20), [&] { return serial_of("alpha") != alpha && serial_of("beta") != beta; }));
  EXPECT_EQ(ParsePeer(consortium.IdentityOf("alpha").certificate_pem)->public_key_fingerprint, key);
  ASSERT_OK_AND_ASSIGN(const auto member, consortium.host().journal().members().Find("alpha"));
  EXPECT_EQ(member->public_key_sha256, key);
  EXPECT_EQ(member->serial, serial_of("alpha"));
  // Both certificates of the key are revoked with the member.
  ASSERT_OK_AND_ASSIGN(const auto certificates,
                       consortium.host().journal().members().CertificatesOf("alpha"));
  EXPECT_GE(certificates.size(), 2U);
  consortium.Revoke("alpha", "");
  ASSERT_OK_AND_ASSIGN(const auto old_one, consortium.host().journal().members().FindRevocation(alpha, ""));
  EXPECT_TRUE(old_one);
}

TEST(Renewal, IsForTheSameKeyOnly) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const auto membership =
      v1::Membership::NewStub(MemberChannel(consortium.address(), consortium.IdentityOf("alpha")));
  v1::RenewRequest request;
  request.set_certificate_request(MakeCertificateRequest(PrivateKey::Generate().value()).value());
  v1::EnrolReply reply;
  grpc::ClientContext context;
  EXPECT_THAT(FromRpc(membership->Renew(&context, request, &reply)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the key that it has")));
}

TEST(Renewal, AStreamDoesNotOutliveItsCertificate) {
  ConsortiumTimes times;
  times.member_lifetime = absl::Minutes(10);
  Consortium consortium(times);
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const auto stub = StubOf(consortium, consortium.IdentityOf("alpha"));
  ASSERT_THAT(FetchProposals(*stub), IsOk());
  consortium.MoveCoordinatorsClock(absl::Minutes(11));
  EXPECT_THAT(FetchProposals(*stub), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired on")));
}

TEST(Renewal, OfTheServerItselfWhileAgentsAreConnected) {
  ConsortiumTimes times;
  times.server_lifetime = absl::Minutes(5);  // two thirds have passed in less than two minutes
  times.coordinator_looks = absl::Milliseconds(20);
  Consortium consortium(times);
  const auto serial = [&] {
    return ReadIdentityOfAnyDate(consortium.Path("coordinator/server.pem"))->peer.serial_hex;
  };
  const std::string hash = RunningStudy(consortium);
  consortium.StartAgent("alpha");
  ASSERT_TRUE(Within(absl::Seconds(20), [&] { return consortium.host().board().Connected("alpha"); }));
  const std::string before = serial();
  consortium.MoveCoordinatorsClock(absl::Minutes(4));
  ASSERT_TRUE(Within(absl::Seconds(20), [&] { return serial() != before; }));
  consortium.MoveCoordinatorsClock(absl::ZeroDuration());
  consortium.StartAgent("beta");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
}

TEST(Renewal, OfTheServerWithTheCaElsewhere) {
  Consortium consortium;
  const coordinator::CoordinatorFolder folder{consortium.Path("coordinator")};
  ASSERT_OK_AND_ASSIGN(const LoadedIdentity present, ReadIdentityOfAnyDate(folder.ServerIdentity()));
  const absl::Time later = absl::Now() + absl::Minutes(1);
  ASSERT_OK_AND_ASSIGN(auto renewed,
                       coordinator::RenewServerCertificate(folder, present, std::nullopt, later, nullptr));
  EXPECT_FALSE(renewed);
  ASSERT_OK_AND_ASSIGN(const std::string text, ReadFile(folder.ServerRequest()));
  ASSERT_OK_AND_ASSIGN(const coordinator::PendingRequest request, coordinator::ParsePendingRequest(text));
  EXPECT_EQ(request.role, "coordinator");
  EXPECT_THAT(request.hosts, ::testing::UnorderedElementsAre("127.0.0.1", "localhost"));
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority ca, CertificateAuthority::Open(folder.DefaultCaFolder()));
  // One for other hosts is not taken.
  ASSERT_THAT(WriteFileAtomically(folder.ServerCertificate(),
                                  ca.SignServerRequest(request.certificate_request, {"elsewhere"}, later,
                                                       coordinator::kServerLifetime)
                                      .value()),
              IsOk());
  EXPECT_THAT(coordinator::RenewServerCertificate(folder, present, std::nullopt, later, nullptr),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("server.certificate")));
  ASSERT_THAT(WriteFileAtomically(folder.ServerCertificate(),
                                  ca.SignServerRequest(request.certificate_request, request.hosts, later,
                                                       coordinator::kServerLifetime)
                                      .value()),
              IsOk());
  ASSERT_OK_AND_ASSIGN(renewed,
                       coordinator::RenewServerCertificate(folder, present, std::nullopt, later, nullptr));
  ASSERT_TRUE(renewed);
  EXPECT_EQ(renewed->peer.public_key_fingerprint, present.peer.public_key_fingerprint);
  EXPECT_FALSE(ReadFile(folder.ServerRequest()).ok());
  EXPECT_FALSE(ReadFile(folder.ServerCertificate()).ok());
}

}  // namespace
}  // namespace osteon
