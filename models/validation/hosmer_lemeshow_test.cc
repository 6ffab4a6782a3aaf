#include "models/validation/hosmer_lemeshow.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::HasSubstr;

TEST(HosmerLemeshow, TenGroupsByHand) {
  // Ten pairs of risks r, r + 0.01; one event in each pair.
  Eigen::VectorXd risk(20);
  Eigen::VectorXd outcome(20);
  double expected = 0;
  for (Eigen::Index group = 0; group < 10; ++group) {
    const double r = 0.05 + 0.09 * static_cast<double>(group);
    risk[2 * group] = r;
    risk[2 * group + 1] = r + 0.01;
    outcome[2 * group] = 1;
    outcome[2 * group + 1] = 0;
    const double e = 2 * r + 0.01;
    expected += (1 - e) * (1 - e) / (e * (1 - e / 2));
  }
  const Maybe<HosmerLemeshow> ours = ComputeHosmerLemeshow(risk, outcome);
  ASSERT_TRUE(ours.value.has_value()) << ours.unavailable;
  EXPECT_EQ(ours.value->groups, 10U);
  EXPECT_NEAR(ours.value->chi2, expected, 1e-12);
}

TEST(HosmerLemeshow, TiesMergeGroupsUntilThereAreTooFew) {
  Eigen::VectorXd risk(100);
  Eigen::VectorXd outcome(100);
  for (Eigen::Index i = 0; i < 100; ++i) {
    risk[i] = 0.2 + 0.2 * static_cast<double>(i % 4);
    outcome[i] = i % 3 == 0 ? 1 : 0;
  }
  EXPECT_EQ(ComputeHosmerLemeshow(risk, outcome).value->groups, 3U);  // limits 0.2, 0.4, 0.6, 0.8
  risk = risk.cwiseMin(0.6);
  EXPECT_THAT(ComputeHosmerLemeshow(risk, outcome).unavailable, HasSubstr("too many equal risks"));
}

TEST(HosmerLemeshow, AGroupThatExpectsNothingHasNoTest) {
  Eigen::VectorXd risk = Eigen::VectorXd::LinSpaced(30, 0, 0.9);
  risk.head(3).setZero();
  EXPECT_THAT(ComputeHosmerLemeshow(risk, Eigen::VectorXd::Zero(30)).unavailable,
              HasSubstr("expects no event"));
  EXPECT_EQ(ComputeHosmerLemeshow(Eigen::VectorXd(0), Eigen::VectorXd(0)).unavailable, "no patients");
}

TEST(HosmerLemeshow, DegreesOfFreedomDependOnWhoseModelItIs) {
  const HosmerLemeshow statistic{4, 10};
  EXPECT_EQ(TestOf(statistic, true).df, 8U);
  EXPECT_EQ(TestOf(statistic, false).df, 10U);
  EXPECT_NEAR(TestOf({2, 4}, true).p, std::exp(-1), 1e-15);
}

}  // namespace
}  // namespace osteon::models
