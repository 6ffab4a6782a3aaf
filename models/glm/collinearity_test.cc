#include "models/glm/collinearity.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Eigen::MatrixXd RandomColumns(Eigen::Index n, Eigen::Index p) {
  std::mt19937_64 random(2);
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
}

TEST(Collinearity, IndependentColumnsAreNot) {
  Eigen::MatrixXd x = RandomColumns(50, 4);
  x.col(3) = x.col(0) + 1e-3 * x.col(3);  // strongly correlated is still not collinear
  EXPECT_THAT(FindCollinear(x.transpose() * x), IsEmpty());
}

TEST(Collinearity, TheLaterColumnOfACombinationIsNamedWithWhatItRepeats) {
  Eigen::MatrixXd x = RandomColumns(50, 5);
  x.col(3) = 2 * x.col(0) - 1e3 * x.col(2);
  const std::vector<Dependence> found = FindCollinear(x.transpose() * x);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].column, 3U);
  EXPECT_THAT(found[0].of, ElementsAre(0, 2));
  EXPECT_EQ(DescribeCollinear(found, {"a", "b", "c", "d", "e"}), "d is a linear combination of a and c");
}

TEST(Collinearity, EveryDependentColumnIsNamed) {
  Eigen::MatrixXd x = RandomColumns(50, 5);
  x.col(1) = x.col(0);
  x.col(4) = x.col(2) + x.col(3);
  const std::string text = DescribeCollinear(FindCollinear(x.transpose() * x), {"a", "b", "c", "d", "e"});
  EXPECT_THAT(text, HasSubstr("b is a linear combination of a\n"));
  EXPECT_THAT(text, HasSubstr("e is a linear combination of c and d"));
}

}  // namespace
}  // namespace osteon::models
