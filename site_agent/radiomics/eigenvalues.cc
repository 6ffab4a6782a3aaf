#include "site_agent/radiomics/eigenvalues.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace osteon {
namespace {

Eigen::MatrixXd Dense(const std::vector<double>& matrix, std::size_t n) {
  const auto size = static_cast<Eigen::Index>(n);
  return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      matrix.data(), size, size);
}

}  // namespace

std::vector<double> SymmetricEigenvalues(const std::vector<double>& matrix, std::size_t n) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Dense(matrix, n), Eigen::EigenvaluesOnly);
  const Eigen::VectorXd& values = solver.eigenvalues();
  return {values.begin(), values.end()};
}

std::vector<double> SymmetricEigenvector(const std::vector<double>& matrix, std::size_t n, double eigenvalue,
                                         const std::vector<std::vector<double>>& others) {
  const auto size = static_cast<Eigen::Index>(n);
  const double scale = std::max(std::abs(eigenvalue), 1e-300);
  Eigen::MatrixXd shifted = Dense(matrix, n);
  shifted.diagonal().array() -= eigenvalue + 1e-11 * scale;  // near the eigenvalue, and yet not singular
  const Eigen::PartialPivLU<Eigen::MatrixXd> inverse(shifted);
  // A start that no symmetry of the matrix makes orthogonal to what is sought.
  Eigen::VectorXd vector(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const double turns = 0.6180339887498949 * static_cast<double>(i + 1);
    vector[i] = turns - std::floor(turns) - 0.5;
  }
  const auto make_orthogonal = [&] {
    for (const std::vector<double>& other : others) {
      const Eigen::Map<const Eigen::VectorXd> known(other.data(), size);
      vector -= known.dot(vector) * known;
    }
  };
  for (int step = 0; step < 3; ++step) {
    make_orthogonal();
    vector = inverse.solve(vector).normalized();
  }
  make_orthogonal();
  vector.normalize();
  return {vector.begin(), vector.end()};
}

}  // namespace osteon
