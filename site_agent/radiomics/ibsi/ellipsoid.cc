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

constexpr double kTolerance = 1e-5;
constexpr int kMostIterations = 100000;  // thousands occur; the bound keeps rounding from making it endless
constexpr std::size_t kJoinAtOnce = 16;

using Lifted = Eigen::Matrix<double, 4, Eigen::Dynamic>;  // columns (x, y, z, 1)

// q' M^-1 q of each column q.
Eigen::VectorXd Distances(const Lifted& points, const Eigen::Matrix4d& inverse) {
  return (points.array() * (inverse * points).array()).colwise().sum().transpose();
}

Eigen::Matrix4d InverseMoments(const Lifted& points, const Eigen::VectorXd& weights) {
  const Eigen::Matrix4d moments = points * weights.asDiagonal() * points.transpose();
  return moments.inverse();
}

// The dual problem: weights of the points, adding to 1, that maximise log det of M, the weighted moments of
// the lifted points. At the maximum all distances are at most 4, with equality where the weight is not 0.
// Improves `weights`, of which so many are not 0 that M has an inverse, and returns M^-1.
Eigen::Matrix4d Solve(const Lifted& points, Eigen::VectorXd* weights) {
  Eigen::Matrix4d inverse = InverseMoments(points, *weights);
  Eigen::VectorXd distances = Distances(points, inverse);
  for (int step = 1; step <= kMostIterations; ++step) {
    Eigen::Index most = 0, least = -1;
    const double largest = distances.maxCoeff(&most);
    double smallest = std::numeric_limits<double>::infinity();
    for (Eigen::Index i = 0; i < points.cols(); ++i) {
      if ((*weights)[i] > 0 && distances[i] < smallest) {
        smallest = distances[i];
        least = i;
      }
    }
    const double above = largest / 4 - 1, below = 1 - smallest / 4;
    if (above <= kTolerance && below <= kTolerance) break;
    // Weight moves to the point that lies farthest out, or away from the used one that lies farthest in.
    const Eigen::Index moved = above >= below ? most : least;
    const double kappa = distances[moved], weight = (*weights)[moved];
    double share = (kappa / 4 - 1) / std::max(kappa - 1, 1e-300);
    const bool drops = share < -weight / (1 - weight);
    if (drops) share = -weight / (1 - weight);
    *weights *= 1 - share;
    (*weights)[moved] = drops ? 0 : (*weights)[moved] + share;
    if (step % 50 == 0) {  // rounding does not add up
      inverse = InverseMoments(points, *weights);
      distances = Distances(points, inverse);
      continue;
    }
    const Eigen::Vector4d along = inverse * points.col(moved);
    const double factor = share / (1 - share + share * kappa);
    inverse = ((inverse - factor * along * along.transpose()) / (1 - share)).eval();
    distances = (distances - factor * (points.transpose() * along).cwiseAbs2()) / (1 - share);
  }
  return inverse;
}

// Two columns of extremes along each of three directions, each across the lines between those before (Kumar &
// Yildirim, 2005): they do not all lie in one plane.
std::vector<Eigen::Index> Extremes(const Lifted& points) {
  std::vector<Eigen::Index> extremes;
  std::array<Eigen::Vector3d, 2> lines;
  for (std::size_t i = 0; i < 3; ++i) {
    const Eigen::Vector3d direction = i == 0   ? Eigen::Vector3d(1, 0, 0)
                                      : i == 1 ? Eigen::Vector3d(lines[0].unitOrthogonal())
                                               : Eigen::Vector3d(lines[0].cross(lines[1]));
    const Eigen::RowVectorXd heights = direction.transpose() * points.topRows<3>();
    Eigen::Index low = 0, high = 0;
    heights.minCoeff(&low);
    heights.maxCoeff(&high);
    for (const Eigen::Index extreme : {low, high}) {
      if (std::find(extremes.begin(), extremes.end(), extreme) == extremes.end()) extremes.push_back(extreme);
    }
    if (i < 2) lines[i] = (points.col(high) - points.col(low)).head<3>();
  }
  return extremes;
}

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

// Few points touch the ellipsoid, so it is found for some of them, which those that lie farthest outside join
// until there are none.
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
  Lifted lifted(4, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto& point = points_mm[static_cast<std::size_t>(i)];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      lifted(static_cast<Eigen::Index>(axis), i) = (point[axis] - middle[axis]) / scale[axis];
    }
    lifted(3, i) = 1;
  }

  std::vector<Eigen::Index> chosen = Extremes(lifted);
  const auto start = static_cast<Eigen::Index>(chosen.size());
  Eigen::VectorXd weights = Eigen::VectorXd::Constant(start, 1 / static_cast<double>(start));
  Lifted points;
  for (;;) {
    points = lifted(Eigen::all, chosen);
    const Eigen::VectorXd distances = Distances(lifted, Solve(points, &weights));
    std::vector<Eigen::Index> outside;
    for (Eigen::Index i = 0; i < n; ++i) {
      const bool is_new = std::find(chosen.begin(), chosen.end(), i) == chosen.end();
      if (distances[i] > 4 * (1 + kTolerance) && is_new) outside.push_back(i);
    }
    if (outside.empty()) break;
    const std::size_t join = std::min(kJoinAtOnce, outside.size());
    std::partial_sort(outside.begin(), outside.begin() + static_cast<std::ptrdiff_t>(join), outside.end(),
                      [&](Eigen::Index a, Eigen::Index b) { return distances[a] > distances[b]; });
    chosen.insert(chosen.end(), outside.begin(), outside.begin() + static_cast<std::ptrdiff_t>(join));
    const Eigen::VectorXd before = weights;
    weights = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(chosen.size()));
    weights.head(before.size()) = before;
  }

  // The ellipsoid is (x - c)' A^-1 (x - c) <= 1 with A = 3 times the covariance, times what the farthest
  // needs.
  const Eigen::Vector3d centre = points.topRows<3>() * weights;
  const Eigen::Matrix<double, 3, Eigen::Dynamic> around = points.topRows<3>().colwise() - centre;
  Eigen::Matrix3d shape = 3 * (around * weights.asDiagonal() * around.transpose());
  const Eigen::Matrix3d inverse = shape.inverse();
  const Eigen::Matrix<double, 3, Eigen::Dynamic> all = lifted.topRows<3>().colwise() - centre;
  shape *= (all.array() * (inverse * all).array()).colwise().sum().maxCoeff();
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
