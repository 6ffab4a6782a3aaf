// Whole studies over mutual TLS on loopback.
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/simulate.h"
#include "coordinator/report/result_files.h"
#include "coordinator/study/repeat_study.h"
#include "coordinator/study/study_yaml.h"
#include "site_agent/policy/ledger.h"
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
using ::testing::Not;

const std::map<std::string, std::pair<int, unsigned>> kSites = {
    {"alpha", {80, 1}}, {"beta", {45, 2}}, {"gamma", {120, 3}}, {"zeta", {60, 4}}};

models::Study FourSites() {
  return SyntheticStudy({"alpha", "beta", "gamma"}, {"zeta"});
}

// All but what only a live study has (the coordinator's signature) or no two runs share (seconds).
nlohmann::json Comparable(const std::string& text) {
  nlohmann::json json = nlohmann::json::parse(text);
  json.erase("signature");
  if (json.contains("rounds")) {
    for (auto& round : json["rounds"]) round.erase("seconds");
  }
  return json;
}

// Whether `condition` comes true within ten seconds.
bool Soon(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (absl::Now() < deadline) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return false;
}

void AddAllSites(Consortium& consortium) {
  for (const auto& [site, made] : kSites) consortium.AddSite(site, SyntheticTable(made.first, made.second));
}

std::map<std::string, std::string> Simulated(const Consortium& consortium, const models::Study& study) {
  // The same tables and pseudonym keys as the live sites have.
  for (const std::string& site : study.AllSites()) {
    std::filesystem::create_directories(consortium.Path("data/" + site));
    std::filesystem::copy_file(consortium.FolderOf(site).PseudonymKeyPath(),
                               consortium.Path("data/" + site + "/pseudonym.key"),
                               std::filesystem::copy_options::overwrite_existing);
  }
  SimulateOptions options;
  options.data_folder = consortium.Path("data");
  const auto files = Simulate(study, options);
  EXPECT_THAT(files, IsOk());
  return files.value_or(std::map<std::string, std::string>());
}

TEST(LiveStudy, HasTheSameBitsAsItsSimulation) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(auto live, consortium.Results(hash));
  auto simulated = Simulated(consortium, study);
  ASSERT_FALSE(simulated.empty());
  for (const char* file : {"model.json", "validation.json", "ledger.json"}) {
    EXPECT_EQ(Comparable(live.at(file)), Comparable(simulated.at(file))) << file;
  }
  EXPECT_EQ(live.at("tables/coefficients.csv"), simulated.at("tables/coefficients.csv"));
  EXPECT_TRUE(nlohmann::json::parse(live.at("model.json")).at("signature").contains("value"));
  std::vector<std::string> names;
  for (const auto& [name, text] : simulated) names.push_back(name);
  for (const auto& [name, text] : live) EXPECT_THAT(names, ::testing::Contains(name));
}

TEST(LiveStudy, AnExternalSiteThatLacksAColumnHasTheSameBitsAsItsSimulation) {
  Consortium consortium;
  for (const auto& [site, made] : kSites) {
    std::string table = SyntheticTable(made.first, made.second);
    if (site == "zeta") absl::StrReplaceAll({{",f2,", ",other,"}}, &table);
    consortium.AddSite(site, table);
  }
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(auto live, consortium.Results(hash));
  auto simulated = Simulated(consortium, study);
  ASSERT_FALSE(simulated.empty());
  for (const char* file : {"model.json", "validation.json", "ledger.json"}) {
    EXPECT_EQ(Comparable(live.at(file)), Comparable(simulated.at(file))) << file;
  }
  const nlohmann::json models = Comparable(live.at("validation.json"))["sites"]["zeta"]["models"];
  EXPECT_EQ(models["combined"]["unavailable"], "column f2: the site's table does not have it");
  EXPECT_TRUE(models["published"]["auc"].contains("estimate"));
  EXPECT_TRUE(models["reader"]["auc"].contains("estimate"));
  for (const auto& [name, text] : live) EXPECT_THAT(text, Not(HasSubstr("other,"))) << name;
}

// As `osteon study repeat` makes it, written to a folder and read again.
absl::StatusOr<models::Study> Repetition(const Consortium& consortium, const FinishedStudy& finished,
                                         const std::string& name) {
  OSTEON_ASSIGN_OR_RETURN(const auto files, RepeatStudy(finished, name));
  const std::string folder = consortium.Path(name);
  OSTEON_RETURN_IF_ERROR(report::WriteResultFiles(folder, files));
  return ReadStudy(absl::StrCat(folder, "/", kStudyFile));
}

TEST(LiveStudy, ARepetitionStandsBesideTheStudyThatItRepeats) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  models::Study unknown = study;
  unknown.repeats = std::string(64, 'a');
  EXPECT_THAT(consortium.Submit(unknown),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("repeats aaaaaaaaaaaa"), HasSubstr("study list"))));

  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  models::Study early = study;
  early.name = "early";
  early.repeats = hash;
  EXPECT_THAT(consortium.Submit(early),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is PROPOSED")));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(auto first, consortium.Results(hash));

  FinishedStudy finished{study, hash, first.at("model.json"), {}};
  ASSERT_OK_AND_ASSIGN(const models::Study again, Repetition(consortium, finished, "again"));
  ASSERT_OK_AND_ASSIGN(const std::string second_hash, consortium.Submit(again));
  for (const auto& [site, made] : kSites) {
    ASSERT_THAT(consortium.StopAgent(site), IsOk());
    consortium.Decide(site, again, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus repeated = consortium.WaitForEnd(second_hash);
  ASSERT_EQ(repeated.state(), "DONE") << repeated.message();
  ASSERT_OK_AND_ASSIGN(auto second, consortium.Results(second_hash));
  const auto before = nlohmann::json::parse(first.at("validation.json"));
  const auto after = nlohmann::json::parse(second.at("validation.json"));
  EXPECT_TRUE(before.at("runs").empty());
  ASSERT_EQ(after.at("runs").size(), 2U);
  EXPECT_EQ(after["runs"][0]["study_sha256"], hash);
  EXPECT_EQ(after["runs"][1]["study_sha256"], second_hash);
  for (const auto& run : after["runs"]) {
    absl::Time time;
    std::string error;
    ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, run["finished"].get<std::string>(), &time, &error))
        << error;
    EXPECT_LT(absl::AbsDuration(absl::Now() - time), absl::Minutes(5));
  }
  // The same patients, the same models.
  for (const auto& [model, metrics] : before["sites"]["zeta"]["models"].items()) {
    EXPECT_NEAR(metrics["auc"]["estimate"].get<double>(),
                after["sites"]["zeta"]["models"][model]["auc"]["estimate"].get<double>(), 1e-12)
        << model;
    EXPECT_EQ(after["runs"][0]["sites"]["zeta"]["models"][model]["auc"], metrics["auc"]) << model;
  }
}

TEST(LiveStudy, NothingRunsBeforeEverySiteHasApproved) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const char* site : {"alpha", "beta", "gamma"}) consortium.Decide(site, study, true);
  for (const auto& [site, made] : kSites) consortium.StartAgent(site);
  absl::SleepFor(absl::Milliseconds(500));
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
  EXPECT_EQ(status.state(), "PROPOSED");
  EXPECT_EQ(status.rounds(), 0U);
  for (const auto& [site, made] : kSites) {
    ASSERT_THAT(consortium.StopAgent(site), IsOk());
    ASSERT_OK_AND_ASSIGN(const auto ledger, ReadLedger(consortium.FolderOf(site).LedgerFolder()));
    EXPECT_TRUE(ledger.empty()) << site;
  }
}

TEST(LiveStudy, ASitesNoEndsTheStudyWithItsReason) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  consortium.Decide("alpha", study, true);
  consortium.Decide("beta", study, false);
  consortium.StartAgent("alpha");
  consortium.StartAgent("beta");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), HasSubstr("beta refused the study"));
}

// The coordinator is stopped after a few rounds and started again on the same journal and port. Agents dial
// again by themselves, no round is computed twice, and the model has the bits of an undisturbed run.
TEST(LiveStudy, ARestartInTheMiddleOfAFitChangesNoBit) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) consortium.Decide(site, study, true);
  for (const char* site : {"alpha", "beta", "zeta"}) consortium.StartAgent(site);
  // gamma comes and goes: the fit stops in its middle and waits for it.
  consortium.StartAgent("gamma");
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->rounds() >= 3; }));
  ASSERT_THAT(consortium.StopAgent("gamma"), IsOk());
  consortium.StopCoordinator();
  consortium.StartCoordinator();
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus resumed, consortium.Status(hash));
  EXPECT_GE(resumed.rounds(), 3U);
  consortium.StartAgent("gamma");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(auto live, consortium.Results(hash));
  auto simulated = Simulated(consortium, study);
  ASSERT_FALSE(simulated.empty());
  EXPECT_EQ(Comparable(live.at("model.json")), Comparable(simulated.at("model.json")));
  EXPECT_EQ(Comparable(live.at("validation.json")), Comparable(simulated.at("validation.json")));
  // Each site answered each of its requests once, but those that a rule refused.
  const nlohmann::json ledger = nlohmann::json::parse(live.at("ledger.json"));
  std::size_t refused = 0;
  for (const auto& round : ledger.at("rounds")) refused += round.at("kind") == "refused" ? 1U : 0U;
  for (const auto& [site, made] : kSites) {
    ASSERT_OK_AND_ASSIGN(const auto entries, ReadLedger(consortium.FolderOf(site).LedgerFolder()));
    const auto asked = ledger.at("sites").at(site).at("requests").get<std::size_t>();
    EXPECT_LE(entries.size(), asked) << site;
    EXPECT_GE(entries.size() + refused, asked) << site;
  }
}

// Imputation, harmonisation, screening, a lasso with folds that each site deals, a model of its signature,
// sites left out and bootstrap replicates.
models::Study WholePipeline() {
  models::Study study = FourSites();
  study.name = "whole-pipeline";
  study.missing = models::MissingValues::kMean;
  study.harmonise = models::Harmonisation{"", {"age", "sex"}};
  study.screen = {models::AnovaStep{0.9}};
  models::PenalisedModel signature;
  signature.predictors = {models::kFeaturesPredictor};
  signature.lambdas = 10;
  signature.df_max_none = true;
  signature.cv = models::CrossValidation{3, 1, "", false};
  models::LogisticModel honest{{"signature", "age"}};
  honest.cross_validated_signature = true;
  study.models = {{"signature", signature},
                  {"nomogram", models::LogisticModel{{"signature", "age", "sex"}}},
                  {"honest", honest},
                  {"reader", models::ScoreModel{"p_reader"}}};
  study.validation.threshold.reset();
  study.validation.youden = true;
  study.validation.internal_external = true;
  study.validation.compare = {{"nomogram", "reader"}};
  study.validation.bootstrap = models::Bootstrap{2, true, 7};
  return study;
}

// The agent and the coordinator are started again in the middle: folds and replicates are dealt alike, and
// the agent still knows how its table was to be prepared.
TEST(LiveStudy, AWholePipelineHasTheSameBitsAsItsSimulationAlsoAfterRestarts) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = WholePipeline();
  ASSERT_THAT(models::Validate(study), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->rounds() >= 20; }));
  ASSERT_THAT(consortium.StopAgent("beta"), IsOk());
  consortium.StopCoordinator();
  consortium.StartCoordinator();
  consortium.StartAgent("beta");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  ASSERT_EQ(ended.state(), "DONE") << ended.message();
  ASSERT_OK_AND_ASSIGN(auto live, consortium.Results(hash));
  auto simulated = Simulated(consortium, study);
  ASSERT_FALSE(simulated.empty());
  EXPECT_EQ(Comparable(live.at("model.json")), Comparable(simulated.at("model.json")));
  EXPECT_EQ(Comparable(live.at("validation.json")), Comparable(simulated.at("validation.json")));
  // Whichever of the two was the quicker.
  EXPECT_THAT(live.at("validation.json"), HasSubstr("model signature: sites alpha, beta refused: "));
}

TEST(LiveStudy, ATableThatChangesInMidStudyIsAnErrorAndNamesNoPatient) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) consortium.Decide(site, study, true);
  // zeta tells its decision and goes: admission begins with the others and waits for it.
  consortium.StartAgent("zeta");
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->sites(3).decision() == "approved"; }));
  ASSERT_THAT(consortium.StopAgent("zeta"), IsOk());
  for (const char* site : {"alpha", "beta", "gamma"}) consortium.StartAgent(site);
  ASSERT_TRUE(Soon([&] {
    const auto entries = ReadLedger(consortium.FolderOf("alpha").LedgerFolder());
    return entries.ok() && !entries->empty();
  }));
  ASSERT_THAT(WriteFileAtomically(consortium.TableOf("alpha"), SyntheticTable(81, 1)), IsOk());
  consortium.StartAgent("zeta");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("alpha"), HasSubstr("changed"), Not(HasSubstr(".csv"))));
}

TEST(LiveStudy, ATableThatDoesNotFitIsToldWithoutItsContents) {
  Consortium consortium;
  consortium.AddSite("alpha", SyntheticTable(40, 1));
  consortium.AddSite("beta", "patient_id,label,age,sex,f1,f2,p_reader\nsecret-name,1,sixty,F,1,2,0.5\n");
  const models::Study study = SyntheticStudy({"alpha", "beta"}, {});
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const char* site : {"alpha", "beta"}) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "FAILED");
  EXPECT_THAT(ended.message(), AllOf(HasSubstr("beta"), Not(HasSubstr("sixty")), Not(HasSubstr("secret"))));
}

// A share that is away is no reason to end a study: it waits, and goes on when the file is back.
TEST(LiveStudy, WaitsForATableThatIsAwayForAWhile) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  const std::string table = consortium.TableOf("beta");
  std::filesystem::rename(table, table + ".away");
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->state() == "RUNNING"; }));
  ASSERT_TRUE(Soon([&] {
    const auto status = consortium.Status(hash);
    return status->sites(1).awaited() && !status->sites(0).awaited() && !status->sites(3).awaited();
  }));
  std::filesystem::rename(table + ".away", table);
  ASSERT_THAT(consortium.StopAgent("beta"), IsOk());  // or it tries again by itself after a while
  consortium.StartAgent("beta");
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
}

// An answer that the coordinator cannot take ends the study with a reason; it used to leave it waiting for
// ever.
TEST(LiveStudy, RisksThatAreAsGoodAsZeroAreNoTrouble) {
  Consortium consortium;
  AddAllSites(consortium);
  models::Study study = SyntheticStudy({"alpha"}, {"zeta"});
  study.models = {{"hopeless", models::GivenModel{{{"(Intercept)", -730.0}}}}};
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const char* site : {"alpha", "zeta"}) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  const v1::StudyStatus ended = consortium.WaitForEnd(hash);
  EXPECT_EQ(ended.state(), "DONE") << ended.message();
}

TEST(LiveStudy, ARefusalIsToldBeforeTheOthersHaveAnswered) {
  Consortium consortium;
  AddAllSites(consortium);
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(FourSites()));
  coordinator::TaskBoard& board = consortium.host().board();
  auto task = std::make_shared<models::Task>();
  task->key.study_sha256 = hash;
  task->key.sites = {"alpha", "beta"};
  task->request = models::SumRequest(models::MomentsRequest{{}, models::RowSet::kTrain, 2});
  auto sum = std::async(std::launch::async, [&] { return board.Sum(task); });
  ASSERT_TRUE(Soon([&] { return consortium.Status(hash)->sites(1).awaited(); }));
  board.Refuse("beta", task->key, "disclosure rule min_cell");
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
  EXPECT_TRUE(status.sites(0).awaited());
  EXPECT_EQ(status.sites(0).refusal(), "");
  EXPECT_FALSE(status.sites(1).awaited());
  EXPECT_EQ(status.sites(1).refusal(), "disclosure rule min_cell");
  board.Cancel(hash);
  EXPECT_THAT(sum.get(), StatusIs(absl::StatusCode::kCancelled, HasSubstr("")));
}

TEST(LiveStudy, AFinishedStudyStaysFinishedAfterARestart) {
  Consortium consortium;
  AddAllSites(consortium);
  const models::Study study = FourSites();
  ASSERT_OK_AND_ASSIGN(const std::string hash, consortium.Submit(study));
  for (const auto& [site, made] : kSites) {
    consortium.Decide(site, study, true);
    consortium.StartAgent(site);
  }
  ASSERT_EQ(consortium.WaitForEnd(hash).state(), "DONE");
  ASSERT_OK_AND_ASSIGN(const auto before, consortium.Results(hash));
  consortium.StopCoordinator();
  consortium.StartCoordinator();
  ASSERT_OK_AND_ASSIGN(const v1::StudyStatus status, consortium.Status(hash));
  EXPECT_EQ(status.state(), "DONE");
  ASSERT_OK_AND_ASSIGN(const auto after, consortium.Results(hash));
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace osteon
