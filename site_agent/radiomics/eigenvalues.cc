#include "site_agent/radiomics/eigenvalues.h"

#include <Eigen/Eigenvalues>

namespace osteon {

std::vector<double> SymmetricEigenvalues(const std::vector<double>& matrix, std::size_t n) {
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::MatrixXd dense =
      Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(matrix.data(),
                                                                                               size, size);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense, Eigen::EigenvaluesOnly);
  const Eigen::VectorXd& values = solver.eigenvalues();
  return {values.begin(), values.end()};
}

}  // namespace osteon
