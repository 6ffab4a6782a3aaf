#include "tests/attacks/attacker.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <cstdlib>

namespace osteon::attacks {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

absl::StatusOr<std::vector<models::StandardisedColumn>> PooledScales(
    Consortium& consortium, const std::vector<std::string>& columns) {
  const absl::StatusOr<RingVector> moments =
      consortium.Pooled(models::MomentsRequest{columns, models::RowSet::kTrain, 4});
  if (!moments.ok()) return moments.status();
  const double n = Block(*moments, 0)[0];
  const VectorXd sum = Block(*moments, 1), square = Block(*moments, 2);
  std::vector<models::StandardisedColumn> scaled;
  for (Index j = 0; j < sum.size(); ++j) {
    const double mean = sum[j] / n;
    scaled.push_back({columns[static_cast<std::size_t>(j)], mean, std::sqrt(square[j] / n - mean * mean)});
  }
  return scaled;
}

models::LogisticRequest LogisticAt(const std::vector<models::StandardisedColumn>& columns,
                                   const VectorXd& beta, bool information, int sites,
                                   std::uint64_t patients) {
  models::LogisticRequest request;
  request.columns = columns;
  request.beta.assign(beta.begin(), beta.end());
  request.information = information;
  request.patients = patients;
  request.sites = sites;
  return request;
}

VectorXd Block(const RingVector& sum, std::size_t block) {
  const std::vector<double> numbers = sum.DecodeBlock(block);
  return Eigen::Map<const VectorXd>(numbers.data(), static_cast<Index>(numbers.size()));
}

MatrixXd Symmetric(const VectorXd& triangle) {
  const auto q =
      static_cast<Index>(std::lround((std::sqrt(8.0 * static_cast<double>(triangle.size()) + 1) - 1) / 2));
  MatrixXd full(q, q);
  Index at = 0;
  for (Index j = 0; j < q; ++j) {
    for (Index k = 0; k <= j; ++k) full(j, k) = full(k, j) = triangle[at++];
  }
  return full;
}

MatrixXd OnTheRawScale(const MatrixXd& z, const std::vector<models::StandardisedColumn>& columns) {
  MatrixXd x = z;
  for (Index j = 0; j < x.cols(); ++j) {
    const auto& [name, mean, scale] = columns[static_cast<std::size_t>(j)];
    x.col(j) = x.col(j).array() * scale + mean;
  }
  return x;
}

models::BundleRequest Prepared(const std::string& name, const models::Preparation& preparation,
                               const models::SumRequest& request, const std::string& fit,
                               const models::FoldRule& folds) {
  const std::vector<std::string> sites = {"a", "b", "c", "d"};
  models::View view;
  view.preparation = name;
  view.folds = folds;
  models::BundleRequest bundle;
  bundle.parts = {{"", sites, {}, models::PrepareRequest{name, preparation, 4}}, {fit, sites, view, request}};
  return bundle;
}

models::LogisticRequest ProductsOf(const std::vector<models::StandardisedColumn>& columns) {
  return LogisticAt(columns, VectorXd::Zero(static_cast<Index>(columns.size()) + 1), true);
}

MatrixXd RowOfTheOnlyOne(const VectorXd& information,
                         const std::vector<models::StandardisedColumn>& columns) {
  const MatrixXd products = Symmetric(information);
  const auto last = static_cast<Index>(columns.size());
  return OnTheRawScale(products.block(last, 1, 1, last - 1) / double{products(last, 0)}, columns);
}

MatrixXd RowsOfTwoHessians(const MatrixXd& a, const MatrixXd& b) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> of_a(a);
  const VectorXd& values = of_a.eigenvalues();  // ascending
  Index rank = 0;
  while (rank < values.size() && values[values.size() - 1 - rank] > 1e-9 * values.maxCoeff()) ++rank;
  const MatrixXd root = of_a.eigenvectors().rightCols(rank) * values.tail(rank).cwiseSqrt().asDiagonal();
  const MatrixXd inverse =
      of_a.eigenvectors().rightCols(rank) * values.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal();
  // Q' (W / V) Q with Q orthogonal: its eigenvectors are V^(1/2) times the rows, whitened.
  const Eigen::SelfAdjointEigenSolver<MatrixXd> of_b(inverse.transpose() * b * inverse);
  MatrixXd rows = of_b.eigenvectors().transpose() * root.transpose();
  for (Index i = 0; i < rows.rows(); ++i) rows.row(i) /= double{rows(i, 0)};
  return rows;
}

}  // namespace osteon::attacks
