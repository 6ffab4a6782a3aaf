#include "models/pipeline/asked_often.h"

#include <gmock/gmock.h>

namespace osteon::models {
namespace {

Study OneModel() {
  Study study;
  study.development = {"a", "b", "c", "d"};
  study.models = {{"m", LogisticModel{{"age"}}}};
  return study;
}

Task TaskOf(std::variant<SumRequest, GatherRequest> request) {
  Task task;
  task.request = std::move(request);
  return task;
}

std::uint64_t Most(const Study& study, const Task& task) {
  const std::vector<AskedOften> found = AskedOftenIn(study, task);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? 0 : found.front().most;
}

TEST(AskedOften, AValidationIsAskedOnceAndOfASiteLeftOutAgain) {
  Study study = OneModel();
  ValidationRequest request;
  request.model = "m";
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    request.rows = rows;
    EXPECT_EQ(Most(study, TaskOf(GatherRequest(request))), 1U);
  }
  study.validation.internal_external = true;
  EXPECT_EQ(Most(study, TaskOf(GatherRequest(request))), 1U);
  request.rows = RowSet::kTrain;
  EXPECT_EQ(Most(study, TaskOf(GatherRequest(request))), 2U);
}

TEST(AskedOften, OtherThresholdsAndCoefficientsAreTheSameQuestion) {
  ValidationRequest one, other;
  one.model = other.model = "m";
  other.threshold = 0.3;
  other.terms = {{"age", 2}};
  EXPECT_EQ(AskedOftenIn(OneModel(), TaskOf(GatherRequest(one)))[0].what,
            AskedOftenIn(OneModel(), TaskOf(GatherRequest(other)))[0].what);
}

TEST(AskedOften, CountsAtCutsAreOneSearchEach) {
  Study study = OneModel();
  const SumRequest cuts = CutCountsRequest{{{"age", {50}}, {"size", {1}}}, RowSet::kTrain, 4};
  const std::vector<AskedOften> found = AskedOftenIn(study, TaskOf(cuts));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].most, 9U);  // median, axis, knots, of three rounds each
  EXPECT_NE(found[0].what, found[1].what);
  ScoreCountsRequest scores;
  scores.models = {{"m", {{"age", 1}}, ""}};
  EXPECT_EQ(Most(study, TaskOf(SumRequest(scores))), 1U);
  study.validation.internal_external = true;
  EXPECT_EQ(Most(study, TaskOf(SumRequest(scores))), 5U);
}

TEST(AskedOften, PartsOfABundleAreAskedEach) {
  Study study = OneModel();
  study.validation.bootstrap = Bootstrap{20, true, 7};
  BundleRequest bundle;
  for (int i = 0; i < 3; ++i) {
    bundle.parts.push_back(
        {"", {"a"}, View(), PerformanceRequest{{"linear predictor of m"}, RowSet::kTrain, 1}});
  }
  const std::vector<AskedOften> found = AskedOftenIn(study, TaskOf(SumRequest(bundle)));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].most, 41U);
}

TEST(AskedOften, WhatAFitNeedsManyOfIsNotAmongThem) {
  EXPECT_TRUE(AskedOftenIn(OneModel(), TaskOf(SumRequest(LogisticRequest()))).empty());
  EXPECT_TRUE(AskedOftenIn(OneModel(), TaskOf(GatherRequest(AdmissionRequest()))).empty());
}

}  // namespace
}  // namespace osteon::models
