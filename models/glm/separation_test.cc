#include "models/glm/separation.h"

#include <cmath>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

// The steps of a level with `patients` events and nothing else: the linear predictor grows by one a step.
std::vector<NewtonStep> RunawaySteps(double patients, int count) {
  std::vector<NewtonStep> steps;
  for (int t = 1; t <= count; ++t) steps.push_back({-100, patients * std::exp(-t), patients, false});
  return steps;
}

TEST(Separation, ALogLikelihoodAboveMinusLogTwoProvesCompleteSeparation) {
  EXPECT_EQ(DetectSeparation({{-0.6931, 1, 1, false}}), Separation::kComplete);
  EXPECT_EQ(DetectSeparation({{-0.6932, 1, 1, false}}), Separation::kNone);
}

TEST(Separation, WithAnOffsetALogLikelihoodIsNoProof) {
  EXPECT_EQ(DetectSeparation({{-0.1, 1, 1, false}}, true), Separation::kNone);
  EXPECT_EQ(DetectSeparation(RunawaySteps(40, 20), true), Separation::kEither);
}

TEST(Separation, ALevelWithEventsOnlyIsFoundBeforeALinearPredictorOfThirty) {
  for (const double patients : {1.0, 40.0, 1e5}) {
    int step = 1;
    while (step < 30 && DetectSeparation(RunawaySteps(patients, step)) == Separation::kNone) ++step;
    EXPECT_EQ(DetectSeparation(RunawaySteps(patients, step)), Separation::kQuasiComplete) << patients;
    EXPECT_LT(step, 29) << patients;
  }
}

TEST(Separation, QuadraticConvergenceIsNot) {
  std::vector<NewtonStep> steps;
  for (const double decrement : {141.0, 7.55, 0.15, 7.7e-5, 2.1e-11, 1.6e-24}) {  // 15_federated/newton.json
    steps.push_back({-317, decrement, 100 * decrement, false});
    EXPECT_EQ(DetectSeparation(steps), Separation::kNone);
  }
}

TEST(Separation, TheBeginningOfARunIsASuspicionOnly) {
  EXPECT_TRUE(LooksSeparated(RunawaySteps(40, 4)));
  EXPECT_EQ(DetectSeparation(RunawaySteps(40, 4)), Separation::kNone);
  EXPECT_FALSE(LooksSeparated(RunawaySteps(40, 2)));
}

TEST(Separation, RunawayColumnsAreTheMostMovedOnes) {
  EXPECT_EQ(RunawayColumns(Eigen::Vector4d(5, 0.01, -1, 0.2), {"age", "sexM", "stage"}), "sexM, stage");
  EXPECT_EQ(RunawayColumns(Eigen::VectorXd::Ones(8), {"a", "b", "c", "d", "e", "f", "g"}),
            "a, b, c, d, e and 2 more");
}

}  // namespace
}  // namespace osteon::models
