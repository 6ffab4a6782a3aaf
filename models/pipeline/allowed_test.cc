#include "models/pipeline/allowed.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "models/pipeline/run_study.h"
#include "models/pipeline/study_columns.h"
#include "models/pipeline/units.h"
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
using Sites = std::vector<std::string>;

const Sites kAll = {"a", "b", "c", "d"};

// Only logistic, given and score models at a, b, c, d and x; complete cases.
Study PlainStudy() {
  Study study = WholeStudy();
  study.missing = MissingValues::kCompleteCase;
  study.second_reader.reset();
  study.harmonise.reset();
  study.screen.clear();
  std::erase_if(study.models, [](const Model& model) {
    return model.name != "clinical" && model.name != "published" && model.name != "reader";
  });
  study.validation = {true, false, true, 0.5};
  return study;
}

Task SumTask(SumRequest request, const Sites& sites = kAll, const std::string& fit = "clinical") {
  Task task;
  task.key.fit = fit;
  task.key.sites = sites;
  task.request = std::move(request);
  return task;
}

Task InView(SumRequest request, const View& view, const Sites& sites = kAll) {
  BundleRequest bundle;
  bundle.parts.push_back({"clinical", sites, view, std::move(request)});
  return SumTask(std::move(bundle));
}

Task GatherTask(GatherRequest request, const Sites& sites, const std::string& fit) {
  Task task;
  task.key.fit = fit;
  task.key.sites = sites;
  task.request = std::move(request);
  return task;
}

MomentsRequest Moments(std::vector<std::string> columns = {"age", "sexM"}, int sites = 4) {
  return {std::move(columns), RowSet::kTrain, sites};
}

LogisticRequest Logistic() {
  LogisticRequest request;
  request.columns = {{"age", 0, 1}, {"sexM", 0, 1}};
  request.beta = {0, 0, 0};
  request.patients = 10;
  request.sites = 4;
  return request;
}

ValidationRequest Fitted() {
  return {"clinical", {{"(Intercept)", 1}, {"age", 2}, {"sexM", 3}}, "", RowSet::kAll, 0.5, {}, {}};
}
ValidationRequest Given() {
  return {"published", {{"(Intercept)", -6}, {"age", 0.1}, {"f_2", -0.01}}, "", RowSet::kAll, 0.5, {}, {}};
}
ValidationRequest Score() {
  return {"reader", {}, "p_reader", RowSet::kAll, 0.5, {}, {}};
}

void ExpectRefused(const Study& study, const Task& task, const std::string& why) {
  EXPECT_THAT(CheckAllowed(study, task), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(why)));
}

TEST(Allowed, WhatTheStudyAsksForPasses) {
  const Study study = PlainStudy();
  ASSERT_THAT(Validate(study), IsOk());
  EXPECT_THAT(CheckAllowed(study, SumTask(Moments())), IsOk());
  EXPECT_THAT(CheckAllowed(study, SumTask(Logistic())), IsOk());
  EXPECT_THAT(CheckAllowed(study, InView(Moments(), View{"study, preparation 1", false, 0, 0, {}})), IsOk());
  EXPECT_THAT(CheckAllowed(study, GatherTask(Fitted(), {"x"}, "clinical")), IsOk());
  EXPECT_THAT(CheckAllowed(study, GatherTask(Given(), {"x"}, "published")), IsOk());
  EXPECT_THAT(CheckAllowed(study, GatherTask(Score(), {"x"}, "reader")), IsOk());
  ValidationRequest apparent = Fitted();
  apparent.rows = RowSet::kTrain;
  EXPECT_THAT(CheckAllowed(study, GatherTask(apparent, kAll, "clinical")), IsOk());
  EXPECT_THAT(CheckAllowed(study, GatherTask(AdmissionRequest(), {"a", "b", "c", "d", "x"}, "")), IsOk());
}

TEST(Allowed, UnitsAreComparedOnceOverAllSitesAndTheStudysOwnColumns) {
  const Study study = WholeStudy();
  const Sites everywhere = study.AllSites();
  const VariableSummaryRequest asked = UnitsRequest(study, {"f_1", "f_7"});
  EXPECT_THAT(CheckAllowed(study, GatherTask(asked, everywhere, "")), IsOk());
  EXPECT_THAT(CheckAllowed(study, GatherTask(UnitsRequest(study, {}), everywhere, "")), IsOk());
  ExpectRefused(study, GatherTask(asked, kAll, ""), "other than all its sites");
  ExpectRefused(study, GatherTask(asked, everywhere, "clinical"), "other than all its sites");
  const auto refused = [&](const std::function<void(VariableSummaryRequest&)>& change) {
    VariableSummaryRequest request = asked;
    change(request);
    ExpectRefused(study, GatherTask(request, everywhere, ""), "a summary of these variables");
  };
  refused([](VariableSummaryRequest& request) { request.numeric.push_back("insurance_number"); });
  refused([](VariableSummaryRequest& request) { request.numeric.push_back("f_7"); });
  refused([](VariableSummaryRequest& request) { request.numeric.push_back("f_1__r2"); });
  refused([](VariableSummaryRequest& request) { request.numeric.erase(request.numeric.begin()); });
  refused([](VariableSummaryRequest& request) { request.categorical.clear(); });
  refused([](VariableSummaryRequest& request) { request.categorical[0].columns = {"f_1"}; });
  // No model of this study begins with all features.
  VariableSummaryRequest more = UnitsRequest(PlainStudy(), {});
  EXPECT_THAT(CheckAllowed(PlainStudy(), GatherTask(more, everywhere, "")), IsOk());
  more.numeric.push_back("f_1");
  ExpectRefused(PlainStudy(), GatherTask(more, everywhere, ""), "a summary of these variables");
}

TEST(Allowed, FeaturesBeyondTheLimitAreNotSummarised) {
  const Study study = WholeStudy();
  std::vector<std::string> features;
  for (std::size_t i = 0; i <= kMostComparedFeatures; ++i) features.push_back(absl::StrCat("f_x", i));
  VariableSummaryRequest request = UnitsRequest(study, features);
  EXPECT_EQ(request.numeric.size(), UnitsRequest(study, {}).numeric.size() + kMostComparedFeatures);
  EXPECT_THAT(CheckAllowed(study, GatherTask(request, study.AllSites(), "")), IsOk());
  request.numeric.push_back(features.back());
  ExpectRefused(study, GatherTask(request, study.AllSites(), ""), "a summary of these variables");
}

TEST(Allowed, AnySumThatTheStudyDoesNotAskForIsRefused) {
  const Study study = PlainStudy();
  ExpectRefused(study, SumTask(Moments(), kAll, "other"), "no model named other");
  ExpectRefused(study, SumTask(Moments({"age"}, 3), {"a", "b", "c"}), "development sites");
  ExpectRefused(study, SumTask(Moments({"age"}, 1), {"a"}), "development sites");
  ExpectRefused(study, SumTask(Moments({"age"}, 5), {"a", "b", "c", "d", "x"}), "development sites");
  Task again = SumTask(Logistic());
  again.key.attempt = 2;
  ExpectRefused(study, again, "attempt");
  ExpectRefused(study, SumTask(Moments({"age", "insurance_number"})), "column insurance_number");
  ExpectRefused(study, SumTask(Moments({"sex"})), "column sex");
  ExpectRefused(study, SumTask(Moments({"f_1"})), "column f_1");  // no model begins with all features
  ExpectRefused(study, SumTask(Moments({"f_2__r2"})), "column f_2__r2");
  MomentsRequest rows = Moments();
  rows.rows = RowSet::kAll;
  ExpectRefused(study, SumTask(rows), "training rows");
  rows.rows = RowSet::kHoldout;
  ExpectRefused(study, SumTask(rows), "training rows");
  LogisticRequest logistic = Logistic();
  logistic.sites = 1;
  ExpectRefused(study, SumTask(logistic), "number of sites");
  logistic = Logistic();
  logistic.offset = "insurance_number";
  ExpectRefused(study, SumTask(logistic), "an offset");
}

TEST(Allowed, KindsOfSumsThatNoStepNeedsAreRefused) {
  const std::vector<std::string> columns = {"age"};
  const std::vector<StandardisedColumn> standardised = {{"age", 0, 1}, {"sexM", 0, 1}};
  FoldMomentsRequest folds{standardised, 1, RowSet::kTrain, 10, 4};
  LogisticBatchRequest batch;
  batch.columns = standardised;
  batch.patients = 10;
  batch.sites = 4;
  HeldOutScoresRequest held_out;
  held_out.columns = standardised;
  held_out.sites = 4;
  const std::vector<SumRequest> requests = {
      folds,
      batch,
      held_out,
      ClassMomentsRequest{columns, RowSet::kTrain, 4},
      CorrelationRequest{standardised, 1, RowSet::kTrain, 10, 4},
      ReaderAgreementRequest{columns, false, RowSet::kTrain, 4},
      MissingRequest{columns, RowSet::kTrain, 4},
      BatchMomentsRequest{columns, {}, RowSet::kTrain, 4},
      ScoreCountsRequest{{{"clinical", {{"age", 1}}, ""}}, {0.5}, RowSet::kTrain, 4}};
  for (const SumRequest& request : requests) {
    ExpectRefused(PlainStudy(), SumTask(request), KindOf(request));
  }
  // The same kinds in a study whose steps need them. Folds are those of its cross-validations.
  for (const SumRequest& request : requests) {
    if (std::holds_alternative<HeldOutScoresRequest>(request)) continue;
    EXPECT_THAT(CheckAllowed(WholeStudy(), SumTask(request)), IsOk()) << KindOf(request);
  }
  // Where nothing is fitted there is nothing to sum.
  Study nothing = PlainStudy();
  nothing.models.erase(nothing.models.begin());
  ExpectRefused(nothing, SumTask(Moments(), kAll, "published"), "moments");
  ExpectRefused(nothing, SumTask(Logistic(), kAll, "published"), "logistic");
  ExpectRefused(nothing, SumTask(PerformanceRequest{{"age"}, RowSet::kTrain, 4}, kAll, "published"),
                "performance");
  ExpectRefused(nothing, SumTask(CutCountsRequest{{{"age", {1}}}, RowSet::kTrain, 4}, kAll, ""),
                "cut_counts");
}

TEST(Allowed, EachScreeningStepBringsItsOwnSums) {
  Study study = WholeStudy();
  study.missing = MissingValues::kCompleteCase;
  study.screen = {AnovaStep()};
  const std::vector<std::string> features = {"f_1", "f_7"};
  EXPECT_THAT(CheckAllowed(study, SumTask(ClassMomentsRequest{features, RowSet::kTrain, 4}, kAll, "")),
              IsOk());
  ExpectRefused(study, SumTask(ReaderAgreementRequest{features, false, RowSet::kTrain, 4}, kAll, ""),
                "reader_agreement");
  ExpectRefused(study, SumTask(MissingRequest{features, RowSet::kTrain, 4}, kAll, ""), "missing");
  study.screen = {IccStep(), MissingnessStep()};
  EXPECT_THAT(
      CheckAllowed(study, SumTask(ReaderAgreementRequest{features, false, RowSet::kTrain, 4}, kAll, "")),
      IsOk());
  EXPECT_THAT(CheckAllowed(study, SumTask(MissingRequest{features, RowSet::kTrain, 4}, kAll, "")), IsOk());
  ExpectRefused(study, SumTask(ReaderAgreementRequest{{"f_1__r2"}, false, RowSet::kTrain, 4}, kAll, ""),
                "column f_1__r2");
}

TEST(Allowed, AllDevelopmentSitesButOneOnlyWithInternalExternal) {
  Study study = PlainStudy();
  const Task task = SumTask(Moments({"age"}, 3), {"a", "b", "d"});
  ExpectRefused(study, task, "development sites");
  study.validation.internal_external = true;
  EXPECT_THAT(CheckAllowed(study, task), IsOk());
  ExpectRefused(study, SumTask(Moments({"age"}, 2), {"a", "b"}), "development sites");
  ExpectRefused(study, SumTask(Moments({"age"}, 3), {"a", "b", "x"}), "development sites");
  // The site left out is validated by itself, on its training rows.
  ValidationRequest left_out = Fitted();
  left_out.rows = RowSet::kTrain;
  EXPECT_THAT(CheckAllowed(study, GatherTask(left_out, {"c"}, "clinical")), IsOk());
  ExpectRefused(study, GatherTask(left_out, {"b", "c"}, "clinical"), "these sites");
  ExpectRefused(study, GatherTask(left_out, {"x"}, "clinical"), "these sites");
  ExpectRefused(PlainStudy(), GatherTask(left_out, {"c"}, "clinical"), "these sites");
}

TEST(Allowed, FoldsAreThoseOfTheStudysCrossValidations) {
  const Study study = WholeStudy();
  View view;
  view.folds = {3, 1, ""};
  const SumRequest folds = FoldMomentsRequest{{{"f_1", 0, 1}}, 3, RowSet::kTrain, 10, 4};
  EXPECT_THAT(CheckAllowed(study, InView(folds, view)), IsOk());
  view.folds = {3, 0, "fold"};
  EXPECT_THAT(CheckAllowed(study, InView(folds, view)), IsOk());
  for (const FoldRule& other :
       {FoldRule{3, 2, ""}, FoldRule{4, 1, ""}, FoldRule{3, 0, "ward"}, FoldRule{3, 1, "fold"}}) {
    view.folds = other;
    ExpectRefused(study, InView(folds, view), "folds of no cross-validation");
  }
  view.folds = {3, 1, ""};
  const SumRequest more = FoldMomentsRequest{{{"f_1", 0, 1}}, 5, RowSet::kTrain, 10, 4};
  ExpectRefused(study, InView(more, view), "other folds");
  ExpectRefused(study, InView(more, {}), "other folds");
  PrepareRequest prepare{"by fold", {}, 4};
  prepare.preparation.derived = {{"signature", {{"f_1", 1}}, {{{"f_1", 1}}, {{"f_1", 2}}}, {2, 9, ""}}};
  ExpectRefused(study, SumTask(prepare), "folds of no cross-validation");
}

TEST(Allowed, ReplicatesAreThoseOfTheBootstrap) {
  Study study = WholeStudy();
  View view;
  view.replicate = 3;
  view.seed = 7;
  EXPECT_THAT(CheckAllowed(study, InView(Moments(), view)), IsOk());
  view.replicate = 4;
  ExpectRefused(study, InView(Moments(), view), "bootstrap replicate");
  view.replicate = 1;
  view.seed = 8;
  ExpectRefused(study, InView(Moments(), view), "bootstrap replicate");
  view.replicate = 0;
  ExpectRefused(study, InView(Moments(), view), "a seed without a replicate");
  view = {"", false, 1, 7, {}};
  study.validation.bootstrap.reset();
  ExpectRefused(study, InView(Moments(), view), "bootstrap replicate");
}

TEST(Allowed, FeaturesAreHarmonisedOnSiteOnlyWhereNothingWasLearned) {
  Study study = WholeStudy();
  View on_site;
  on_site.harmonised_on_site = true;
  ExpectRefused(study, InView(Moments(), on_site), "harmonised on site");
  ValidationRequest request = Fitted();
  request.decision_thresholds = study.validation.decision_thresholds;
  request.view = on_site;
  EXPECT_THAT(CheckAllowed(study, GatherTask(request, {"x"}, "clinical")), IsOk());
  study.validation.internal_external = false;
  EXPECT_THAT(CheckAllowed(study, GatherTask(request, {"x"}, "clinical")), IsOk());
  request.rows = RowSet::kTrain;
  ExpectRefused(study, GatherTask(request, kAll, "clinical"), "harmonised on site");
  request.rows = RowSet::kAll;
  study.harmonise.reset();
  ExpectRefused(study, GatherTask(request, {"x"}, "clinical"), "harmonised on site");
  PrepareRequest prepare{"harmonised", {}, 4};
  prepare.preparation.combat = HarmonisedFeatures{{{"f_1"}, {}, {0}, {1}, {}, {}, 10, 4}, kAll};
  ExpectRefused(study, SumTask(prepare), "harmonised features");
  EXPECT_THAT(CheckAllowed(WholeStudy(), SumTask(prepare)), IsOk());
}

TEST(Allowed, PreparationsAreOfTheStudysColumnsAndSites) {
  const Study study = WholeStudy();
  const auto refused = [&](const std::function<void(Preparation&)>& change, const std::string& why) {
    PrepareRequest request{"study, preparation 1", {}, 5};
    change(request.preparation);
    ExpectRefused(study, SumTask(request, study.AllSites(), ""), why);
  };
  PrepareRequest request{"study, preparation 1", {}, 5};
  request.preparation.fills = {{"age", 60}, {"f_3", 1}};
  request.preparation.derived = {{"signature", {{"(Intercept)", 1}, {"f_1", 2}}, {}, {}},
                                 {LinearPredictorColumn("nomogram"), {{"signature", 1}}, {}, {}}};
  request.preparation.site_columns = {{"siteb", "b"}};
  EXPECT_THAT(CheckAllowed(study, SumTask(request, study.AllSites(), "")), IsOk());
  ExpectRefused(study, SumTask(request, {"a", "y"}, ""), "sites that it does not name");
  refused([](Preparation& p) { p.fills = {{"insurance_number", 0}}; }, "column insurance_number");
  refused([](Preparation& p) { p.fills = {{"f_1__r2", 0}}; }, "column f_1__r2");
  refused([](Preparation& p) { p.derived = {{"any", {{"age", 1}}, {}, {}}}; }, "column any");
  refused(
      [](Preparation& p) {
        p.derived = {{"signature", {{"insurance_number", 1}}, {}, {}}};
      },
      "column insurance_number");
  refused([](Preparation& p) { p.site_columns = {{"sitex", "x"}}; }, "column sitex");
}

TEST(Allowed, ABundleIsCheckedPartByPart) {
  const Study study = PlainStudy();
  BundleRequest bundle;
  bundle.parts = {{"clinical", kAll, {}, Moments()}, {"clinical", kAll, {}, Logistic()}};
  EXPECT_THAT(CheckAllowed(study, SumTask(bundle)), IsOk());
  BundleRequest bad = bundle;
  bad.parts[1].request = Moments({"insurance_number"});
  ExpectRefused(study, SumTask(bad), "column insurance_number");
  bad = bundle;
  bad.parts[0].fit = "other";
  ExpectRefused(study, SumTask(bad), "no model named other");
  ExpectRefused(study, SumTask(bundle, {"a", "b", "c"}), "other sites than its round's");
  bad = bundle;
  bad.parts[1].request = BundleRequest{{{"clinical", kAll, {}, Moments()}}};
  ExpectRefused(study, SumTask(bad), "a bundle within a bundle");
}

TEST(Allowed, AnyValidationThatTheStudyDoesNotAskForIsRefused) {
  const Study study = PlainStudy();
  const auto refused = [&](const std::string& why, const std::function<void(ValidationRequest&)>& change,
                           ValidationRequest request, const Sites& sites = {"x"}) {
    const std::string fit = request.model;
    change(request);
    ExpectRefused(study, GatherTask(request, sites, fit), why);
  };
  refused(
      "a model that", [](ValidationRequest& r) { r.model = "published"; }, Fitted());
  refused(
      "another threshold", [](ValidationRequest& r) { r.threshold = 0.4; }, Fitted());
  refused(
      "another threshold", [](ValidationRequest& r) { r.threshold.reset(); }, Fitted());
  refused(
      "decision curve", [](ValidationRequest& r) { r.decision_thresholds = {0.123}; }, Fitted());
  refused(
      "rows", [](ValidationRequest& r) { r.rows = RowSet::kHoldout; }, Fitted());
  refused(
      "rows", [](ValidationRequest& r) { r.rows = RowSet::kTrain; }, Fitted());
  refused("rows", [](ValidationRequest&) {}, Fitted(), {"a"});
  refused("rows", [](ValidationRequest& r) { r.rows = RowSet::kTrain; }, Fitted(), {"a"});
  refused(
      "column insurance",
      [](ValidationRequest& r) {
        r.terms.push_back({"insurance_number", 1});
      },
      Fitted());
  refused(
      "a score column", [](ValidationRequest& r) { r.score_column = "age"; }, Fitted());
  refused(
      "given ones", [](ValidationRequest& r) { r.terms[1].coefficient = 0.2; }, Given());
  refused(
      "given ones", [](ValidationRequest& r) { r.terms.pop_back(); }, Given());
  refused(
      "another score", [](ValidationRequest& r) { r.score_column = "age"; }, Score());
  refused(
      "bootstrap replicate", [](ValidationRequest& r) { r.view.replicate = 1; }, Fitted());
  refused(
      "bootstrap replicate",
      [](ValidationRequest& r) {
        r.view.folds = {3, 1, ""};
      },
      Fitted());
  refused(
      "harmonised on site", [](ValidationRequest& r) { r.view.harmonised_on_site = true; }, Fitted());
  ExpectRefused(study, GatherTask(AdmissionRequest(), {"a"}, ""), "admission");
  ExpectRefused(study, GatherTask(AdmissionRequest(), study.AllSites(), "clinical"), "admission");
}

TEST(Allowed, AChosenThresholdLiesOnTheGrid) {
  Study study = PlainStudy();
  study.validation.threshold.reset();
  study.validation.youden = true;
  ValidationRequest request = Fitted();
  for (const double threshold : {0.001, 0.283, 0.5, 0.999}) {
    request.threshold = threshold;
    EXPECT_THAT(CheckAllowed(study, GatherTask(request, {"x"}, "clinical")), IsOk()) << threshold;
  }
  request.threshold = 0.28347;
  ExpectRefused(study, GatherTask(request, {"x"}, "clinical"), "another threshold");
}

TEST(Allowed, AFrozenModelKeepsItsThresholdAndCoefficients) {
  Study study = PlainStudy();
  auto& given = std::get<GivenModel>(study.models[1].kind);
  given.frozen = FrozenOrigin();
  given.frozen->threshold = 0.28347;
  ValidationRequest request = Given();
  ExpectRefused(study, GatherTask(request, {"x"}, "published"), "another threshold");
  request.threshold = 0.28347;
  EXPECT_THAT(CheckAllowed(study, GatherTask(request, {"x"}, "published")), IsOk());
  request.terms[0].coefficient = 0;
  ExpectRefused(study, GatherTask(request, {"x"}, "published"), "given ones");
}

TEST(Allowed, ComparisonsAreThoseOfTheStudy) {
  Study study = PlainStudy();
  study.validation.compare = {{"clinical", "reader"}};
  ComparisonRequest request{{"clinical", {{"age", 1}}, ""},
                            {"reader", {}, "p_reader"},
                            RowSet::kAll,
                            ThresholdPair{0.5, 0.5},
                            {},
                            {},
                            {}};
  EXPECT_THAT(CheckAllowed(study, GatherTask(request, {"x"}, "clinical")), IsOk());
  const auto refused = [&](const std::string& why, const std::function<void(ComparisonRequest&)>& change,
                           const Sites& sites = {"x"}) {
    ComparisonRequest changed = request;
    change(changed);
    ExpectRefused(study, GatherTask(changed, sites, "clinical"), why);
  };
  refused("a comparison of these models", [](ComparisonRequest& r) { std::swap(r.a, r.b); });
  refused("another score column", [](ComparisonRequest& r) { r.b.score_column = "age"; });
  refused("column insurance_number", [](ComparisonRequest& r) { r.a.terms = {{"insurance_number", 1}}; });
  refused("another threshold", [](ComparisonRequest& r) { r.thresholds->b = 0.6; });
  refused("decision curve", [](ComparisonRequest& r) { r.decision_thresholds = {0.2}; });
  refused("bootstrap replicate", [](ComparisonRequest& r) { r.view_b.replicate = 1; });
  refused("rows", [](ComparisonRequest& r) { r.rows = RowSet::kHoldout; });
  refused("rows", [](ComparisonRequest&) {}, {"a"});
}

std::map<std::string, AnalysisTable> Tables(double missing) {
  std::map<std::string, AnalysisTable> tables;
  unsigned seed = 1;
  for (const char* site : {"a", "b", "c", "d", "x"}) {
    tables[site] = StudyTable({seed, 80 + 10 * static_cast<Eigen::Index>(seed), 8, missing, 0.2 * seed, 3});
    ++seed;
  }
  return tables;
}

// What RunStudy asks is what CheckAllowed lets through: nothing of a study may stop at its own sites.
void ExpectEveryTaskPasses(const Study& study, double missing) {
  ASSERT_THAT(Validate(study), IsOk());
  RecordingFederation federation(Tables(missing), FeatureNames(8));
  const absl::StatusOr<StudyResult> result = RunStudy(federation, study);
  ASSERT_THAT(result, IsOk());
  for (const Task& task : federation.tasks()) {
    const absl::Status allowed = CheckAllowed(study, task);
    EXPECT_THAT(allowed, IsOk()) << task.purpose << ", "
                                 << std::visit([](const auto& request) { return KindOf(request); },
                                               task.request);
    if (!allowed.ok()) return;
  }
}

TEST(Allowed, EveryTaskOfAStudyWithEverythingInItPasses) {
  ExpectEveryTaskPasses(WholeStudy(), 0.03);
}

TEST(Allowed, EveryTaskOfOtherStudiesPasses) {
  Study study = WholeStudy();
  study.missing = MissingValues::kMean;
  study.validation.bootstrap->of_pipeline = false;
  study.validation.internal_external = false;
  study.privacy.secure_aggregation = "off";
  study.harmonise.reset();
  ExpectEveryTaskPasses(study, 0.03);
  study = PlainStudy();
  ExpectEveryTaskPasses(study, 0);
  study.models.erase(study.models.begin());
  ExpectEveryTaskPasses(study, 0);
}

}  // namespace
}  // namespace osteon::models
