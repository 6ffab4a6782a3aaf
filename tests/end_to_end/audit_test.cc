// The chains of ledger and journal in whole studies, and what happens when one of them is not what it was.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "coordinator/cli/study_audit/reconcile.h"
#include "coordinator/cli/study_audit/verify_rounds.h"
#include "coordinator/journal/verify_journal.h"
#include "models/wire/federation_wire.h"
#include "models/wire/ledger_wire.h"
#include "site_agent/policy/verify_ledger.h"
#include "site_agent/session/submit.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticStudy;
using ::osteon::testing::SyntheticTable;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> kSites = {"alpha", "beta", "gamma"};

models::Study NamedStudy(const std::string& name) {
  models::Study study = SyntheticStudy(kSites, {});
  study.name = name;
  return study;
}

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    unsigned seed = 1;
    for (const std::string& site : kSites) {
      consortium_.AddSite(site, SyntheticTable(80, seed++));
      consortium_.StartAgent(site);
    }
  }
  // Runs a study to its end, which must be DONE; agents are started anew, so that they tell the decisions.
  std::string RunStudy(const std::string& name) {
    const v1::StudyStatus ended = RunToEnd(name);
    EXPECT_EQ(ended.state(), "DONE") << ended.message();
    return ended.study_sha256();
  }
  v1::StudyStatus RunToEnd(const std::string& name) {
    const models::Study study = NamedStudy(name);
    const absl::StatusOr<std::string> hash = consortium_.Submit(study);
    EXPECT_THAT(hash, IsOk());
    for (const std::string& site : kSites) {
      consortium_.Decide(site, study, true);
      EXPECT_THAT(consortium_.StopAgent(site), IsOk());
      consortium_.StartAgent(site);
    }
    return consortium_.WaitForEnd(*hash);
  }
  std::string LedgerOf(const std::string& site) const { return consortium_.FolderOf(site).LedgerFolder(); }

  Consortium consortium_;
};

TEST_F(AuditTest, AfterAStudyEveryChainIsWholeAndJournalAndLedgersAgree) {
  const std::string hash = RunStudy("first");
  const Identity auditor = consortium_.EnrolPerson("ada", Role::kAuditor);
  const std::unique_ptr<v1::StudyDesk::Stub> desk =
      v1::StudyDesk::NewStub(MemberChannel(consortium_.address(), auditor));
  grpc::ClientContext context;
  v1::GetJournalRequest request;
  request.set_study(hash);
  const std::unique_ptr<grpc::ClientReader<v1::JournalPart>> stream = desk->GetJournal(&context, request);
  std::vector<v1::JournalPart> parts;
  v1::JournalPart part;
  while (stream->Read(&part)) parts.push_back(part);
  ASSERT_THAT(FromRpc(stream->Finish()), IsOk());
  ASSERT_OK_AND_ASSIGN(const coordinator::ToldJournal journal,
                       coordinator::VerifyRounds(parts, auditor.ca_certificate_pem, absl::Now()));
  EXPECT_GT(journal.rounds.size(), 5U);

  std::map<std::string, LedgerContents> ledgers;
  for (const std::string& site : kSites) {
    ASSERT_THAT(consortium_.StopAgent(site), IsOk());
    ASSERT_OK_AND_ASSIGN(ledgers[site], ReadLedgerContents(LedgerOf(site)));
    ASSERT_OK_AND_ASSIGN(const LedgerAudit audit,
                         VerifyLedger(LedgerOf(site), site, consortium_.IdentityOf(site).certificate_pem));
    // A round is a release, or was refused by a disclosure rule.
    const auto refused = std::count_if(ledgers[site].events.begin(), ledgers[site].events.end(),
                                       [](const LedgerEvent& event) { return event.event == kRefusedEvent; });
    EXPECT_EQ(audit.releases + static_cast<std::size_t>(refused), journal.rounds.size());
    EXPECT_EQ(consortium_.host().journal().heads().Newest(site)->head, audit.head);
  }
  EXPECT_THAT(coordinator::Reconcile(hash, journal.rounds, ledgers), IsEmpty());
  ledgers["beta"].releases.pop_back();
  EXPECT_THAT(coordinator::Reconcile(hash, journal.rounds, ledgers), SizeIs(1));

  ASSERT_OK_AND_ASSIGN(
      const std::vector<coordinator::StudyAudit> audits,
      coordinator::VerifyJournal(consortium_.host().journal(), parts.front().head().certificate()));
  ASSERT_THAT(audits, SizeIs(1));
  EXPECT_THAT(audits[0].whole, IsOk());
  EXPECT_EQ(audits[0].head, journal.head);
  EXPECT_THAT(consortium_.host().journal().heads().Events().value(), IsEmpty());
}

TEST_F(AuditTest, ALedgerThatWasRolledBackReleasesNothingUntilItsLossIsAccepted) {
  RunStudy("first");
  ASSERT_THAT(consortium_.StopAgent("beta"), IsOk());
  std::filesystem::copy(LedgerOf("beta"), consortium_.Path("backup"));
  consortium_.StartAgent("beta");
  RunStudy("second");
  ASSERT_THAT(consortium_.StopAgent("beta"), IsOk());
  std::filesystem::remove_all(LedgerOf("beta"));
  std::filesystem::copy(consortium_.Path("backup"), LedgerOf("beta"));

  // The coordinator's copy outlives a restart of the coordinator.
  consortium_.StopCoordinator();
  consortium_.StartCoordinator();
  consortium_.StartAgent("beta");
  EXPECT_THAT(consortium_.WaitForAgent("beta"),
              StatusIs(absl::StatusCode::kDataLoss,
                       AllOf(HasSubstr("was lost or rolled back"), HasSubstr("Nothing is released"),
                             HasSubstr("with this site's signature"), HasSubstr("--accept-loss"))));
  ASSERT_OK_AND_ASSIGN(const auto events, consortium_.host().journal().heads().Events());
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].site, "beta");
  EXPECT_THAT(events[0].what, HasSubstr("went back"));

  // Accepted, it is connected again, with all caps spent.
  const Identity identity = consortium_.IdentityOf("beta");
  const PrivateKey key = PrivateKey::FromPem(identity.private_key_pem).value();
  {
    ASSERT_OK_AND_ASSIGN(const auto ledger, FileLedger::Open(LedgerOf("beta"), LedgerSigner{"beta", key}));
    const std::unique_ptr<v1::SiteSession::Stub> stub =
        v1::SiteSession::NewStub(MemberChannel(consortium_.address(), identity));
    ASSERT_OK_AND_ASSIGN(const SignedHead seen, CompareLedgers(*stub, ledger->Head()));
    EXPECT_THAT(VerifyHead(identity.certificate_pem, "beta", seen), IsOk());
    ASSERT_THAT(ledger->AcceptLoss(seen.head, absl::Now()), IsOk());
    EXPECT_TRUE(ledger->CapsSpent());
  }
  consortium_.StartAgent("beta");
  const v1::StudyStatus third = RunToEnd("third");
  EXPECT_EQ(third.state(), "FAILED");
  EXPECT_THAT(third.message(), AllOf(HasSubstr("beta"), HasSubstr("were lost")));
  ASSERT_THAT(consortium_.StopAgent("beta"), IsOk());
  ASSERT_OK_AND_ASSIGN(const LedgerAudit audit,
                       VerifyLedger(LedgerOf("beta"), "beta", identity.certificate_pem));
  EXPECT_TRUE(audit.loss_accepted);
  EXPECT_EQ(consortium_.host().journal().heads().Newest("beta")->head, audit.head);
}

TEST_F(AuditTest, AReleaseWithAForgedOrAnOlderHeadIsNotTaken) {
  RunStudy("first");
  ASSERT_THAT(consortium_.StopAgent("beta"), IsOk());
  ASSERT_OK_AND_ASSIGN(const LedgerContents ledger, ReadLedgerContents(LedgerOf("beta")));
  const Identity identity = consortium_.IdentityOf("beta");
  const PrivateKey key = PrivateKey::FromPem(identity.private_key_pem).value();
  const auto submit = [&](const SignedHead& head) {
    const std::unique_ptr<v1::SiteSession::Stub> stub =
        v1::SiteSession::NewStub(MemberChannel(consortium_.address(), identity));
    grpc::ClientContext context;
    v1::SummandChunk chunk;
    models::ToMessage(ledger.releases.front().entry.key, chunk.mutable_key());
    models::ToMessage(head, chunk.mutable_ledger_head());
    v1::SubmitReply reply;
    const auto writer = stub->SubmitSummand(&context, &reply);
    writer->Write(chunk);
    writer->WritesDone();
    return FromRpc(writer->Finish());
  };
  ASSERT_OK_AND_ASSIGN(const SignedHead newest, SignHead(key, "beta", ledger.head));
  EXPECT_THAT(submit(newest), IsOk());  // nobody awaits it: taken and dropped
  EXPECT_THAT(submit(SignedHead()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("without the head")));
  ASSERT_OK_AND_ASSIGN(const SignedHead older, SignHead(key, "beta", {1, ledger.hashes.at(1)}));
  EXPECT_THAT(submit(older),
              IsOk());  // taken before from this agent's connection: it may have been on its way
  consortium_.StopCoordinator();
  consortium_.StartCoordinator();  // no answer of an earlier connection comes any more
  EXPECT_THAT(submit(older), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("went back")));
  ASSERT_OK_AND_ASSIGN(const SignedHead forked,
                       SignHead(key, "beta", {ledger.head.length, std::string(64, 'f')}));
  EXPECT_THAT(submit(forked), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("was forked")));
  SignedHead forged = newest;
  forged.head.length += 1;
  EXPECT_THAT(submit(forged), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("not signed")));
  EXPECT_THAT(consortium_.host().journal().heads().Events().value(), SizeIs(3));
  EXPECT_EQ(consortium_.host().journal().heads().Newest("beta")->head, ledger.head);
}

TEST_F(AuditTest, ARefusalIsTakenWhateverItsHeadAndWhatIsWrongWithThatIsAnEvent) {
  RunStudy("first");
  ASSERT_THAT(consortium_.StopAgent("beta"), IsOk());
  ASSERT_OK_AND_ASSIGN(const LedgerContents ledger, ReadLedgerContents(LedgerOf("beta")));
  const Identity identity = consortium_.IdentityOf("beta");
  const PrivateKey key = PrivateKey::FromPem(identity.private_key_pem).value();
  ASSERT_OK_AND_ASSIGN(const SignedHead newest,
                       SignHead(key, "beta", {ledger.head.length + 1, std::string(64, 'e')}));
  ASSERT_OK_AND_ASSIGN(const SignedHead older, SignHead(key, "beta", {1, ledger.hashes.at(1)}));
  SignedHead forged = newest;
  forged.head.length += 1;
  SignedHead cut = newest;
  cut.head.hash.pop_back();
  const std::unique_ptr<v1::SiteSession::Stub> stub =
      v1::SiteSession::NewStub(MemberChannel(consortium_.address(), identity));
  // What a site's no does to the task that waits for it; the answer of the call.
  const auto refuse = [&](const SignedHead& head, absl::Status* told) {
    auto task = std::make_shared<models::Task>();
    task->key = ledger.releases.front().entry.key;
    task->key.sites = {"beta"};
    task->request = models::SumRequest(models::MomentsRequest{{"age"}, models::RowSet::kTrain, 1});
    absl::Status ended;
    std::thread procedure([&] { ended = consortium_.host().board().Sum(task).status(); });
    while (!consortium_.host().board().WordsAwaited("beta", task->key)) std::this_thread::yield();
    grpc::ClientContext context;
    *told = SubmitRefusal(*stub, context, task->key, "no", head);
    if (!told->ok()) consortium_.host().board().Refuse("beta", task->key, "the test ends it");
    procedure.join();
    return ended;
  };
  consortium_.StopCoordinator();
  consortium_.StartCoordinator();  // no answer of an earlier connection comes any more
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("site beta refused: no"));
  absl::Status told;
  EXPECT_THAT(refuse(newest, &told), refused);
  EXPECT_THAT(told, IsOk());
  EXPECT_EQ(consortium_.host().journal().heads().Newest("beta")->head, newest.head);
  EXPECT_THAT(consortium_.host().journal().heads().Events().value(), IsEmpty());
  // As agents of the first version refuse.
  EXPECT_THAT(refuse(SignedHead(), &told), refused);
  EXPECT_THAT(consortium_.host().journal().heads().Events().value(), IsEmpty());
  EXPECT_THAT(refuse(older, &told), refused);
  EXPECT_THAT(refuse(forged, &told), refused);
  ASSERT_OK_AND_ASSIGN(const auto events, consortium_.host().journal().heads().Events());
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_THAT(events[0].what, HasSubstr("went back"));
  EXPECT_THAT(events[1].what, HasSubstr("not signed"));
  EXPECT_EQ(consortium_.host().journal().heads().Newest("beta")->head, newest.head);
  // What is no head at all makes the message one that cannot be read.
  EXPECT_THAT(refuse(cut, &told),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("the test ends it")));
  EXPECT_THAT(told, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("the head of a ledger")));
}

TEST_F(AuditTest, ARefusalIsInTheLedgerAsItWasTold) {
  consortium_.AddSite("delta", "patient_id,label,age,sex,f1,f2,p_reader\nx,1,sixty,F,1,2,0.5\n");
  const models::Study study = SyntheticStudy({"alpha", "delta"}, {});
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium_.Submit(study));
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());
  for (const char* site : {"alpha", "delta"}) {
    consortium_.Decide(site, study, true);
    consortium_.StartAgent(site);
  }
  EXPECT_EQ(consortium_.WaitForEnd(hash).state(), "FAILED");
  ASSERT_THAT(consortium_.StopAgent("delta"), IsOk());
  ASSERT_OK_AND_ASSIGN(const LedgerContents ledger, ReadLedgerContents(LedgerOf("delta")));
  EXPECT_THAT(ledger.releases, IsEmpty());
  ASSERT_THAT(ledger.events, SizeIs(1));
  EXPECT_EQ(ledger.events[0].event, kRefusedEvent);
  EXPECT_EQ(ledger.events[0].study_sha256, hash);
  EXPECT_THAT(ledger.events[0].why, HasSubstr("cannot be used for this study"));
  // And the coordinator knows the ledger that it is in.
  EXPECT_EQ(consortium_.host().journal().heads().Newest("delta")->head, ledger.head);
}

}  // namespace
}  // namespace osteon
