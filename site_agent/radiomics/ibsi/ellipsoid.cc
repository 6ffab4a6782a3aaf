#include "site_agent/radiomics/ibsi/ellipsoid.h"

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "site_agent/radiomics/eigenvalues.h"

namespace osteon::ibsi {
namespace {

constexpr double kTolerance = 1e-7;
constexpr int kMostSteps = 100000;

}  // namespace

double EllipsoidVolume(const SemiAxes& axes) {
  return 4 * std::numbers::pi / 3 * axes[0] * axes[1] * axes[2];
}

// (alpha beta)^nu P_nu((alpha^2 + beta^2) / (2 alpha beta)) has no singularity where alpha or beta is 0: with
// p = alpha beta and s = (alpha^2 + beta^2) / 2, Bonnet's recursion becomes
// (nu + 1) q(nu + 1) = (2 nu + 1) s q(nu) - nu p^2 q(nu - 1).
double EllipsoidArea(const SemiAxes& axes) {
  const auto [a, b, c] = axes;
  if (!(a > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double alpha_squared = 1 - b * b / (a * a), beta_squared = 1 - c * c / (a * a);
  const double s = (alpha_squared + beta_squared) / 2, p_squared = alpha_squared * beta_squared;
  double before = 1, now = s, sum = 1;
  for (int nu = 1; nu <= 20; ++nu) {
    sum += now / (1 - 4.0 * nu * nu);
    const double next = ((2 * nu + 1) * s * now - nu * p_squared * before) / (nu + 1);
    before = now;
    now = next;
  }
  return 4 * std::numbers::pi * a * b * sum;
}

// The dual problem: weights u of the points, adding to 1, that maximise log det of the weighted moments of
// the lifted points q = (x, 1). At the maximum all q' M^-1 q are at most 4, with equality where u > 0.
SemiAxes MinimumEllipsoid(const std::vector<std::array<double, 3>>& points_mm) {
  const auto n = static_cast<Eigen::Index>(points_mm.size());
  // Points are moved and scaled into a cube, which changes no ratio of volumes.
  std::array<double, 3> middle{}, scale{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto [low, high] = std::minmax_element(
        points_mm.begin(), points_mm.end(), [&](const auto& a, const auto& b) { return a[axis] < b[axis]; });
    middle[axis] = ((*low)[axis] + (*high)[axis]) / 2;
    scale[axis] = ((*high)[axis] - (*low)[axis]) / 2;
  }
  Eigen::Matrix<double, 4, Eigen::Dynamic> lifted(4, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& point = points_mm[static_cast<std::size_t>(i)];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lifted(static_cast<Eigen::Index>(axis), i) = (point[axis] - middle[axis]) / scale[axis];
    }
    lifted(3, i) = 1;
  }
  // Kumar & Yildirim's start: the extremes along three directions, each across the lines between those
  // before.
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(n);
  std::array<Eigen::Vector3d, 2> lines;
  for (std::size_t i = 0; i < 3; ++i) {
    const Eigen::Vector3d direction = i == 0   ? Eigen::Vector3d(1, 0, 0)
                                      : i == 1 ? Eigen::Vector3d(lines[0].unitOrthogonal())
                                               : Eigen::Vector3d(lines[0].cross(lines[1]));
    Eigen::Index low = 0, high = 0;
    (direction.transpose() * lifted.topRows<3>()).minCoeff(&low);
    (direction.transpose() * lifted.topRows<3>()).maxCoeff(&high);
    weights[low] += 1.0 / 6;
    weights[high] += 1.0 / 6;
    if (i < 2) lines[i] = (lifted.col(high) - lifted.col(low)).head<3>();
  }

  const auto moments = [&]() -> Eigen::Matrix4d {
    return lifted * weights.asDiagonal() * lifted.transpose();
  };
  Eigen::Matrix4d inverse = moments().inverse();
  Eigen::VectorXd distances = (lifted.array() * (inverse * lifted).array()).colwise().sum().transpose();
  for (int step = 1; step <= kMostSteps; ++step) {
    Eigen::Index most = 0, least = -1;
    const double largest = distances.maxCoeff(&most);
    double smallest = std::numeric_limits<double>::infinity();
    for (Eigen::Index i = 0; i < n; ++i) {
      if (weights[i] > 0 && distances[i] < smallest) {
        smallest = distances[i];
        least = i;
      }
    }
    const double above = largest / 4 - 1, below = 1 - smallest / 4;
    if (above <= kTolerance && below <= kTolerance) break;
    // Weight moves to the point that lies farthest out, or away from the used one that lies farthest in.
    const Eigen::Index moved = above >= below ? most : least;
    const double kappa = distances[moved];
    double share = (kappa / 4 - 1) / std::max(kappa - 1, 1e-300);
    const bool drops = share < -weights[moved] / (1 - weights[moved]);
    if (drops) share = -weights[moved] / (1 - weights[moved]);
    weights *= 1 - share;
    weights[moved] = drops ? 0 : weights[moved] + share;
    if (step % 50 == 0) {  // rounding does not add up
      inverse = moments().inverse();
      distances = (lifted.array() * (inverse * lifted).array()).colwise().sum().transpose();
      continue;
    }
    const Eigen::Vector4d q = lifted.col(moved);
    const Eigen::Vector4d along = inverse * q;
    const double factor = share / (1 - share + share * kappa);
    inverse = (inverse - factor * along * along.transpose()) / (1 - share);
    const Eigen::VectorXd projections = lifted.transpose() * along;
    distances = (distances - factor * projections.cwiseAbs2()) / (1 - share);
  }

  // The ellipsoid is (x - c)' A^-1 (x - c) <= 1 with A = 3 times the covariance, times what the farthest
  // needs.
  const Eigen::Vector3d centre = lifted.topRows<3>() * weights;
  const Eigen::Matrix<double, 3, Eigen::Dynamic> moved = lifted.topRows<3>().colwise() - centre;
  Eigen::Matrix3d shape = 3 * (moved * weights.asDiagonal() * moved.transpose());
  const Eigen::Matrix3d shape_inverse = shape.inverse();
  shape *= (moved.array() * (shape_inverse * moved).array()).colwise().sum().maxCoeff();
  std::vector<double> in_mm(9);
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) {
      in_mm[static_cast<std::size_t>(3 * i + j)] =
          shape(i, j) * scale[static_cast<std::size_t>(i)] * scale[static_cast<std::size_t>(j)];
    }
  }
  const std::vector<double> squares = SymmetricEigenvalues(in_mm, 3);
  return {std::sqrt(squares[2]), std::sqrt(squares[1]), std::sqrt(squares[0])};
}

}  // namespace osteon::ibsi
