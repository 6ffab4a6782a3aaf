#include "models/federation/weighted_gram.h"

#include <cmath>
#include <random>

#include "gtest/gtest.h"

namespace osteon::models {
namespace {

using Eigen::Index;

// The definition, three loops; long double so that the oracle's own rounding does not count.
std::vector<double> Naive(const Eigen::MatrixXd& z, const Eigen::VectorXd& w) {
  std::vector<double> triangle;
  for (Index j = 0; j < z.cols(); ++j) {
    for (Index k = 0; k <= j; ++k) {
      long double sum = 0;
      for (Index i = 0; i < z.rows(); ++i) sum += static_cast<long double>(w[i]) * z(i, j) * z(i, k);
      triangle.push_back(static_cast<double>(sum));
    }
  }
  return triangle;
}

TEST(WeightedGram, EqualsThreeLoopsForEveryShape) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0, 0.25);
  for (const Index n : {0, 1, 7, 128, 129, 300}) {
    for (const Index p : {1, 2, 15, 16, 17, 33, 70}) {
      const Eigen::MatrixXd z = Eigen::MatrixXd::NullaryExpr(n, p, [&] { return normal(random); });
      Eigen::VectorXd w = Eigen::VectorXd::NullaryExpr(n, [&] { return uniform(random); });
      if (n > 3) w[3] = 0;
      const std::vector<double> fast = WeightedGram(z, w);
      const std::vector<double> slow = Naive(z, w);
      ASSERT_EQ(fast.size(), slow.size());
      for (std::size_t i = 0; i < fast.size(); ++i) {
        ASSERT_NEAR(fast[i], slow[i], 1e-13 * static_cast<double>(n + 1))
            << n << " x " << p << ", entry " << i;
      }
    }
  }
}

TEST(WeightedGram, TheWidthOfTheVectorsDoesNotChangeABit) {
  if (!IsSupported(VectorUnit::kFused512)) GTEST_SKIP() << "this processor has no 512-bit vectors";
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd z = Eigen::MatrixXd::NullaryExpr(301, 45, [&] { return normal(random); });
  const Eigen::VectorXd w = Eigen::VectorXd::LinSpaced(301, 0, 0.25);
  EXPECT_EQ(WeightedGramWith(VectorUnit::kFused256, z, w), WeightedGramWith(VectorUnit::kFused512, z, w));
}

TEST(WeightedGram, EqualInputGivesEqualBitsWhateverItsNeighbours) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd z = Eigen::MatrixXd::NullaryExpr(200, 40, [&] { return normal(random); });
  const Eigen::VectorXd w = Eigen::VectorXd::Constant(200, 0.2);
  const std::vector<double> whole = WeightedGram(z, w);
  const std::vector<double> part = WeightedGram(z.leftCols(21), w);
  for (std::size_t i = 0; i < part.size(); ++i) ASSERT_EQ(part[i], whole[i]);
}

}  // namespace
}  // namespace osteon::models
