#include "models/pipeline/stack_external.h"

#include <cmath>

#include "models/federation/risks.h"
#include "models/pipeline/allowed.h"
#include "models/pipeline/run_pipeline.h"
#include "models/pipeline/run_study.h"
#include "tests/support/recording_federation.h"
#include "tests/support/status_matchers.h"
#include "tests/support/study_tables.h"

namespace osteon::models {
namespace {

using ::osteon::testing::FeatureNames;
using ::osteon::testing::IsOk;
using ::osteon::testing::RecordingFederation;
using ::osteon::testing::StatusIs;
using ::osteon::testing::StudyTable;
using ::osteon::testing::WholeStudy;
using ::testing::HasSubstr;

std::map<std::string, AnalysisTable> StackedTables() {
  std::map<std::string, AnalysisTable> tables;
  unsigned seed = 11;
  for (const char* site : {"a", "b", "c", "x", "y", "z"}) {
    osteon::testing::StudyTableShape shape;
    shape.seed = seed++;
    tables[site] = StudyTable(shape);
  }
  return tables;
}

// A fitted, a given and a score model at three external sites.
Study ThreeExternal() {
  Study study = WholeStudy();
  study.missing = MissingValues::kCompleteCase;
  study.second_reader.reset();
  study.harmonise.reset();
  study.screen.clear();
  std::erase_if(study.models, [](const Model& model) {
    return model.name != "clinical" && model.name != "published" && model.name != "reader";
  });
  study.development = {"a", "b", "c"};
  study.external = {"x", "y", "z"};
  study.validation = {};
  study.validation.external = true;
  study.validation.threshold = 0.5;
  study.validation.decision_thresholds = {0.2, 0.35, 0.61803};
  return study;
}

// All external patients in one table: what the sums are to be equal to.
ValidationMetrics OfAllPatients(const std::map<std::string, AnalysisTable>& tables, const ScoredModel& model,
                                const Study& study) {
  std::vector<double> risk, outcome;
  for (const std::string& site : study.external) {
    const AnalysisTable& table = tables.at(site);
    const std::vector<std::size_t> rows = RowsOf(table, RowSet::kAll);
    const absl::StatusOr<Risks> risks = RisksOf(model, table, rows);
    EXPECT_THAT(risks, IsOk());
    const Eigen::VectorXd of_site = OutcomesOf(table, rows);
    risk.insert(risk.end(), risks->risk.begin(), risks->risk.end());
    outcome.insert(outcome.end(), of_site.begin(), of_site.end());
  }
  const auto n = static_cast<Eigen::Index>(risk.size());
  return *Evaluate(Eigen::Map<Eigen::VectorXd>(risk.data(), n),
                   Eigen::Map<Eigen::VectorXd>(outcome.data(), n), study.validation.threshold,
                   study.validation.decision_thresholds);
}

void ExpectEstimate(const MaybeEstimate& ours, const MaybeEstimate& pooled, const char* what) {
  ASSERT_TRUE(ours.value.has_value()) << what << ": " << ours.unavailable;
  EXPECT_NEAR(ours.value->estimate, pooled.value->estimate, 1e-8) << what;
  EXPECT_NEAR(ours.value->se, pooled.value->se, 1e-6) << what;
}

TEST(StackExternal, AModelThatOneSiteLeavesOutIsUnavailableAndTheOthersAreStacked) {
  const Study study = ThreeExternal();
  RecordingFederation federation(StackedTables(), FeatureNames(8));
  federation.Lack("z", {{study.ColumnsOf(*study.FindModel("reader")).front(), "a value in it is no risk"}});
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunStudy(federation, study));
  EXPECT_THAT(
      result.stacked.at("reader").unavailable,
      HasSubstr("the model is left out at z (column p_reader: a value in it is no risk), and a sum over"));
  EXPECT_THAT(result.stacked.at("clinical").unavailable, ::testing::IsEmpty());
  EXPECT_GT(result.stacked.at("clinical").n, 0U);
  for (const SiteValidation& validation : result.validations) {
    if (validation.role != SiteRole::kExternal) continue;
    EXPECT_EQ(validation.left_out.contains("reader"), validation.site == "z");
    EXPECT_EQ(validation.models.size(), validation.site == "z" ? 2U : 3U);
  }
  EXPECT_THAT(result.pooled.at("reader").auc.sites_left_out,
              ::testing::ElementsAre(::testing::Pair("z", "column p_reader: a value in it is no risk")));
  EXPECT_THAT(result.pooled.at("clinical").auc.sites_left_out, ::testing::IsEmpty());
  // Nothing of it is asked there, and all that is asked is what the study implies.
  for (const Task& task : federation.tasks()) {
    Task sent = task;
    sent.key.attempt = 1;
    EXPECT_THAT(CheckAllowed(study, sent), IsOk());
    const auto* gather = std::get_if<GatherRequest>(&task.request);
    const auto* asked = gather == nullptr ? nullptr : std::get_if<ValidationRequest>(gather);
    if (asked == nullptr || asked->model != "reader") continue;
    EXPECT_THAT(task.key.sites, ::testing::ElementsAre("x", "y"));
  }
}

TEST(StackExternal, EqualsTheMetricsOfAllPatientsInOneTable) {
  const std::map<std::string, AnalysisTable> tables = StackedTables();
  RecordingFederation federation(tables, FeatureNames(8));
  const Study study = ThreeExternal();
  ASSERT_THAT(Validate(study), IsOk());
  ASSERT_OK_AND_ASSIGN(const StudyResult result, RunStudy(federation, study));
  for (const FittedModel& model : result.pipeline.models) {
    SCOPED_TRACE(model.name);
    const ScoredModel scored = model.score_column.empty() ? ScoredModel{model.name, TermsAtNewSite(model), ""}
                                                          : ScoredModel{model.name, {}, model.score_column};
    const ValidationMetrics pooled = OfAllPatients(tables, scored, study);
    const StackedPerformance& stacked = result.stacked.at(model.name);
    EXPECT_EQ(stacked.unavailable, "");
    EXPECT_EQ(stacked.n, pooled.n);
    EXPECT_EQ(stacked.events, pooled.events);
    ASSERT_TRUE(stacked.auc.value.has_value());
    EXPECT_LE(stacked.auc.value->lower_bound, pooled.auc.value->estimate);
    EXPECT_GE(stacked.auc.value->upper_bound, pooled.auc.value->estimate);
    // Ages are whole years, so many patients have the same risk.
    EXPECT_LT(stacked.auc.value->upper_bound - stacked.auc.value->lower_bound, 0.05);
    EXPECT_NEAR(stacked.auc.value->estimate, pooled.auc.value->estimate, 0.002);
    EXPECT_EQ(stacked.at_threshold, pooled.at_threshold);
    EXPECT_EQ(stacked.decision_curve, pooled.decision_curve);
    ASSERT_EQ(stacked.roc.size(), 99U);
    if (model.kind == "score") {
      EXPECT_THAT(stacked.brier.unavailable, HasSubstr("counted, and not summed"));
      EXPECT_FALSE(stacked.calibration_slope.value.has_value());
      continue;
    }
    EXPECT_NEAR(*stacked.brier.value, *pooled.brier, 1e-12);
    EXPECT_NEAR(*stacked.scaled_brier.value, *pooled.scaled_brier, 1e-12);
    ExpectEstimate(stacked.oe, pooled.oe, "O/E");
    ExpectEstimate(stacked.calibration_in_the_large, pooled.calibration_in_the_large, "in the large");
    ExpectEstimate(stacked.calibration_slope, pooled.calibration_slope, "slope");
    const MaybeEstimate intercept = {pooled.recalibration.logistic.value->intercept, ""};
    ExpectEstimate(stacked.calibration_intercept, intercept, "intercept");
  }
  for (const Task& task : federation.tasks()) EXPECT_THAT(CheckAllowed(study, task), IsOk());
}

TEST(StackExternal, WithoutMasksThereIsNoneAndNothingIsAsked) {
  Study study = ThreeExternal();
  study.privacy.secure_aggregation = "off";
  RecordingFederation clear(StackedTables(), FeatureNames(8));
  ASSERT_OK_AND_ASSIGN(StudyResult result, RunStudy(clear, study));
  EXPECT_THAT(result.stacked.at("clinical").unavailable, HasSubstr("secure_aggregation: off"));
  study.privacy.secure_aggregation = "preferred";
  study.external = {"x", "y"};
  std::map<std::string, AnalysisTable> tables = StackedTables();
  tables.erase("z");
  RecordingFederation two(tables, FeatureNames(8));
  ASSERT_OK_AND_ASSIGN(result, RunStudy(two, study));
  EXPECT_THAT(result.stacked.at("clinical").unavailable, HasSubstr("from 3 sites on, and there are 2"));
  for (const Task& task : two.tasks()) {
    EXPECT_FALSE(task.purpose == "stacked") << "asked";
    EXPECT_THAT(CheckAllowed(study, task), IsOk());
  }
}

// What the approved study implies over external sites, and nothing else.
TEST(Allowed, SumsOverExternalSitesAreThoseOfTheStack) {
  const Study study = ThreeExternal();
  const auto check = [&](SumRequest request, std::vector<std::string> sites = {"x", "y", "z"}) {
    Task task;
    task.key.fit = "clinical";
    task.key.sites = std::move(sites);
    task.request = std::move(request);
    return CheckAllowed(study, task);
  };
  const std::string lp = "linear predictor of clinical";
  EXPECT_THAT(check(MomentsRequest{{lp}, RowSet::kTrain, 3}), IsOk());
  EXPECT_THAT(check(PerformanceRequest{{lp}, RowSet::kTrain, 3}), IsOk());
  const auto refused = [](const char* why) {
    return StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(why));
  };
  EXPECT_THAT(check(MomentsRequest{{"age"}, RowSet::kTrain, 3}), refused("one linear predictor"));
  EXPECT_THAT(check(MomentsRequest{{lp, "linear predictor of published"}, RowSet::kTrain, 3}),
              refused("one linear predictor"));
  EXPECT_THAT(check(MomentsRequest{{lp}, RowSet::kTrain, 2}, {"x", "y"}), refused("development sites"));
  EXPECT_THAT(check(MissingRequest{{lp}, RowSet::kTrain, 3}), refused("kind over external sites"));
  ScoreCountsRequest counts{{{"reader", {}, "p_reader"}}, {0.5}, RowSet::kTrain, 3};
  EXPECT_THAT(check(counts), refused("thousandths"));
  LogisticRequest logistic;
  logistic.columns = {{lp, 0, 1}};
  logistic.beta = {0, 1};
  logistic.patients = 10;
  logistic.sites = 3;
  EXPECT_THAT(check(logistic), IsOk());
  logistic.offset = lp;
  EXPECT_THAT(check(logistic), refused("one linear predictor"));
}

}  // namespace
}  // namespace osteon::models
