#include "models/validation/membership.h"

#include <gtest/gtest.h>

namespace osteon::models {
namespace {

// R: pnorm(sqrt(mahalanobis(d, 0, R + diag(r) %*% R %*% diag(r)))), pnorm(sqrt(4 * (1 / 60 + 1 / 300) / 2)).
TEST(Membership, AgreesWithR) {
  const Eigen::Vector4d differences(0.31, -0.52, 0.08, 0.77);
  Eigen::Matrix4d correlations;
  correlations << 1, 0.4, -0.2, 0.1, 0.4, 1, 0.3, 0.05, -0.2, 0.3, 1, -0.15, 0.1, 0.05, -0.15, 1;
  const Maybe<Membership> membership =
      MembershipOf(differences, Eigen::Vector4d(1.2, 0.7, 1, 0), correlations, 60, 300);
  ASSERT_TRUE(membership.value) << membership.unavailable;
  EXPECT_NEAR(membership.value->concordance, 0.8554141640820057, 1e-14);
  EXPECT_NEAR(membership.value->by_chance, 0.5792597094391030, 1e-14);
}

TEST(Membership, TheSamePatientsAreNotToldApart) {
  const Maybe<Membership> membership =
      MembershipOf(Eigen::Vector2d::Zero(), Eigen::Vector2d::Ones(), Eigen::Matrix2d::Identity(), 50, 50);
  ASSERT_TRUE(membership.value);
  EXPECT_EQ(membership.value->concordance, 0.5);
}

TEST(Membership, CollinearVariablesAndAnEmptySiteHaveNone) {
  EXPECT_EQ(MembershipOf(Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d::Ones(), Eigen::Matrix2d::Ones(), 50, 50)
                .unavailable,
            "the model's variables are collinear among the development patients");
  EXPECT_EQ(
      MembershipOf(Eigen::Vector2d(0.1, 0.2), Eigen::Vector2d::Ones(), Eigen::Matrix2d::Identity(), 0, 50)
          .unavailable,
      "no patients");
}

}  // namespace
}  // namespace osteon::models
