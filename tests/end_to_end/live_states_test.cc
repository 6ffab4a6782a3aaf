// The states of a study: late sites, a coordinator that cannot write, withdrawals of hospitals and patients,
// refreshed tables, hospitals that join later.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/metrics/metric.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "coordinator/journal/database.h"
#include "coordinator/study/frozen_model.h"
#include "models/pipeline/restart.h"
#include "site_agent/cli/exclude_patient.h"
#include "site_agent/cohort/frozen_dataset.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/session/proposals.h"
#include "spdlog/spdlog.h"
#include "tests/end_to_end/consortium.h"
#include "tests/support/status_matchers.h"

namespace osteon {
namespace {

using ::osteon::testing::Consortium;
using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::osteon::testing::SyntheticStudy;
using ::osteon::testing::SyntheticTable;
using ::osteon::testing::TemporaryFolder;
using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::map<std::string, std::pair<int, unsigned>> kSites = {
    {"alpha", {80, 1}}, {"beta", {45, 2}}, {"gamma", {120, 3}}, {"zeta", {60, 4}}};
constexpr coordinator::WaitRules kQuick{absl::Milliseconds(200), absl::Milliseconds(200)};

models::Study FourSites(const std::string& name = "synthetic") {
  models::Study study = SyntheticStudy({"alpha", "beta", "gamma"}, {"zeta"});
  study.name = name;
  return study;
}

bool Soon(const std::function<bool()>& condition, absl::Duration longest = absl::Seconds(20)) {
  const absl::Time deadline = absl::Now() + longest;
  while (absl::Now() < deadline) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(5));
  }
  return false;
}

class LiveStates : public ::testing::Test {
 protected:
  void Begin(const std::vector<std::string>& sites = {"alpha", "beta", "gamma", "zeta"}) {
    Restart();
    for (const std::string& site : sites) {
      consortium_.AddSite(site, SyntheticTable(kSites.at(site).first, kSites.at(site).second));
    }
  }
  void Restart() {
    consortium_.StopCoordinator();
    consortium_.SetWaits(kQuick);
    consortium_.StartCoordinator();
  }
  std::string Propose(const models::Study& study) {
    const absl::StatusOr<std::string> hash = consortium_.Submit(study);
    EXPECT_THAT(hash, IsOk());
    for (const std::string& site : study.AllSites()) consortium_.Decide(site, study, true);
    return hash.value_or("");
  }
  // Tells the site's decision without its agent: the study begins and waits for it.
  void TellOnly(const std::string& site, const std::string& hash) {
    const auto decision = ApprovalFiles(consortium_.FolderOf(site).Studies()).Find(hash);
    ASSERT_THAT(decision, IsOk());
    const auto stub =
        v1::SiteSession::NewStub(MemberChannel(consortium_.address(), consortium_.IdentityOf(site)));
    ASSERT_THAT(SendDecision(*stub, *decision), IsOk());
  }
  v1::StudyStatus Status(const std::string& hash) {
    const auto status = consortium_.Status(hash);
    EXPECT_THAT(status, IsOk());
    return status.value_or(v1::StudyStatus());
  }
  bool SoonIn(const std::string& hash, const std::string& state) {
    return Soon([&] { return Status(hash).state() == state; });
  }
  // Begins with every agent but zeta's and waits until the study is PAUSED for it.
  std::string PausedForZeta(models::Study study = FourSites()) {
    const std::string hash = Propose(study);
    TellOnly("zeta", hash);
    for (const char* site : {"alpha", "beta", "gamma"}) consortium_.StartAgent(site);
    EXPECT_TRUE(Soon([&] { return Status(hash).state() == "PAUSED" && OnlyZetaIsAwaited(hash); }));
    return hash;
  }
  bool OnlyZetaIsAwaited(const std::string& hash) {
    const v1::StudyStatus status = Status(hash);
    return status.sites(3).awaited() && !status.sites(0).awaited() && !status.sites(1).awaited() &&
           !status.sites(2).awaited();
  }
  std::string Withdraw(const std::string& site, const std::string& hash, const std::string& reason) {
    const AgentFolder folder = consortium_.FolderOf(site);
    const ApprovalFiles approvals(folder.Studies());
    const MaskKeyFiles mask_keys(site, approvals);
    const ConsentDesk desk(*ReadIdentity(folder.IdentityFile(), absl::Now()), approvals, mask_keys,
                           KnownSitesFile(folder.KnownSites()));
    EXPECT_THAT(desk.Withdraw(hash, reason), IsOk());
    return site;
  }

  Consortium consortium_;
};

TEST_F(LiveStates, AStudyThatWaitsIsPausedSaysForWhomAndGoesOnByItself) {
  const std::string told = consortium_.Path("told"), program = consortium_.Path("notify.sh");
  ASSERT_THAT(WriteFileAtomically(program, absl::StrCat("#!/bin/sh\necho \"$1 $2 $3 $4\" >> ", told, "\n")),
              IsOk());
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  consortium_.SetNotify(program);
  Begin();
  const std::string hash = PausedForZeta();
  const v1::StudyStatus paused = Status(hash);
  EXPECT_NE(paused.step(), "");
  EXPECT_GT(paused.rounds_expected(), 0U);
  EXPECT_EQ(paused.fails_at() - paused.step_since(), 30 * 86400);
  consortium_.StartAgent("zeta");
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  const std::string begin = "synthetic NEW PROPOSED \nsynthetic PROPOSED RUNNING \nsynthetic RUNNING PAUSED ";
  ASSERT_TRUE(Soon([&] { return ReadFile(told).value_or("").find("DONE") != std::string::npos; }));
  const std::string lines = *ReadFile(told);
  EXPECT_EQ(lines.substr(0, begin.size()), begin);
  EXPECT_THAT(lines,
              AllOf(HasSubstr("zeta\nsynthetic PAUSED RUNNING \n"), HasSubstr("synthetic RUNNING DONE \n")));
}

TEST_F(LiveStates, AWaitCountsFromTheJournalOverARestartAndEndsTheStudy) {
  Begin();
  const std::string hash = PausedForZeta();
  const std::int64_t since = Status(hash).step_since();
  consortium_.StopCoordinator();
  absl::SleepFor(absl::Seconds(2));
  consortium_.StartCoordinator();
  EXPECT_EQ(Status(hash).state(), "PAUSED");  // from the first moment on
  ASSERT_TRUE(Soon([&] { return Status(hash).step_since() != 0; }));
  EXPECT_EQ(Status(hash).step_since(), since);
  ASSERT_TRUE(Soon([&] { return OnlyZetaIsAwaited(hash); }));  // the others have answered again
  consortium_.MoveCoordinatorsClock(absl::Hours(24 * 29));
  absl::SleepFor(absl::Seconds(1));
  EXPECT_EQ(Status(hash).state(), "PAUSED");
  consortium_.MoveCoordinatorsClock(absl::Hours(24 * 30 + 1));
  ASSERT_TRUE(SoonIn(hash, "FAILED"));
  EXPECT_THAT(Status(hash).message(), AllOf(HasSubstr("waited for zeta since"),
                                            HasSubstr("max_wait_days of 30"), HasSubstr("--without zeta")));
  Restart();
  EXPECT_EQ(Status(hash).state(), "FAILED");
}

TEST_F(LiveStates, TheStudySaysHowLongItWaits) {
  Begin();
  models::Study study = FourSites();
  study.max_wait_days = 2;
  const std::string hash = PausedForZeta(study);
  const v1::StudyStatus paused = Status(hash);
  EXPECT_EQ(paused.fails_at() - paused.step_since(), 2 * 86400);
  consortium_.MoveCoordinatorsClock(absl::Hours(49));
  EXPECT_TRUE(SoonIn(hash, "FAILED"));
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::size_t Threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

// And another study runs to its end beside them.
TEST_F(LiveStates, TwentyPausedStudiesCostNothing) {
  Begin();
  for (const char* site : {"alpha", "beta", "gamma"}) consortium_.StartAgent(site);
  std::vector<std::string> hashes;
  for (int i = 0; i < 20; ++i) hashes.push_back(Propose(FourSites(absl::StrCat("paused-", i))));
  const std::size_t threads_before = Threads();
  for (const std::string& hash : hashes) {
    for (const auto& [site, made] : kSites) TellOnly(site, hash);
  }
  for (const std::string& hash : hashes) ASSERT_TRUE(SoonIn(hash, "PAUSED"));
  absl::SleepFor(absl::Seconds(1));
  const std::size_t threads = Threads();
  const double before = CpuSeconds();
  absl::SleepFor(absl::Seconds(5));
  const double used = CpuSeconds() - before;
  std::printf("20 paused studies: %.3f s CPU in 5 s of coordinator and three agents, %zu threads more\n",
              used, threads - threads_before);
  RecordProperty("cpu_milliseconds_in_5_s", static_cast<int>(used * 1000));
  // They look at the clock 300 times as often as outside of tests.
  EXPECT_LT(used, 0.5);
  EXPECT_LE(threads, threads_before + 20U + 10U);  // one each, and a few that gRPC may have made meanwhile
  models::Study beside = SyntheticStudy({"alpha", "beta", "gamma"}, {});
  beside.name = "beside";
  const std::string hash = Propose(beside);
  for (const char* site : {"alpha", "beta", "gamma"}) TellOnly(site, hash);
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  for (const std::string& paused : hashes) EXPECT_EQ(Status(paused).state(), "PAUSED");
}

TEST_F(LiveStates, ASiteThatWithdrawsWhileTheOthersWaitForItsValidationEndsTheStudy) {
  Begin();
  const models::Study study = FourSites();
  const std::string hash = Propose(study);
  for (const auto& [site, made] : kSites) consortium_.StartAgent(site);
  ASSERT_TRUE(Soon([&] { return Status(hash).rounds() >= 3; }));
  ASSERT_THAT(consortium_.StopAgent("zeta"), IsOk());
  ASSERT_TRUE(Soon([&] { return Status(hash).state() == "PAUSED" && OnlyZetaIsAwaited(hash); }));
  consortium_.StartAgent(Withdraw("zeta", hash, "no longer"));
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("zeta"), HasSubstr("withdr")));
  EXPECT_THAT(consortium_.Results(hash), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  // Begun again without it, as a new study that all approve again.
  ASSERT_OK_AND_ASSIGN(const models::Study again, models::RestartWithout(study, hash, "zeta", ""));
  const std::string second = Propose(again);
  EXPECT_EQ(Status(second).state(), "PROPOSED");
  for (const char* site : {"alpha", "beta", "gamma"}) TellOnly(site, second);
  const v1::StudyStatus done = consortium_.WaitForEnd(second);
  EXPECT_EQ(done.state(), "DONE") << done.message();
}

TEST_F(LiveStates, ASiteThatIsOutEndsItsStudiesAndNoOther) {
  Begin();
  const std::string hash = PausedForZeta();
  models::Study beside = SyntheticStudy({"alpha", "beta", "gamma"}, {});
  beside.name = "beside";
  const std::string other = Propose(beside);
  consortium_.Revoke("zeta", "laptop stolen");
  ASSERT_TRUE(SoonIn(hash, "FAILED"));
  EXPECT_THAT(Status(hash).message(), AllOf(HasSubstr("zeta was revoked"), HasSubstr("laptop stolen"),
                                            HasSubstr("study restart synthetic --without zeta")));
  for (const char* site : {"alpha", "beta", "gamma"}) TellOnly(site, other);
  EXPECT_EQ(consortium_.WaitForEnd(other).state(), "DONE");
}

// `withdraw` could not tell the coordinator, whose journal was locked: the agent, which is connected, does
// before it refuses the next task.
TEST_F(LiveStates, AWithdrawalThatCouldNotBeToldEndsTheStudyWithItsReason) {
  Begin({"alpha", "beta", "gamma"});
  for (const char* site : {"alpha", "beta", "gamma"}) consortium_.StartAgent(site);
  ASSERT_TRUE(Soon([&] { return consortium_.host().board().Connected("gamma"); }));
  const std::string hash = Propose(SyntheticStudy({"alpha", "beta", "gamma"}, {}));
  for (const char* site : {"beta", "gamma"}) TellOnly(site, hash);
  Withdraw("gamma", hash, "no vote of the ethics board");
  TellOnly("alpha", hash);
  ASSERT_TRUE(SoonIn(hash, "FAILED"));
  EXPECT_THAT(Status(hash).message(), HasSubstr("gamma withdrew: no vote of the ethics board"));
}

TEST_F(LiveStates, ALockedJournalStandsStillVisiblyAndGoesOn) {
  const std::string told = consortium_.Path("told"), program = consortium_.Path("notify.sh");
  ASSERT_THAT(WriteFileAtomically(program,
                                  absl::StrCat("#!/bin/sh\nread line; echo \"$2 $3 $line\" >> ", told, "\n")),
              IsOk());
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  consortium_.SetNotify(program);
  Begin();
  const std::string hash = PausedForZeta();
  {
    ASSERT_OK_AND_ASSIGN(const auto other,
                         coordinator::Database::Open(consortium_.Path("coordinator/coordinator.db")));
    ASSERT_THAT(other->Execute("BEGIN IMMEDIATE"), IsOk());
    consortium_.StartAgent("zeta");
    ASSERT_TRUE(Soon([&] { return Status(hash).stands_still() != ""; }));
    EXPECT_EQ(Status(hash).state(), "PAUSED");
    EXPECT_THAT(Status(hash).stands_still(), HasSubstr("locked"));
    EXPECT_THAT(consortium_.host().Ready(),
                StatusIs(absl::StatusCode::kUnavailable,
                         AllOf(HasSubstr("synthetic stands still"), HasSubstr("locked"))));
    EXPECT_THAT(MetricsText(*consortium_.host().Metrics()), HasSubstr("osteon_studies{state=\"PAUSED\"} 1"));
    ASSERT_TRUE(Soon([&] { return ReadFile(told).value_or("").find("locked") != std::string::npos; }));
    models::Study beside = FourSites();
    beside.name = "beside";
    EXPECT_THAT(consortium_.Submit(beside),
                StatusIs(absl::StatusCode::kResourceExhausted,
                         AllOf(HasSubstr("the coordinator was reached"), HasSubstr("locked"))));
  }
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  EXPECT_THAT(consortium_.host().Ready(), IsOk());
  ASSERT_TRUE(Soon([&] { return ReadFile(told).value_or("").find(" DONE ") != std::string::npos; }));
  EXPECT_THAT(*ReadFile(told), HasSubstr("PAUSED RUNNING"));
}

// A folder with little room, for root only.
class SmallDisk {
 public:
  SmallDisk() : mounted_(::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=16m") == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  std::string Path() const { return folder_ / "coordinator"; }
  void Fill() const {
    std::ofstream file(folder_ / "fill");
    const std::string block(4096, 'x');
    while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void Empty() const { std::filesystem::remove(folder_ / "fill"); }

 private:
  TemporaryFolder folder_;
  bool mounted_;
};

TEST(FullDisk, AStudyStandsStillVisiblyAndGoesOnWhenThereIsRoom) {
  const SmallDisk disk;
  if (!disk.mounted()) GTEST_SKIP() << "needs the right to mount a tmpfs";
  Consortium consortium({}, disk.Path());
  consortium.StopCoordinator();
  consortium.SetWaits(kQuick);
  consortium.StartCoordinator();
  for (const auto& [site, made] : kSites) consortium.AddSite(site, SyntheticTable(made.first, made.second));
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    if (site != "zeta") consortium.StartAgent(site);
  }
  const auto decision = ApprovalFiles(consortium.FolderOf("zeta").Studies()).Find(hash);
  ASSERT_THAT(SendDecision(*v1::SiteSession::NewStub(
                               MemberChannel(consortium.address(), consortium.IdentityOf("zeta"))),
                           *decision),
              IsOk());
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->state() == "PAUSED"; }));
  disk.Fill();
  consortium.StartAgent("zeta");
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->stands_still() != ""; }));
  EXPECT_EQ(consortium.Status(hash)->state(), "PAUSED");
  EXPECT_THAT(consortium.Status(hash)->stands_still(), HasSubstr("full"));
  absl::SleepFor(absl::Seconds(1));
  EXPECT_EQ(consortium.Status(hash)->state(), "PAUSED");
  disk.Empty();
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
}

TEST_F(LiveStates, OneCoordinatorAFolder) {
  coordinator::HostOptions second;
  second.folder.path = consortium_.Path("coordinator");
  second.listen = "127.0.0.1:0";
  second.clock = [] { return absl::Now(); };
  second.log = spdlog::default_logger();
  EXPECT_THAT(coordinator::Host::Start(second),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("another coordinator is running"), HasSubstr("Stop that one first"))));
}

TEST_F(LiveStates, APatientWhoWithdrawsEndsTheStudyThatHasHerAndNothingNamesHer) {
  Begin();
  const std::string hash = PausedForZeta();
  ASSERT_OK_AND_ASSIGN(const PatientExcluded excluded,
                       ExcludePatient(consortium_.FolderOf("alpha"), "P1-7", "letter", absl::Now()));
  EXPECT_THAT(excluded.ended, ElementsAre("synthetic"));
  consortium_.StartAgent("zeta");
  v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("site alpha ends its part: consent"), Not(HasSubstr("P1-7")),
                                     Not(HasSubstr(excluded.pseudonym))));
  // A new dataset would differ by one patient: it waits, and says so at the hospital only.
  models::Study study = FourSites("second");
  const std::string second = Propose(study);
  for (const auto& [site, made] : kSites) TellOnly(site, second);
  ASSERT_TRUE(Soon([&] {
    const v1::StudyStatus status = Status(second);
    return status.state() == "PAUSED" && status.sites(0).awaited() && !status.sites(1).awaited();
  }));
  EXPECT_FALSE(
      std::filesystem::exists(consortium_.FolderOf("alpha").Studies() + "/" + second + "/freeze.json"));
  // Four more patients leave; then five differ.
  for (const char* patient : {"P1-1", "P1-2", "P1-3", "P1-4"}) {
    ASSERT_THAT(ExcludePatient(consortium_.FolderOf("alpha"), patient, "", absl::Now()), IsOk());
  }
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());  // or it tries again by itself after a while
  consortium_.StartAgent("alpha");
  ended = consortium_.WaitForEnd(second);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(const FrozenDataset dataset,
                       LoadFrozen(consortium_.FolderOf("alpha").Studies() + "/" + second));
  EXPECT_EQ(dataset.cohort.pseudonyms.size(), 75U);
  // The list of who withdrew is lost: nobody comes back by that.
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());
  ASSERT_TRUE(std::filesystem::remove(consortium_.FolderOf("alpha").Exclusions()));
  study = FourSites("third");
  const std::string third = Propose(study);
  for (const auto& [site, made] : kSites) TellOnly(site, third);
  consortium_.StartAgent("alpha");
  ASSERT_TRUE(Soon([&] {
    const v1::StudyStatus status = Status(third);
    return status.state() == "PAUSED" && status.sites(0).awaited() && !status.sites(1).awaited();
  }));
  for (const auto& [site, made] : kSites) ASSERT_THAT(consortium_.StopAgent(site), IsOk());
  EXPECT_THAT(consortium_.AgentLog(), HasSubstr("excluded.jsonl lacks 5 of the patients who withdrew"));
}

TEST_F(LiveStates, AStudyThatMayFinishDoesAndForgetsThePatientThen) {
  Begin();
  ASSERT_THAT(WriteFileAtomically(consortium_.FolderOf("alpha").PolicyFile(), "on_withdrawal: finish\n"),
              IsOk());
  const std::string hash = PausedForZeta();
  ASSERT_OK_AND_ASSIGN(const PatientExcluded excluded,
                       ExcludePatient(consortium_.FolderOf("alpha"), "P1-7", "", absl::Now()));
  EXPECT_THAT(excluded.finish, ElementsAre("synthetic"));
  consortium_.StartAgent("zeta");
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  const std::string folder = consortium_.FolderOf("alpha").Studies() + "/" + hash;
  EXPECT_EQ(LoadFrozen(folder)->cohort.pseudonyms.size(), 80U);
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());  // or it looks by itself after a while
  consortium_.StartAgent("alpha");
  EXPECT_TRUE(Soon([&] { return LoadFrozen(folder)->cohort.pseudonyms.size() == 79; }));
}

// The same lineage: what was released of the earlier table counts for the refreshed one.
TEST_F(LiveStates, ARefreshedTableIsANewDatasetOfTheSameLineage) {
  Begin();
  const std::string first = Propose(FourSites("first"));
  for (const auto& [site, made] : kSites) consortium_.StartAgent(site);
  ASSERT_EQ(consortium_.WaitForEnd(first).state(), "DONE");
  const std::string table = SyntheticTable(80, 1);
  // One patient more: a difference of one, by dominance.
  ASSERT_THAT(WriteFileAtomically(consortium_.TableOf("alpha"), SyntheticTable(81, 1)), IsOk());
  const std::string one_more = Propose(FourSites("one-more"));
  for (const auto& [site, made] : kSites) TellOnly(site, one_more);
  v1::StudyStatus ended = consortium_.WaitForEnd(one_more);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("alpha"), HasSubstr("min_effective_patients")));
  // One value corrected: weights do not show it, so the dataset itself waits.
  const std::size_t at = table.find("\nP1-7,");
  const std::size_t end = table.find('\n', at + 1);
  std::string row = table.substr(at, end - at);
  row = row.substr(0, row.rfind(',')) + ",0.123";
  ASSERT_THAT(
      WriteFileAtomically(consortium_.TableOf("alpha"), table.substr(0, at) + row + table.substr(end)),
      IsOk());
  const std::string corrected = Propose(FourSites("corrected"));
  for (const auto& [site, made] : kSites) TellOnly(site, corrected);
  EXPECT_TRUE(Soon([&] {
    const v1::StudyStatus status = Status(corrected);
    return status.state() == "PAUSED" && status.sites(0).awaited() && !status.sites(1).awaited();
  }));
  // Twenty patients more: a dataset of its own hash, and the ledger of one lineage goes on.
  ASSERT_THAT(WriteFileAtomically(consortium_.TableOf("alpha"), SyntheticTable(120, 1)), IsOk());
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto before, ReadLedger(consortium_.FolderOf("alpha").LedgerFolder()));
  consortium_.StartAgent("alpha");
  ended = consortium_.WaitForEnd(corrected);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_THAT(consortium_.StopAgent("alpha"), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto after, ReadLedger(consortium_.FolderOf("alpha").LedgerFolder()));
  EXPECT_GT(after.size(), before.size());
  EXPECT_EQ(after.front().lineage, after.back().lineage);
}

// The model is frozen; a hospital that joins afterwards validates it in a study of its own.
TEST_F(LiveStates, AHospitalThatJoinsLaterValidatesTheFrozenModel) {
  Begin();
  const std::string first = Propose(FourSites("first"));
  for (const auto& [site, made] : kSites) consortium_.StartAgent(site);
  ASSERT_EQ(consortium_.WaitForEnd(first).state(), "DONE");
  ASSERT_OK_AND_ASSIGN(const auto results, consortium_.Results(first));
  consortium_.AddSite("joined", SyntheticTable(90, 9));
  models::Study second = SyntheticStudy({}, {"joined", "zeta"});
  second.name = "second";
  ASSERT_THAT(WriteFileAtomically(consortium_.Path("model.json"), results.at("model.json")), IsOk());
  ASSERT_OK_AND_ASSIGN(const models::GivenModel frozen,
                       ReadFrozenModel(consortium_.Path("model.json"), "combined"));
  second.models = {{"combined", frozen}};
  second.validation.development = false;
  const std::string hash = Propose(second);
  consortium_.StartAgent("joined");
  TellOnly("zeta", hash);
  const v1::StudyStatus ended = consortium_.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(const auto files, consortium_.Results(hash));
  const auto validation = nlohmann::json::parse(files.at("validation.json"));
  EXPECT_EQ(validation.at("sites").at("joined").at("models").at("combined").at("n"), 90);
  // zeta validates the same model as before, with the same numbers.
  const auto earlier = nlohmann::json::parse(results.at("validation.json"));
  EXPECT_EQ(validation.at("sites").at("zeta").at("models").at("combined").at("auc"),
            earlier.at("sites").at("zeta").at("models").at("combined").at("auc"));
}

}  // namespace
}  // namespace osteon
