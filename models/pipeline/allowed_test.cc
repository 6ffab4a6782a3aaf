#include "models/pipeline/allowed.h"

#include <functional>

#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

Study ExampleStudy() {
  Study study;
  study.name = "example";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.clinical.push_back(
      {"age", ClinicalColumn::Type::kNumeric, ClinicalColumn::Role::kPredictor, "", {}, {}, {}});
  study.clinical.push_back(
      {"sex", ClinicalColumn::Type::kCategorical, ClinicalColumn::Role::kPredictor, "", {}, {}, {"F", "M"}});
  study.development = {"alpha", "beta"};
  study.external = {"zeta"};
  study.models = {{"fit", LogisticModel{{"age", "sex"}}},
                  {"given", GivenModel{{{"(Intercept)", -1.0}, {"age", 0.5}}}},
                  {"reader", ScoreModel{"p_reader"}}};
  study.validation.development = true;
  study.validation.external = true;
  study.validation.threshold = 0.5;
  return study;
}

Task SumTask(SumRequest request) {
  Task task;
  task.key.fit = "fit";
  task.key.sites = {"alpha", "beta"};
  task.request = std::move(request);
  return task;
}

MomentsRequest Moments() {
  return {{"age", "sexM"}, RowSet::kTrain, 2};
}

LogisticRequest Logistic() {
  LogisticRequest request;
  request.columns = {{"age", 0, 1}, {"sexM", 0, 1}};
  request.beta = {0, 0, 0};
  request.patients = 10;
  request.sites = 2;
  return request;
}

Task ValidationTask(const ValidationRequest& request) {
  Task task;
  task.key.fit = request.model;
  task.key.sites = {"zeta"};
  task.request = GatherRequest(request);
  return task;
}

ValidationRequest Fitted() {
  return {"fit", {{"(Intercept)", 1}, {"age", 2}, {"sexM", 3}}, "", RowSet::kAll, 0.5};
}

TEST(Allowed, WhatTheStudyAsksForPasses) {
  const Study study = ExampleStudy();
  EXPECT_THAT(CheckAllowed(study, SumTask(Moments())), IsOk());
  EXPECT_THAT(CheckAllowed(study, SumTask(Logistic())), IsOk());
  EXPECT_THAT(CheckAllowed(study, ValidationTask(Fitted())), IsOk());
  EXPECT_THAT(CheckAllowed(study, ValidationTask(
                                      {"given", {{"(Intercept)", -1}, {"age", 0.5}}, "", RowSet::kAll, 0.5})),
              IsOk());
  EXPECT_THAT(CheckAllowed(study, ValidationTask({"reader", {}, "p_reader", RowSet::kAll, 0.5})), IsOk());
  Task admission;
  admission.key.sites = {"alpha", "beta", "zeta"};
  admission.request = GatherRequest(AdmissionRequest());
  EXPECT_THAT(CheckAllowed(study, admission), IsOk());
}

TEST(Allowed, AnySumThatTheStudyDoesNotAskForIsRefused) {
  const Study study = ExampleStudy();
  const auto refused = [&](const char* why, const std::function<void(Task&)>& change, SumRequest request) {
    Task task = SumTask(std::move(request));
    change(task);
    EXPECT_THAT(CheckAllowed(study, task), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(why)));
  };
  const auto nothing = [](Task&) {};
  refused(
      "named other", [](Task& task) { task.key.fit = "other"; }, Moments());
  refused(
      "named given", [](Task& task) { task.key.fit = "given"; }, Moments());
  refused(
      "development sites", [](Task& task) { task.key.sites = {"alpha"}; }, Moments());
  refused(
      "development sites",
      [](Task& task) {
        task.key.sites = {"alpha", "beta", "zeta"};
      },
      Moments());
  refused(
      "attempt", [](Task& task) { task.key.attempt = 2; }, Logistic());
  MomentsRequest moments = Moments();
  moments.columns = {"age"};
  refused("other columns", nothing, moments);
  moments = Moments();
  moments.rows = RowSet::kAll;
  refused("training rows", nothing, moments);
  LogisticRequest logistic = Logistic();
  logistic.sites = 1;
  refused("number of sites", nothing, logistic);
  logistic = Logistic();
  logistic.columns[1].name = "age";
  refused("other columns", nothing, logistic);
}

TEST(Allowed, AnyValidationThatTheStudyDoesNotAskForIsRefused) {
  const Study study = ExampleStudy();
  const auto refused = [&](const char* why, const std::function<void(ValidationRequest&, Task&)>& change,
                           ValidationRequest request) {
    Task task = ValidationTask(request);
    change(request, task);
    task.request = GatherRequest(request);
    EXPECT_THAT(CheckAllowed(study, task), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(why)));
  };
  refused(
      "model that", [](ValidationRequest& request, Task&) { request.model = "given"; }, Fitted());
  refused(
      "threshold", [](ValidationRequest& request, Task&) { request.threshold = 0.4; }, Fitted());
  refused(
      "rows", [](ValidationRequest& request, Task&) { request.rows = RowSet::kHoldout; }, Fitted());
  refused(
      "rows", [](ValidationRequest&, Task& task) { task.key.sites = {"alpha"}; }, Fitted());
  refused(
      "other terms", [](ValidationRequest& request, Task&) { request.terms.pop_back(); }, Fitted());
  refused(
      "score column", [](ValidationRequest& request, Task&) { request.score_column = "age"; }, Fitted());
  refused("given ones", [](ValidationRequest& request, Task&) { request.terms[1].coefficient = 0.6; },
          {"given", {{"(Intercept)", -1}, {"age", 0.5}}, "", RowSet::kAll, 0.5});
  refused("another score", [](ValidationRequest& request, Task&) { request.score_column = "age"; },
          {"reader", {}, "p_reader", RowSet::kAll, 0.5});
}

}  // namespace
}  // namespace osteon::models
