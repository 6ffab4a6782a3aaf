#include "models/pipeline/run_study.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "models/federation/in_process_federation.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using osteon::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

AnalysisTable RandomTable(Eigen::Index n, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  AnalysisTable table;
  table.columns = {"age", "sexM", "score"};
  table.values.resize(n, 3);
  table.outcome.resize(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    table.values(i, 0) = 60 + 10 * normal(random);
    table.values(i, 1) = static_cast<double>(random() % 2);
    const double eta = 0.1 * (table.values(i, 0) - 60) + table.values(i, 1);
    table.values(i, 2) = 1 / (1 + std::exp(-eta));
    table.outcome[i] = eta + 2 * normal(random) > 0 ? 1 : 0;
    table.holdout.push_back(i % 4 == 0);
  }
  return table;
}

// A site whose admission can be changed, and that writes down what it is asked.
class WatchedSite : public TableSite {
 public:
  WatchedSite(const std::string& name, AnalysisTable table, std::vector<std::string>* log)
      : TableSite(std::move(table), name), log_(log) {}
  absl::StatusOr<RingVector> Summand(const Round& round, const SumRequest& request) override {
    log_->push_back(round.purpose);
    return TableSite::Summand(round, request);
  }
  absl::StatusOr<SiteRecord> Record(const Round& round, const GatherRequest& request) override {
    log_->push_back(round.purpose);
    absl::StatusOr<SiteRecord> record = TableSite::Record(round, request);
    if (record.ok() && std::holds_alternative<Admission>(*record)) {
      std::get<Admission>(*record).extraction_settings = extraction_settings;
    }
    if (record.ok() && !logistic_version.empty() && std::holds_alternative<Admission>(*record)) {
      std::get<Admission>(*record).software["kernel logistic"] = logistic_version;
    }
    return record;
  }
  std::string logistic_version;
  std::map<std::string, std::string> extraction_settings;

 private:
  std::vector<std::string>* log_;
};

class RunStudyTest : public ::testing::Test {
 protected:
  RunStudyTest() {
    study_.name = "test";
    study_.development = {"a", "b"};
    study_.external = {"x"};
    study_.models = {{"clinical", LogisticModel{{"age", "sex"}}},
                     {"published", GivenModel{{{"(Intercept)", -6.0}, {"age", 0.1}}}},
                     {"vendor", ScoreModel{"score"}}};
    ClinicalColumn age;
    age.name = "age";
    ClinicalColumn sex;
    sex.name = "sex";
    sex.type = ClinicalColumn::Type::kCategorical;
    sex.levels = {"F", "M"};
    study_.clinical = {age, sex};
    study_.validation = {true, true, true, 0.5};
    Put("a", RandomTable(80, 1));
    Put("b", RandomTable(120, 2));
    Put("x", RandomTable(50, 3));
  }
  void Put(const std::string& name, AnalysisTable table) {
    auto site = std::make_unique<WatchedSite>(name, std::move(table), &log_);
    watched_[name] = site.get();
    sites_[name] = std::move(site);
  }
  absl::StatusOr<StudyResult> Run() {
    InProcessFederation federation(std::move(sites_));
    return RunStudy(federation, study_);
  }

  Study study_;
  std::vector<std::string> log_;
  std::map<std::string, WatchedSite*> watched_;
  std::map<std::string, std::unique_ptr<FederationSite>> sites_;
};

TEST_F(RunStudyTest, EveryModelIsMadeAndValidatedInEveryRole) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run());
  EXPECT_EQ(result.admissions.size(), 3U);
  ASSERT_EQ(result.pipeline.models.size(), 3U);
  EXPECT_EQ(result.pipeline.models[0].kind, "logistic");
  EXPECT_EQ(result.pipeline.models[0].n, 150U);
  EXPECT_THAT(result.pipeline.models[0].roster, ElementsAre("a", "b"));
  EXPECT_EQ(result.pipeline.models[0].terms[2].name, "sexM");
  EXPECT_EQ(result.pipeline.models[1].kind, "given");
  EXPECT_FALSE(result.pipeline.models[1].terms[1].standard_error.has_value());
  EXPECT_EQ(result.pipeline.models[2].kind, "score");
  EXPECT_EQ(result.pipeline.models[2].score_column, "score");

  ASSERT_EQ(result.validations.size(), 5U);
  const std::vector<std::string> sites = {"a", "b", "a", "b", "x"};
  const std::vector<SiteRole> roles = {SiteRole::kDevelopment, SiteRole::kDevelopment, SiteRole::kHoldout,
                                       SiteRole::kHoldout, SiteRole::kExternal};
  const std::vector<std::uint64_t> patients = {60, 90, 20, 30, 50};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(result.validations[i].site, sites[i]);
    EXPECT_EQ(result.validations[i].role, roles[i]);
    ASSERT_EQ(result.validations[i].models.size(), 3U);
    EXPECT_EQ(result.validations[i].models[0].first, "clinical");
    EXPECT_EQ(result.validations[i].models[2].second.n, patients[i]);
    EXPECT_TRUE(result.validations[i].models[2].second.at_threshold.has_value());
  }
}

TEST_F(RunStudyTest, RoundsSayWhatTheyAreFor) {
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run());
  std::vector<std::string> purposes;  // each once
  for (const std::string& purpose : log_) {
    if (std::find(purposes.begin(), purposes.end(), purpose) == purposes.end()) purposes.push_back(purpose);
  }
  EXPECT_THAT(purposes, ElementsAre("admission", "units", "fit clinical", "nomogram", "preparation",
                                    "performance", "case mix", "membership", "validation"));
}

TEST_F(RunStudyTest, ASiteWithAnotherUnitIsFoundBeforeAnythingIsFitted) {
  AnalysisTable table = RandomTable(50, 3);
  table.values.col(0) *= 1000;
  Put("x", std::move(table));
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run());
  ASSERT_EQ(result.units.numeric.size(), 2U);
  EXPECT_EQ(result.units.numeric[0].variable, "age");
  EXPECT_EQ(result.units.numeric[0].sites.at("x").finding, "looks like a factor 1000");
  EXPECT_EQ(result.units.numeric[0].sites.at("a").finding, "");
  EXPECT_FALSE(result.units.numeric[1].IsFlagged());
  ASSERT_EQ(result.units.categorical.size(), 1U);
  EXPECT_TRUE(result.units.categorical[0].sites.at("b").value.has_value());
  EXPECT_EQ(log_[3], "units");  // after the admissions of three sites
}

TEST_F(RunStudyTest, WithoutAnyValidationAskedTheApparentOneIsGiven) {
  study_.validation = {};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run());
  ASSERT_EQ(result.validations.size(), 2U);
  EXPECT_EQ(result.validations[0].role, SiteRole::kDevelopment);
}

TEST_F(RunStudyTest, DifferentKernelVersionsAreRefusedByName) {
  watched_["b"]->logistic_version = "2";
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              AllOf(HasSubstr("different versions of kernel logistic"),
                                    HasSubstr("a has 1, b has 2, x has 1"))));
}

TEST_F(RunStudyTest, SitesThatExtractedWithTheSameSettingsGoOn) {
  study_.extraction = Extraction{{{"t1", "a.yaml", ""}, {"t2", "b.yaml", ""}}};
  for (const auto& [name, site] : watched_) site->extraction_settings = {{"t1", "1111"}, {"t2", "2222"}};
  ASSERT_OK_AND_ASSIGN(const StudyResult result, Run());
  EXPECT_EQ(result.admissions.at("x").extraction_settings.at("t2"), "2222");
}

TEST_F(RunStudyTest, SitesThatExtractedWithDifferentSettingsAreRefusedByName) {
  study_.extraction = Extraction{{{"t1", "a.yaml", ""}, {"t2", "b.yaml", ""}}};
  for (const auto& [name, site] : watched_) site->extraction_settings = {{"t1", "1111"}, {"t2", "2222"}};
  watched_["b"]->extraction_settings["t2"] = "3333";
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              AllOf(HasSubstr("extracted features with different settings"),
                                    HasSubstr("a, x with 1111 for t1 and 2222 for t2"),
                                    HasSubstr("b with 1111 for t1 and 3333 for t2"))));
  EXPECT_THAT(log_, ElementsAre("admission", "admission", "admission"));  // nothing was fitted
}

TEST_F(RunStudyTest, ASiteThatDoesNotTellItsSettingsIsRefused) {
  study_.extraction = Extraction{{{"", "params.yaml", ""}}};
  watched_["a"]->extraction_settings = watched_["x"]->extraction_settings = {{"", "1111"}};
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              AllOf(HasSubstr("b must tell the settings"), HasSubstr("told nothing"))));
}

TEST_F(RunStudyTest, TheSettingsOfAnotherImageAreNotThoseOfTheStudy) {
  study_.extraction = Extraction{{{"t1", "a.yaml", ""}}};
  for (const auto& [name, site] : watched_) site->extraction_settings = {{"", "1111"}};
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("a must tell the settings")));
}

TEST_F(RunStudyTest, ASiteWithoutPatientsInItsRoleIsNamed) {
  AnalysisTable none_to_train_on = RandomTable(10, 5);
  none_to_train_on.holdout.assign(10, true);
  Put("b", none_to_train_on);
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("b: no training patient")));
}

TEST_F(RunStudyTest, ASiteWithoutHoldoutPatientsIsNamed) {
  AnalysisTable no_holdout = RandomTable(10, 5);
  no_holdout.holdout.assign(10, false);
  Put("a", no_holdout);
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("a: no hold-out patient")));
}

TEST_F(RunStudyTest, ErrorsOfAFitNameTheModel) {
  for (const char* site : {"a", "b"}) {
    AnalysisTable constant = RandomTable(80, 1);
    constant.values.col(0).setConstant(60);
    Put(site, std::move(constant));
  }
  study_.models = {{"bad", LogisticModel{{"age", "sex"}}}};
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition,
                              HasSubstr("model bad: constant over all training patients: age")));
}

}  // namespace
}  // namespace osteon::models
