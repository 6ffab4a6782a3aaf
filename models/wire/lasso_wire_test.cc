#include "models/wire/lasso_wire.h"

#include <functional>
#include <limits>

#include "absl/strings/str_cat.h"
#include "models/wire/federation_wire.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

FoldMomentsRequest SmallFoldMoments() {
  return {{{"age", 60.5, 10.25}, {"sexM", 0.5, 0.5}}, 5, RowSet::kTrain, 740, 3};
}

LogisticBatchRequest SmallBatch() {
  LogisticBatchRequest request;
  request.columns = {{"age", 60.5, 10.25}, {"sexM", 0.5, 0.5}, {"stage", 2, 1}};
  request.folds = 5;
  request.points = {{0, -0.5, {}, {}}, {5, 0.25, {0, 2}, {0.5, -0.125}}, {5, 0, {1}, {1e-3}}};
  request.evaluations = {{0, {0, 1, 2}, {}, {}, false}, {1, {0, 2}, {2, 1}, {1.5, -0.5}, true}};
  request.curvatures = {{1, {2, 0}, 0}, {0, {2, 0, 1}, 2}};
  request.patients = 740;
  request.sites = 3;
  return request;
}

HeldOutScoresRequest SmallScores() {
  return {{{"age", 60.5, 10.25}, {"sexM", 0.5, 0.5}},
          5,
          100,
          {{1, -0.5, {}, {}}, {5, 0.25, {0, 1}, {0.5, -0.125}}},
          RowSet::kTrain,
          3};
}

absl::StatusOr<SumRequest> Back(const SumRequest& request) {
  v1::SumRequest message;
  std::visit(
      [&](const auto& kind) {
        if constexpr (requires { Fill(kind, &message); }) Fill(kind, &message);
      },
      request);
  v1::SumRequest received;
  EXPECT_TRUE(received.ParseFromString(message.SerializeAsString()));
  if (received.has_fold_moments()) return RequestFromMessage(received.fold_moments());
  if (received.has_held_out_scores()) return RequestFromMessage(received.held_out_scores());
  return RequestFromMessage(received.logistic_batch());
}

absl::StatusOr<SumRequest> ChangedBatch(const std::function<void(v1::LogisticBatchRequest&)>& change) {
  v1::SumRequest message;
  Fill(SmallBatch(), &message);
  change(*message.mutable_logistic_batch());
  return RequestFromMessage(message.logistic_batch());
}

TEST(LassoWire, RequestsComeBackAsTheyWent) {
  for (const RowSet rows : {RowSet::kTrain, RowSet::kHoldout, RowSet::kAll}) {
    FoldMomentsRequest moments = SmallFoldMoments();
    moments.rows = rows;
    ASSERT_OK_AND_ASSIGN(const SumRequest moments_back, Back(moments));
    EXPECT_TRUE(moments_back == SumRequest(moments));
    LogisticBatchRequest batch = SmallBatch();
    batch.rows = rows;
    ASSERT_OK_AND_ASSIGN(const SumRequest batch_back, Back(batch));
    EXPECT_TRUE(batch_back == SumRequest(batch));
    EXPECT_EQ(LayoutOf(batch_back), LayoutOf(SumRequest(batch)));
    HeldOutScoresRequest scores = SmallScores();
    scores.rows = rows;
    ASSERT_OK_AND_ASSIGN(const SumRequest scores_back, Back(scores));
    EXPECT_TRUE(scores_back == SumRequest(scores));
  }
}

TEST(LassoWire, ATaskCarriesThemWithTheirHash) {
  for (const SumRequest& request :
       {SumRequest(SmallFoldMoments()), SumRequest(SmallBatch()), SumRequest(SmallScores())}) {
    Task task;
    task.key = {std::string(64, 'a'), std::string(64, 'b'), "signature", RequestSha256(request), 1,
                {"a", "b", "c"}};
    task.purpose = "fit signature";
    task.request = request;
    v1::Task message;
    ToMessage(task, &message);
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(message));
    EXPECT_TRUE(back.request == task.request);
  }
}

TEST(LassoWire, WhatTheRequestDoesNotHaveIsRefused) {
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_points(1)->set_columns(1, 3); }),
              StatusIs(kBad, HasSubstr("a number of columns that it does not have")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_points(1)->set_data_set(6); }),
              StatusIs(kBad, HasSubstr("a data set")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.set_folds(1); }), StatusIs(kBad, HasSubstr("a data set")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(0)->set_point(3); }),
              StatusIs(kBad, HasSubstr("a number of points")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(1)->set_references(0, 0); }),
              StatusIs(kBad, HasSubstr("another data set")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_curvatures(0)->set_point(3); }),
              StatusIs(kBad, HasSubstr("a number of points")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_curvatures(0)->set_known(3); }),
              StatusIs(kBad, HasSubstr("more known columns")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(0)->set_held_out(true); }),
              StatusIs(kBad, HasSubstr("held-out rows")));
}

TEST(LassoWire, ListsThatRepeatOrDisagreeAreRefused) {
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(0)->set_gradient(1, 0); }),
              StatusIs(kBad, HasSubstr("repeats itself")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(0)->mutable_gradient()->SwapElements(0, 1); }),
              StatusIs(kBad, HasSubstr("not in order")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_curvatures(1)->set_columns(0, 0); }),
              StatusIs(kBad, HasSubstr("repeats itself")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_points(1)->add_coefficients(1); }),
              StatusIs(kBad, HasSubstr("another number of coefficients")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_evaluations(1)->add_weights(0); }),
              StatusIs(kBad, HasSubstr("another number of weights")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.mutable_columns(1)->set_name("age"); }),
              StatusIs(kBad, HasSubstr("column age stands twice")));
}

TEST(LassoWire, NumbersThatAreNotUsableAreRefused) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(ChangedBatch([&](auto& m) { m.mutable_points(0)->set_intercept(nan); }),
              StatusIs(kBad, HasSubstr("not finite")));
  EXPECT_THAT(ChangedBatch([&](auto& m) { m.mutable_points(1)->set_coefficients(0, nan); }),
              StatusIs(kBad, HasSubstr("not finite")));
  EXPECT_THAT(ChangedBatch([&](auto& m) { m.mutable_evaluations(1)->set_weights(0, 1e9); }),
              StatusIs(kBad, HasSubstr("beyond their bound")));
  EXPECT_THAT(ChangedBatch([&](auto& m) { m.mutable_columns(0)->set_scale(0); }),
              StatusIs(kBad, HasSubstr("mean or scale of column age")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.set_patients(0); }), StatusIs(kBad, HasSubstr("patients")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.set_sites(0); }), StatusIs(kBad, HasSubstr("0 sites")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.set_folds(0); }), StatusIs(kBad, HasSubstr("0 folds")));
  EXPECT_THAT(ChangedBatch([](auto& m) { m.clear_rows(); }), StatusIs(kBad, HasSubstr("set of rows")));
}

TEST(LassoWire, AnAnswerLongerThanItsLimitIsRefused) {
  v1::SumRequest message;
  FoldMomentsRequest wide = SmallFoldMoments();
  wide.folds = kMaxFolds;
  wide.columns.clear();
  for (int j = 0; j < 6000; ++j) wide.columns.push_back({absl::StrCat("f", j), 0, 1});
  Fill(wide, &message);
  EXPECT_THAT(RequestFromMessage(message.fold_moments()), StatusIs(kBad, HasSubstr("too many folds")));

  LogisticBatchRequest batch = SmallBatch();
  batch.columns.clear();
  BatchCurvature block;
  for (int j = 0; j < 3000; ++j) {
    batch.columns.push_back({absl::StrCat("f", j), 0, 1});
    block.columns.push_back(j);
  }
  batch.curvatures.assign(4, block);
  message.Clear();
  Fill(batch, &message);
  EXPECT_THAT(RequestFromMessage(message.logistic_batch()), StatusIs(kBad, HasSubstr("too long an answer")));
}

TEST(LassoWire, HeldOutScoresThatAreNotUsableAreRefused) {
  const auto changed = [](const std::function<void(v1::HeldOutScoresRequest&)>& change) {
    v1::SumRequest message;
    Fill(SmallScores(), &message);
    change(*message.mutable_held_out_scores());
    return RequestFromMessage(message.held_out_scores());
  };
  EXPECT_THAT(changed([](auto& m) { m.mutable_points(0)->set_data_set(0); }),
              StatusIs(kBad, HasSubstr("held-out rows of all rows")));
  EXPECT_THAT(changed([](auto& m) { m.mutable_points(0)->set_data_set(6); }),
              StatusIs(kBad, HasSubstr("a data set")));
  EXPECT_THAT(changed([](auto& m) { m.mutable_points(1)->set_columns(1, 2); }),
              StatusIs(kBad, HasSubstr("a number of columns")));
  EXPECT_THAT(changed([](auto& m) { m.set_bins(1); }), StatusIs(kBad, HasSubstr("1 bins")));
  EXPECT_THAT(changed([](auto& m) { m.set_bins(1001); }), StatusIs(kBad, HasSubstr("1001 bins")));
  EXPECT_THAT(changed([](auto& m) { m.set_sites(0); }), StatusIs(kBad, HasSubstr("0 sites")));
  EXPECT_THAT(changed([](auto& m) {
                for (int i = 0; i < 2000; ++i) *m.add_points() = m.points(0);
              }),
              StatusIs(kBad, HasSubstr("too long an answer")));
}

}  // namespace
}  // namespace osteon::models
