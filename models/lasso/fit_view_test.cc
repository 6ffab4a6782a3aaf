#include "models/lasso/fit_view.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <random>

#include "gmock/gmock.h"
#include "models/lasso/curvature.h"

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kColumns = 12;

// The gradient at `beta` on every column, per patient, and the probabilities.
struct AtBeta {
  VectorXd p;
  double intercept_gradient = 0;
  std::vector<double> gradient;
};
AtBeta Evaluate(const MatrixXd& z, const VectorXd& y, const SparseBeta& beta) {
  const std::vector<double> dense = Dense(beta, kColumns);
  const VectorXd eta = (z * Eigen::Map<const VectorXd>(dense.data(), kColumns)).array() + beta.intercept;
  AtBeta at{1 / (1 + (-eta.array()).exp()), 0, {}};
  const VectorXd residual = y - at.p;
  at.intercept_gradient = residual.mean();
  for (Index j = 0; j < z.cols(); ++j) {
    at.gradient.push_back(z.col(j).dot(residual) / static_cast<double>(z.rows()));
  }
  return at;
}

// A data set that leaves rows out: its columns are neither centred nor scaled.
TEST(Certificate, BoundsEveryColumnsGradient) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    const auto draw = [&] { return normal(random); };
    const MatrixXd z = MatrixXd::NullaryExpr(60, kColumns, draw).array() * 1.3 + 0.2;
    const VectorXd y = VectorXd::NullaryExpr(60, [&] { return draw() > 0 ? 1.0 : 0.0; });
    PathState state;
    state.columns = kColumns;
    state.sets.resize(1);
    DataSet& data = state.sets[0];
    data.patients = 60;
    for (Index j = 0; j < kColumns; ++j) {
      data.mean.push_back(z.col(j).mean());
      data.sd.push_back(std::sqrt((z.col(j).array() - z.col(j).mean()).square().mean()));
    }
    Evaluation evaluation;
    evaluation.references = {0, 1, 2};
    evaluation.weights = {0.5, 0.75, -0.25};
    evaluation.beta = {0.1, {2, 5}, {0.6, -0.5}};
    VectorXd apart;
    for (int a = 0; a < 3; ++a) {
      const SparseBeta beta{0.1 * a, {2, 5}, {0.5 + 0.1 * a, -0.3 - 0.1 * a}};
      const AtBeta at = Evaluate(z, y, beta);
      data.full.push_back({a, beta, at.intercept_gradient, at.gradient});
      const VectorXd weighted = evaluation.weights[static_cast<std::size_t>(a)] * at.p;
      apart = a == 0 ? VectorXd(-weighted) : VectorXd(apart - weighted);
    }
    const AtBeta here = Evaluate(z, y, evaluation.beta);
    apart += here.p;
    evaluation.intercept_gradient = here.intercept_gradient;
    evaluation.distance = apart.squaredNorm() / 60;
    const Certificate certificate = Certify(state, 0, evaluation);
    for (std::size_t j = 0; j < kColumns; ++j) {
      EXPECT_LE(std::fabs(here.gradient[j] - certificate.centre[j]), certificate.radius[j] + 1e-14);
      EXPECT_LT(certificate.radius[j], 0.1);
    }
  }
}

TEST(Certificate, WithoutReferencesNothingIsCertain) {
  PathState state;
  state.columns = 2;
  state.sets.resize(1);
  EXPECT_THAT(Certify(state, 0, Evaluation()).radius,
              ::testing::Each(std::numeric_limits<double>::infinity()));
}

TEST(Curvature, ASecantPairIsHonouredAndTheMatrixStaysPositiveDefinite) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  const MatrixXd root = MatrixXd::NullaryExpr(8, 5, [&] { return normal(random); });
  MatrixXd matrix = root.transpose() * root;
  const VectorXd step = VectorXd::NullaryExpr(5, [&] { return normal(random); });
  const VectorXd change = 0.7 * matrix * step + 0.05 * step;
  UpdateBySecant(matrix, step, change);
  EXPECT_LT((matrix * step - change).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_EQ(Eigen::LLT<MatrixXd>(matrix).info(), Eigen::Success);
  const MatrixXd before = matrix;
  UpdateBySecant(matrix, step, -change);  // no curvature at all: left alone
  EXPECT_EQ(matrix, before);
}

}  // namespace
}  // namespace osteon::models
