#include "models/validation/spline_basis.h"

#include <cstddef>

namespace osteon::models {
namespace {

using Eigen::Index;

double Cube(double x) {
  return x > 0 ? x * x * x : 0;
}

}  // namespace

Eigen::MatrixXd SplineBasis(const Eigen::Ref<const Eigen::VectorXd>& x, const std::vector<double>& knots) {
  const std::vector<double>& t = knots;
  const std::size_t k = t.size();
  Eigen::MatrixXd basis(x.size(), static_cast<Index>(k));
  basis.col(0).setOnes();
  basis.col(1) = x;
  const double norm = (t[k - 1] - t[0]) * (t[k - 1] - t[0]);
  const double last = t[k - 1] - t[k - 2];
  for (std::size_t j = 0; j + 2 < k; ++j) {
    for (Index i = 0; i < x.size(); ++i) {
      basis(i, static_cast<Index>(j + 2)) =
          (Cube(x[i] - t[j]) - Cube(x[i] - t[k - 2]) * (t[k - 1] - t[j]) / last +
           Cube(x[i] - t[k - 1]) * (t[k - 2] - t[j]) / last) /
          norm;
    }
  }
  return basis;
}

}  // namespace osteon::models
