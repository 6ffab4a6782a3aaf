// Saying yes and no more, end to end: mask keys, withdrawals, authors' signatures, standing approvals.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/consent/consent.h"
#include "common/files/files.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "coordinator/journal/database.h"
#include "models/wire/study_wire.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/ledger.h"
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

const std::vector<std::string> kSites = {"alpha", "beta", "gamma"};

void AddSites(Consortium& consortium) {
  unsigned seed = 1;
  for (const std::string& site : kSites) consortium.AddSite(site, SyntheticTable(80, seed++));
}

// With masks wherever the sites can.
models::Study SecureStudy() {
  models::Study study = SyntheticStudy(kSites, {});
  study.privacy.secure_aggregation = "preferred";
  return study;
}

std::unique_ptr<v1::SiteSession::Stub> StubOf(const Consortium& consortium, const std::string& site) {
  return v1::SiteSession::NewStub(MemberChannel(consortium.address(), consortium.IdentityOf(site)));
}

absl::StatusOr<StudyDecision> Withdraw(const Consortium& consortium, const std::string& site,
                                       const std::string& study, const std::string& reason) {
  const AgentFolder folder = consortium.FolderOf(site);
  const ApprovalFiles approvals(folder.Studies());
  const MaskKeyFiles mask_keys(site, approvals);
  const ConsentDesk desk(*ReadIdentity(folder.IdentityFile(), absl::Now()), approvals, mask_keys,
                         KnownSitesFile(folder.KnownSites()));
  return desk.Withdraw(study, reason);
}

TEST(MaskKeyExchange, EverySiteEndsWithTheSameSignedKeys) {
  Consortium consortium;
  AddSites(consortium);
  const models::Study study = SecureStudy();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, true);
  consortium.StartAgent("alpha");
  grpc::ClientContext early;
  EXPECT_THAT(FetchMaskKeys(*StubOf(consortium, "alpha"), early, hash),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has not approved")));
  for (const char* site : {"beta", "gamma"}) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  std::map<std::string, std::string> first;
  for (const std::string& site : kSites) {
    const ApprovalFiles approvals(consortium.FolderOf(site).Studies());
    ASSERT_OK_AND_ASSIGN(const StudyMaskKeys keys, MaskKeyFiles(site, approvals).Of(hash));
    EXPECT_EQ(keys.own.public_bytes(), keys.public_keys.at(site));
    EXPECT_EQ(keys.public_keys.size(), 3U);
    if (first.empty()) first = keys.public_keys;
    EXPECT_EQ(keys.public_keys, first);
  }
}

TEST(MaskKeyExchange, AKeyThatTheCoordinatorSwappedEndsTheStudyBeforeAnythingLeaves) {
  Consortium consortium;
  AddSites(consortium);
  const models::Study study = SecureStudy();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const std::string& site : kSites) {
    consortium.Decide(site, study, true);
    const ApprovalFiles approvals(consortium.FolderOf(site).Studies());
    ASSERT_OK_AND_ASSIGN(const StudyDecision decision, approvals.Find(hash));
    ASSERT_THAT(SendDecision(*StubOf(consortium, site), decision), IsOk());
  }
  consortium.StopCoordinator();
  {
    ASSERT_OK_AND_ASSIGN(const auto database,
                         coordinator::Database::Open(consortium.Path("coordinator/coordinator.db")));
    ASSERT_THAT(database->Execute("UPDATE decisions SET mask_key = ? WHERE site = 'beta'",
                                  {coordinator::Blob{std::string(32, 'x')}}),
                IsOk());
  }
  consortium.StartCoordinator();
  consortium.StartAgent("alpha");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("alpha"), HasSubstr("beta: its mask key")));
  ASSERT_THAT(consortium.StopAgent("alpha"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto ledger, ReadLedger(consortium.FolderOf("alpha").LedgerFolder()));
  EXPECT_TRUE(ledger.empty());
}

TEST(Withdrawal, EndsTheStudyAndNothingOfItLeavesAnyMore) {
  Consortium consortium;
  AddSites(consortium);
  const models::Study study = SecureStudy();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const std::string& site : kSites) consortium.Decide(site, study, true);
  ASSERT_OK_AND_ASSIGN(const StudyDecision gammas,
                       ApprovalFiles(consortium.FolderOf("gamma").Studies()).Find(hash));
  ASSERT_THAT(SendDecision(*StubOf(consortium, "gamma"), gammas), IsOk());
  consortium.StartAgent("alpha");
  consortium.StartAgent("beta");
  // The study waits for gamma's agent, and the coordinator is away when gamma withdraws.
  for (int i = 0; i < 500; ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
    if (status.state() == "RUNNING") break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  consortium.StopCoordinator();
  ASSERT_THAT(Withdraw(consortium, "gamma", hash, "new\nvote"), IsOk());
  consortium.StartCoordinator();
  consortium.StartAgent("gamma");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("gamma withdrew: new vote"), HasSubstr("a new study")));
  EXPECT_EQ(ended.sites(2).decision(), "withdrawn");
  ASSERT_OK_AND_ASSIGN(const auto proposals, FetchProposals(*StubOf(consortium, "gamma")));
  EXPECT_EQ(proposals.at(0).decision, "withdrawn");
  ASSERT_THAT(consortium.StopAgent("gamma"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto ledger, ReadLedger(consortium.FolderOf("gamma").LedgerFolder()));
  EXPECT_TRUE(ledger.empty());
}

TEST(Withdrawal, NeedsTheSitesSignature) {
  Consortium consortium;
  AddSites(consortium);
  const models::Study study = SecureStudy();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, true);
  ASSERT_OK_AND_ASSIGN(StudyDecision decision, Withdraw(consortium, "alpha", hash, ""));
  decision.withdrawal_signature = decision.signature;  // of the approval
  EXPECT_THAT(SendDecision(*StubOf(consortium, "alpha"), decision),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  EXPECT_THAT(SendDecision(*StubOf(consortium, "beta"), decision),
              StatusIs(absl::StatusCode::kUnauthenticated, _));
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
  EXPECT_EQ(status.state(), "PROPOSED");
}

TEST(Approval, WithoutAMaskKeyIsNotTaken) {
  Consortium consortium;
  AddSites(consortium);
  const models::Study study = SecureStudy();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, true);
  ASSERT_OK_AND_ASSIGN(StudyDecision decision,
                       ApprovalFiles(consortium.FolderOf("alpha").Studies()).Find(hash));
  decision.mask_key.clear();
  EXPECT_THAT(SendDecision(*StubOf(consortium, "alpha"), decision),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("mask key of 0 bytes")));
}

TEST(Submission, NeedsTheAuthorsSignatureOverThatStudy) {
  Consortium consortium;
  AddSites(consortium);
  const Identity nora = consortium.EnrolPerson("nora", Role::kStatistician);
  const auto desk = v1::StudyDesk::NewStub(MemberChannel(consortium.address(), nora));
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::FromPem(nora.private_key_pem));
  v1::SubmitStudyRequest request;
  models::ToMessage(SecureStudy(), request.mutable_study());
  const auto submit = [&](const std::string& text) {
    request.set_signature(key.Sign(text).value());
    grpc::ClientContext context;
    v1::SubmitStudyReply reply;
    return FromRpc(desk->SubmitStudy(&context, request, &reply));
  };
  EXPECT_THAT(submit(StudyText(std::string(64, '0'))), StatusIs(absl::StatusCode::kUnauthenticated, _));
  ASSERT_OK_AND_ASSIGN(auto proposals, FetchProposals(*StubOf(consortium, "alpha")));
  EXPECT_TRUE(proposals.empty());
  ASSERT_THAT(submit(StudyText(models::StudySha256(SecureStudy()))), IsOk());
  ASSERT_OK_AND_ASSIGN(proposals, FetchProposals(*StubOf(consortium, "alpha")));
  EXPECT_EQ(proposals.at(0).author, "nora");
}

// The first study is approved by hand, which pins the sites; the second one by rule, while the agent runs.
TEST(StandingApproval, ApprovesWhatItCoversAndNothingElse) {
  Consortium consortium;
  AddSites(consortium);
  models::Study study = SecureStudy();
  study.name = "first";
  ASSERT_OK_AND_ASSIGN(const std::string first, consortium.Submit(study));
  for (const std::string& site : kSites) consortium.Decide(site, study, true);
  ASSERT_OK_AND_ASSIGN(const PeerIdentity maria, ParsePeer(consortium.ProposalOf(study).author_certificate));
  for (const std::string& site : kSites) {
    ASSERT_THAT(WriteFileAtomically(
                    consortium.FolderOf(site).PolicyFile(),
                    absl::StrCat("rules: standard\nstanding_approvals:\n  - author_key: ",
                                 maria.public_key_fingerprint, "\n    sites: [alpha, beta, gamma]\n")),
                IsOk());
  }
  study.name = "second";
  ASSERT_OK_AND_ASSIGN(const std::string second, consortium.Submit(study));
  // Another author's study of the same sites waits for a person.
  const Identity nora = consortium.EnrolPerson("nora", Role::kStatistician);
  const auto desk = v1::StudyDesk::NewStub(MemberChannel(consortium.address(), nora));
  study.name = "third";
  const std::string third = models::StudySha256(study);
  v1::SubmitStudyRequest request;
  models::ToMessage(study, request.mutable_study());
  request.set_signature(PrivateKey::FromPem(nora.private_key_pem)->Sign(StudyText(third)).value());
  grpc::ClientContext context;
  v1::SubmitStudyReply reply;
  ASSERT_THAT(FromRpc(desk->SubmitStudy(&context, request, &reply)), IsOk());

  for (const std::string& site : kSites) consortium.StartAgent(site);
  EXPECT_EQ(consortium.WaitForEnd(first).state(), "DONE");
  const v1::StudyStatus ended = consortium.WaitForEnd(second);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  for (const std::string& site : kSites) {
    const ApprovalFiles approvals(consortium.FolderOf(site).Studies());
    EXPECT_THAT(approvals.Find(third), StatusIs(absl::StatusCode::kNotFound, _));
  }
}

}  // namespace
}  // namespace osteon
