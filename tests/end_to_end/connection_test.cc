// Who may call what, and what a refused caller is told.
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>

#include <google/protobuf/descriptor.h>

#include <filesystem>
#include <future>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/consent/consent.h"
#include "common/files/files.h"
#include "common/identity/certificate_authority.h"
#include "common/identity/certificate_request.h"
#include "common/identity/key.h"
#include "common/identity/token.h"
#include "common/rpc/channel.h"
#include "common/rpc/enrolment.h"
#include "common/rpc/rpc_status.h"
#include "models/wire/study_wire.h"
#include "site_agent/session/proposals.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticStudy;
using ::osteon::testing::SyntheticTable;
using ::testing::_;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::shared_ptr<grpc::Channel> WithoutCertificate(const Consortium& consortium) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = ReadFile(consortium.Path("coordinator/ca.crt")).value();
  return grpc::CreateChannel(consortium.address(), grpc::SslCredentials(options));
}

// Every method of every service in the contract, as "/osteon.v1.Gate/Enrol".
std::vector<std::string> AllMethods() {
  std::vector<std::string> methods;
  const google::protobuf::FileDescriptor* file = v1::EnrolRequest::descriptor()->file();
  for (int i = 0; i < file->service_count(); ++i) {
    for (int j = 0; j < file->service(i)->method_count(); ++j) {
      methods.push_back(
          absl::StrCat("/", file->service(i)->full_name(), "/", file->service(i)->method(j)->name()));
    }
  }
  return methods;
}

// Calls any method with an empty message.
absl::Status CallEmpty(const std::shared_ptr<grpc::Channel>& channel, const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  SetDeadline(context, absl::Seconds(10));
  grpc::CompletionQueue queue;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call =
      stub.PrepareCall(&context, method, &queue);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  queue.Next(&tag, &ok);
  if (ok) {
    call->WriteLast(grpc::ByteBuffer(std::make_unique<grpc::Slice>("", 0).get(), 1), grpc::WriteOptions(),
                    nullptr);
    queue.Next(&tag, &ok);
  }
  grpc::ByteBuffer reply;
  call->Read(&reply, nullptr);
  queue.Next(&tag, &ok);
  grpc::Status status;
  call->Finish(&status, nullptr);
  queue.Next(&tag, &ok);
  return FromRpc(status);
}

TEST(Connection, EveryCallButTheGatesNeedsACertificate) {
  Consortium consortium;
  const std::shared_ptr<grpc::Channel> channel = WithoutCertificate(consortium);
  const std::vector<std::string> methods = AllMethods();
  ASSERT_GE(methods.size(), 12U);
  for (const std::string& method : methods) {
    if (method.find("/osteon.v1.Gate/") == 0) continue;
    EXPECT_THAT(CallEmpty(channel, method),
                StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("client certificate")))
        << method;
  }
}

TEST(Connection, ARoleCallsItsOwnServiceOnly) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const std::shared_ptr<grpc::Channel> site =
      MemberChannel(consortium.address(), consortium.IdentityOf("alpha"));
  const std::shared_ptr<grpc::Channel> person =
      MemberChannel(consortium.address(), consortium.EnrolPerson("otto", Role::kOperator));
  for (const std::string& method : AllMethods()) {
    if (method.find("/osteon.v1.StudyDesk/") == 0) {
      EXPECT_THAT(CallEmpty(site, method), StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("site")))
          << method;
    }
    if (method.find("/osteon.v1.SiteSession/") == 0) {
      EXPECT_THAT(CallEmpty(person, method),
                  StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("operator")))
          << method;
    }
  }
  EXPECT_THAT(CallEmpty(person, "/osteon.v1.StudyDesk/ListStudies"), IsOk());
  EXPECT_THAT(CallEmpty(person, "/osteon.v1.StudyDesk/SubmitStudy"),
              StatusIs(absl::StatusCode::kPermissionDenied, _));
}

TEST(Connection, ThereIsNoPlaintext) {
  Consortium consortium;
  const auto channel = grpc::CreateChannel(consortium.address(), grpc::InsecureChannelCredentials());
  EXPECT_THAT(CallEmpty(channel, "/osteon.v1.Gate/Negotiate"), StatusIs(absl::StatusCode::kUnavailable, _));
}

TEST(Connection, ACertificateOfAnotherCaIsNotAccepted) {
  Consortium consortium;
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority other,
                       CertificateAuthority::Create(consortium.Path("other"), "other", absl::Now()));
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string request, MakeCertificateRequest(key));
  Identity forged;
  ASSERT_OK_AND_ASSIGN(forged.private_key_pem, key.ToPem());
  ASSERT_OK_AND_ASSIGN(forged.certificate_pem, other.SignMember(request, "alpha", Role::kSite, absl::Now()));
  ASSERT_OK_AND_ASSIGN(forged.ca_certificate_pem, ReadFile(consortium.Path("coordinator/ca.crt")));
  EXPECT_THAT(CallEmpty(MemberChannel(consortium.address(), forged), "/osteon.v1.SiteSession/ListProposals"),
              StatusIs(absl::StatusCode::kUnavailable, _));
}

// A certificate of the right CA that was never enrolled (or whose name has another key since) opens nothing.
TEST(Connection, ACertificateOfNoMemberIsNotAccepted) {
  Consortium consortium;
  ASSERT_OK_AND_ASSIGN(const CertificateAuthority authority,
                       CertificateAuthority::Open(consortium.Path("coordinator/ca")));
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate());
  ASSERT_OK_AND_ASSIGN(const std::string request, MakeCertificateRequest(key));
  Identity stray;
  ASSERT_OK_AND_ASSIGN(stray.private_key_pem, key.ToPem());
  ASSERT_OK_AND_ASSIGN(stray.certificate_pem,
                       authority.SignMember(request, "ghost", Role::kSite, absl::Now()));
  stray.ca_certificate_pem = authority.certificate_pem();
  EXPECT_THAT(CallEmpty(MemberChannel(consortium.address(), stray), "/osteon.v1.SiteSession/ListProposals"),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("ghost is not enrolled")));
}

TEST(Connection, AProtocolThatIsNotSharedIsRefusedWithBothRanges) {
  Consortium consortium;
  const std::unique_ptr<v1::Gate::Stub> gate = v1::Gate::NewStub(WithoutCertificate(consortium));
  grpc::ClientContext context;
  v1::NegotiateRequest request;
  request.set_program("osteon-agent");
  request.set_software("9.0.0");
  request.set_oldest_protocol(7);
  request.set_newest_protocol(9);
  v1::NegotiateReply reply;
  EXPECT_THAT(FromRpc(gate->Negotiate(&context, request, &reply)),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("7 to 9"), HasSubstr("1 to 1"),
                                                                    HasSubstr("upgrade the coordinator"))));
}

TEST(Enrolment, ATokenOfAnotherCaSendsNothing) {
  Consortium consortium;
  ASSERT_OK_AND_ASSIGN(EnrolmentToken token, ParseToken(consortium.Invite("alpha", Role::kSite)));
  token.ca_fingerprint = std::string(64, 'a');
  EnrolmentOptions options{"osteon-agent",       consortium.address(), TokenText(token),
                           consortium.Path("k"), consortium.Path("i"), absl::Seconds(10)};
  EXPECT_THAT(Enrol(options, Role::kSite, absl::Now()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("Nothing was sent")));
  ASSERT_OK_AND_ASSIGN(const auto invitations, consortium.host().journal().members().Invitations());
  EXPECT_FALSE(invitations.at(0).redeemed.has_value());
}

TEST(Enrolment, ATokenWorksOnceAndTheSameKeyMayRepeat) {
  Consortium consortium;
  const std::string token = consortium.Invite("alpha", Role::kSite);
  EnrolmentOptions options{"osteon-agent",       consortium.address(), token,
                           consortium.Path("k"), consortium.Path("i"), absl::Seconds(10)};
  ASSERT_OK_AND_ASSIGN(const PeerIdentity first, Enrol(options, Role::kSite, absl::Now()));
  EXPECT_EQ(first.name, "alpha");
  ASSERT_OK_AND_ASSIGN(const PeerIdentity again, Enrol(options, Role::kSite, absl::Now()));
  EXPECT_EQ(first.serial_hex, again.serial_hex);
  EnrolmentOptions thief = options;
  thief.key_path = consortium.Path("other-key");
  thief.identity_path = consortium.Path("other-identity");
  EXPECT_THAT(Enrol(thief, Role::kSite, absl::Now()),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("used already")));
}

TEST(Proposals, ASiteSeesItsOwnStudiesOnly) {
  Consortium consortium;
  for (const char* site : {"alpha", "beta", "gamma"}) consortium.AddSite(site, SyntheticTable(20, 1));
  ASSERT_THAT(consortium.Submit(SyntheticStudy({"alpha", "beta"}, {})), IsOk());
  const auto stub_of = [&](const std::string& site) {
    return v1::SiteSession::NewStub(MemberChannel(consortium.address(), consortium.IdentityOf(site)));
  };
  ASSERT_OK_AND_ASSIGN(const auto seen_by_beta, FetchProposals(*stub_of("beta")));
  ASSERT_EQ(seen_by_beta.size(), 1U);
  EXPECT_EQ(seen_by_beta[0].author, "maria");
  ASSERT_OK_AND_ASSIGN(const auto seen_by_gamma, FetchProposals(*stub_of("gamma")));
  EXPECT_TRUE(seen_by_gamma.empty());
  // And gamma's decision on it counts for nothing.
  consortium.Decide("alpha", seen_by_beta[0].study, true);
  StudyDecision foreign;
  foreign.study = seen_by_beta[0].study;
  foreign.study_sha256 = seen_by_beta[0].study_sha256;
  foreign.roster = seen_by_beta[0].roster;
  foreign.approved = true;
  EXPECT_THAT(SendDecision(*stub_of("gamma"), foreign), StatusIs(absl::StatusCode::kNotFound, _));
  // A decision without the site's signature is none.
  EXPECT_THAT(SendDecision(*stub_of("beta"), foreign), Not(IsOk()));
}

// A clone of a hospital's machine: the older connection ends and says why, instead of waiting for tasks that
// never come.
TEST(Connection, ASecondAgentWithTheSameCertificateTakesTheStream) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const auto subscribe = [&](grpc::ClientContext& context) {
    const auto stub =
        v1::SiteSession::NewStub(MemberChannel(consortium.address(), consortium.IdentityOf("alpha")));
    auto stream = stub->Subscribe(&context, v1::SubscribeRequest());
    stream->WaitForInitialMetadata();
    return stream;
  };
  grpc::ClientContext older_context;
  const auto older = subscribe(older_context);
  grpc::ClientContext newer_context;
  const auto newer = subscribe(newer_context);
  v1::Task task;
  EXPECT_FALSE(older->Read(&task));
  EXPECT_THAT(FromRpc(older->Finish()), StatusIs(absl::StatusCode::kAborted, HasSubstr("running twice")));
  EXPECT_TRUE(consortium.host().board().Connected("alpha"));
  newer_context.TryCancel();
}

// As after a cloned machine: they must not go on for ever, nor one of them spend what the other's ledger has.
TEST(Connection, OfTwoAgentsWithTheSameKeyOneEnds) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  std::filesystem::copy(consortium.FolderOf("alpha").path, consortium.FolderOf("copy").path,
                        std::filesystem::copy_options::recursive);
  consortium.StartAgent("alpha");
  while (!consortium.host().board().Connected("alpha")) absl::SleepFor(absl::Milliseconds(5));
  consortium.StartAgent("copy");
  EXPECT_THAT(consortium.WaitForAgent("alpha"),
              StatusIs(absl::StatusCode::kAborted,
                       AllOf(HasSubstr("two agents have the key of alpha"), HasSubstr("a cloned machine"))));
  EXPECT_TRUE(consortium.StopAgent("copy").ok());
}

// Text of others is shown on one line and never breaks a message.
TEST(Studies, AReasonOfAnyBytesIsShownAsOneLine) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  const models::Study study = SyntheticStudy({"alpha"}, {});
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  StudyDecision no;
  no.study = study;
  no.study_sha256 = hash;
  ASSERT_OK_AND_ASSIGN(const auto member, consortium.host().journal().members().Find("alpha"));
  no.roster = {{"alpha", member->public_key_sha256}};
  no.reason = std::string(1999, 'x') + "\xc3\xbc\n\x1b[31m";
  ASSERT_OK_AND_ASSIGN(const PrivateKey key,
                       PrivateKey::FromPem(consortium.IdentityOf("alpha").private_key_pem));
  ASSERT_OK_AND_ASSIGN(no.signature,
                       key.Sign(DecisionText(hash, RosterSha256(no.roster), DecisionKind::kRefuse, "")));
  const auto stub =
      v1::SiteSession::NewStub(MemberChannel(consortium.address(), consortium.IdentityOf("alpha")));
  ASSERT_THAT(SendDecision(*stub, no), IsOk());
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
  EXPECT_EQ(status.state(), "FAILED");
  EXPECT_THAT(status.message(), AllOf(HasSubstr("xxx"), Not(HasSubstr("\n")), Not(HasSubstr("\x1b"))));
}

TEST(Studies, AStudyOfAnotherStatisticianIsNotThere) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(SyntheticStudy({"alpha"}, {})));
  const auto desk = v1::StudyDesk::NewStub(
      MemberChannel(consortium.address(), consortium.EnrolPerson("nora", Role::kStatistician)));
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  request.set_study(hash);
  v1::StudyStatus status;
  EXPECT_THAT(FromRpc(desk->GetStatus(&context, request, &status)), StatusIs(absl::StatusCode::kNotFound, _));
}

// Every role calls every method of the study desk about a study of maria's that has failed.
TEST(Studies, EachRoleSeesAndDoesWhatItsRightsSay) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  consortium.AddSite("beta", SyntheticTable(20, 2));
  const models::Study study = SyntheticStudy({"alpha", "beta"}, {});
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, false);
  consortium.StartAgent("alpha");
  ASSERT_EQ(consortium.WaitForEnd(hash).state(), "FAILED");
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus own, consortium.Status(hash));
  EXPECT_THAT(own.message(), HasSubstr("alpha"));

  struct Seen {
    std::size_t listed = 0;
    absl::StatusOr<v1::StudyStatus> status;
    absl::StatusCode cancelled = absl::StatusCode::kOk, results = absl::StatusCode::kOk,
                     journal = absl::StatusCode::kOk, submitted = absl::StatusCode::kOk;
  };
  const auto seen_by = [&](const Identity& identity) {
    const auto desk = v1::StudyDesk::NewStub(MemberChannel(consortium.address(), identity));
    const auto call = [](const auto& method) {
      grpc::ClientContext context;
      SetDeadline(context, absl::Seconds(10));
      return FromRpc(method(context));
    };
    Seen seen;
    v1::ListStudiesReply list;
    EXPECT_THAT(call([&](auto& context) { return desk->ListStudies(&context, {}, &list); }), IsOk());
    seen.listed = static_cast<std::size_t>(list.studies_size());
    v1::GetStatusRequest get;
    get.set_study(hash);
    v1::StudyStatus status;
    const absl::Status got = call([&](auto& context) { return desk->GetStatus(&context, get, &status); });
    seen.status = got.ok() ? absl::StatusOr<v1::StudyStatus>(status) : got;
    v1::CancelStudyRequest cancel;
    cancel.set_study(hash);
    seen.cancelled = call([&](auto& context) { return desk->CancelStudy(&context, cancel, &status); }).code();
    v1::GetResultsRequest results;
    results.set_study(hash);
    seen.results = call([&](auto& context) {
                     const auto stream = desk->GetResults(&context, results);
                     v1::ResultText text;
                     while (stream->Read(&text)) {
                     }
                     return stream->Finish();
                   }).code();
    v1::GetJournalRequest journal;
    journal.set_study(hash);
    seen.journal = call([&](auto& context) {
                     const auto stream = desk->GetJournal(&context, journal);
                     v1::JournalPart part;
                     while (stream->Read(&part)) {
                     }
                     return stream->Finish();
                   }).code();
    v1::SubmitStudyReply reply;
    seen.submitted = call([&](auto& context) { return desk->SubmitStudy(&context, {}, &reply); }).code();
    return seen;
  };

  const Seen peter = seen_by(consortium.EnrolPerson("peter", Role::kStatistician));
  EXPECT_EQ(peter.listed, 0U);
  EXPECT_THAT(peter.status, StatusIs(absl::StatusCode::kNotFound, HasSubstr("no such study")));
  EXPECT_EQ(peter.cancelled, absl::StatusCode::kNotFound);
  EXPECT_EQ(peter.results, absl::StatusCode::kNotFound);
  EXPECT_EQ(peter.journal, absl::StatusCode::kNotFound);
  EXPECT_EQ(peter.submitted, absl::StatusCode::kInvalidArgument);  // may, but not an empty study

  const Seen otto = seen_by(consortium.EnrolPerson("otto", Role::kOperator));
  EXPECT_EQ(otto.listed, 1U);
  ASSERT_THAT(otto.status, IsOk());
  EXPECT_EQ(otto.status->state(), "FAILED");
  EXPECT_EQ(otto.status->sites_size(), 2);
  EXPECT_EQ(otto.status->message(), "");  // why is content
  EXPECT_EQ(otto.cancelled, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(otto.results, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(otto.journal, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(otto.submitted, absl::StatusCode::kPermissionDenied);

  const Seen vera = seen_by(consortium.EnrolPerson("vera", Role::kAuditor));
  EXPECT_EQ(vera.listed, 1U);
  ASSERT_THAT(vera.status, IsOk());
  EXPECT_EQ(vera.status->message(), own.message());
  EXPECT_EQ(vera.cancelled, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(vera.results, absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(vera.journal, absl::StatusCode::kOk);
  EXPECT_EQ(vera.submitted, absl::StatusCode::kPermissionDenied);
}

// A name that two statisticians use is each one's own study.
TEST(Studies, ANameFindsTheCallersOwnStudy) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  consortium.AddSite("beta", SyntheticTable(20, 2));
  models::Study study = SyntheticStudy({"alpha", "beta"}, {});
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, false);
  consortium.StartAgent("alpha");
  consortium.WaitForEnd(hash);
  const Identity peter = consortium.EnrolPerson("peter", Role::kStatistician);
  const auto desk = v1::StudyDesk::NewStub(MemberChannel(consortium.address(), peter));
  study.validation.threshold = 0.37;
  v1::SubmitStudyRequest submit;
  models::ToMessage(study, submit.mutable_study());
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::FromPem(peter.private_key_pem));
  ASSERT_OK_AND_ASSIGN(const std::string signature, key.Sign(StudyText(models::StudySha256(study))));
  submit.set_signature(signature);
  v1::SubmitStudyReply reply;
  grpc::ClientContext context;
  ASSERT_THAT(FromRpc(desk->SubmitStudy(&context, submit, &reply)), IsOk());
  EXPECT_NE(reply.study_sha256(), hash);
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus own, consortium.Status(study.name));
  EXPECT_EQ(own.study_sha256(), hash);
}

TEST(Studies, ASiteThatIsNotEnrolledIsNamedAtSubmission) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(20, 1));
  EXPECT_THAT(consortium.Submit(SyntheticStudy({"alpha", "nobody"}, {})),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nobody")));
}

}  // namespace
}  // namespace osteon
