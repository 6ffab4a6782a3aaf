#include "models/disclosure/dominance.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace osteon::models {
namespace {

using Weights = std::vector<double>;

Weights Ones(std::size_t patients) {
  return Weights(patients, 1.0);
}

TEST(EffectivePatients, CountsEqualWeightsAndSeesTheLargest) {
  EXPECT_EQ(EffectivePatients({}), 0);
  EXPECT_EQ(EffectivePatients({0, 0}), 0);
  EXPECT_DOUBLE_EQ(EffectivePatients({0, 3, 0}), 1);
  EXPECT_DOUBLE_EQ(EffectivePatients({2, -2, 2, 2}), 4);
  EXPECT_LT(EffectivePatients({100, 1, 1, 1, 1, 1, 1}), 1.2);
}

TEST(EffectivePatients, IsBetweenOneAndThePatientsWhateverTheWeights) {
  std::mt19937 random(7);
  std::lognormal_distribution<double> draw(0, 3);
  for (int round = 0; round < 200; ++round) {
    Weights weights(1 + static_cast<std::size_t>(round));
    for (double& weight : weights) weight = draw(random);
    const double effective = EffectivePatients(weights);
    EXPECT_GE(effective, 1 - 1e-12);
    EXPECT_LE(effective, static_cast<double>(weights.size()) * (1 + 1e-12));
    for (double& weight : weights) weight *= -1e-7;  // scale and sign say nothing
    EXPECT_NEAR(EffectivePatients(weights), effective, 1e-9 * effective);
  }
}

TEST(WeightHistory, JustEnoughPatientsOrNonePass) {
  for (const std::size_t patients : {0U, 5U, 6U, 60U}) {
    WeightHistory history;
    EXPECT_EQ(history.TryAdd({{"moments", Ones(patients)}}, 5), std::nullopt) << patients;
  }
  for (const std::size_t patients : {1U, 2U, 4U}) {
    WeightHistory history;
    EXPECT_EQ(history.TryAdd({{"moments", Ones(patients)}}, 5), "moments") << patients;
  }
}

TEST(WeightHistory, ADifferenceOfFewPatientsIsRefused) {
  WeightHistory history;
  ASSERT_EQ(history.TryAdd({{"moments", Ones(60)}}, 5), std::nullopt);
  for (const std::size_t fewer : {1U, 4U}) {
    EXPECT_EQ(history.TryAdd({{"moments", Ones(60 - fewer)}}, 5), "moments") << fewer;
    EXPECT_EQ(history.TryAdd({{"moments", Ones(60 + fewer)}}, 5), "moments") << fewer;
    // Of other patients' values nothing can be subtracted.
    EXPECT_EQ(history.TryAdd({{"other", Ones(60 - fewer)}}, 5), std::nullopt) << fewer;
    history = WeightHistory();
    ASSERT_EQ(history.TryAdd({{"moments", Ones(60)}}, 5), std::nullopt);
  }
  EXPECT_EQ(history.TryAdd({{"moments", Ones(60)}}, 5), std::nullopt);  // the same again
  EXPECT_EQ(history.TryAdd({{"moments", Ones(55)}}, 5), std::nullopt);  // five fewer
}

TEST(WeightHistory, OnePatientWhoMovesIsSeenBesideOthersWhoHardlyDo) {
  Weights before(100, 0.25), after = before;
  for (std::size_t i = 0; i < after.size(); ++i) after[i] += 1e-6 * static_cast<double>(i % 7);
  after[42] = 0.9;
  WeightHistory history;
  ASSERT_EQ(history.TryAdd({{"logistic gradient", before}}, 5), std::nullopt);
  EXPECT_EQ(history.TryAdd({{"logistic gradient", after}}, 5), "logistic gradient");
}

TEST(WeightHistory, RoundingIsNoDifference) {
  Weights before(100, 0.25), after = before;
  after[42] += 1e-14;
  WeightHistory history;
  ASSERT_EQ(history.TryAdd({{"logistic gradient", before}}, 5), std::nullopt);
  EXPECT_EQ(history.TryAdd({{"logistic gradient", after}}, 5), std::nullopt);
  // A step that is made small to pass is as good as a large one: the sums are exact to 1e-13.
  after[42] += 1e-11;
  EXPECT_EQ(history.TryAdd({{"logistic gradient", after}}, 5), "logistic gradient");
}

TEST(WeightHistory, AllOrNoneAreAdded) {
  WeightHistory history;
  ASSERT_EQ(history.TryAdd({{"a", Ones(60)}}, 5), std::nullopt);
  // The second is refused, so the first was not released either.
  EXPECT_EQ(history.TryAdd({{"b", Ones(50)}, {"a", Ones(59)}}, 5), "a");
  EXPECT_EQ(history.TryAdd({{"b", Ones(49)}}, 5), std::nullopt);
  // Within one call as between two.
  EXPECT_EQ(history.TryAdd({{"c", Ones(50)}, {"c", Ones(49)}}, 5), "c");
}

TEST(WeightHistory, WhatIsRestoredCounts) {
  WeightHistory history;
  history.Restore({"moments", Ones(60)});
  EXPECT_EQ(history.TryAdd({{"moments", Ones(59)}}, 5), "moments");
  EXPECT_TRUE(history.NewAmong({{"moments", Ones(60)}}).empty());
}

// Random sets of patients: exactly those whose difference has 1 to 4 patients are refused.
TEST(WeightHistory, OfIndicatorsTheDifferenceIsTheNumberOfPatients) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    Weights first(40, 0.0), second;
    for (std::size_t i = 0; i < 20; ++i) first[i] = 1;
    second = first;
    std::uniform_int_distribution<std::size_t> flips(0, 9), place(0, 39);
    for (std::size_t flip = flips(random); flip > 0; --flip) {
      double& weight = second[place(random)];
      weight = 1 - weight;
    }
    double differ = 0;
    for (std::size_t i = 0; i < 40; ++i) differ += first[i] != second[i] ? 1 : 0;
    WeightHistory history;
    ASSERT_EQ(history.TryAdd({{"moments", first}}, 5), std::nullopt);
    EXPECT_EQ(history.TryAdd({{"moments", second}}, 5).has_value(), differ > 0 && differ < 5) << differ;
  }
}

}  // namespace
}  // namespace osteon::models
