#include "site_agent/radiomics/ibsi/ellipsoid.h"

#include <cmath>
#include <numbers>
#include <random>

#include "gtest/gtest.h"

namespace osteon::ibsi {
namespace {

using std::numbers::pi;

TEST(EllipsoidArea, OfASphere) {
  EXPECT_NEAR(EllipsoidArea({3, 3, 3}), 36 * pi, 1e-12);
}

TEST(EllipsoidArea, IsTheManualsSeries) {
  for (const SemiAxes& axes : {SemiAxes{5, 4, 3}, SemiAxes{5, 4.9, 0.3}, SemiAxes{9, 1, 0}}) {
    const double alpha = std::sqrt(1 - axes[1] * axes[1] / (axes[0] * axes[0]));
    const double beta = std::sqrt(1 - axes[2] * axes[2] / (axes[0] * axes[0]));
    // P_nu(x) for x > 1 by Laplace's integral, (1 / pi) times that of (x + sqrt(x^2 - 1) cos t)^nu.
    const double x = (alpha * alpha + beta * beta) / (2 * alpha * beta);
    double sum = 0;
    for (int nu = 0; nu <= 20; ++nu) {
      double legendre = 0;
      const int steps = 400;
      for (int i = 0; i < steps; ++i) {
        legendre += std::pow(x + std::sqrt(x * x - 1) * std::cos(pi * (i + 0.5) / steps), nu) / steps;
      }
      sum += std::pow(alpha * beta, nu) / (1 - 4.0 * nu * nu) * legendre;
    }
    EXPECT_NEAR(EllipsoidArea(axes) / (4 * pi * axes[0] * axes[1] * sum), 1, 1e-10);
  }
}

TEST(EllipsoidArea, OfAPointIsNotDefined) {
  EXPECT_TRUE(std::isnan(EllipsoidArea({0, 0, 0})));
}

TEST(MinimumEllipsoid, OfABoxHasTheBoxesProportions) {
  std::vector<std::array<double, 3>> corners;
  for (int i = 0; i < 8; ++i) corners.push_back({(i & 1) * 2.0, (i >> 1 & 1) * 4.0, (i >> 2) * 6.0});
  const SemiAxes axes = MinimumEllipsoid(corners);
  EXPECT_NEAR(axes[0], 3 * std::sqrt(3), 1e-4);
  EXPECT_NEAR(axes[1], 2 * std::sqrt(3), 1e-4);
  EXPECT_NEAR(axes[2], 1 * std::sqrt(3), 1e-4);
}

// Of a simplex: centred, with every corner at three inradii, so the volume is 8 sqrt(3) pi / ... of it; for
// the regular tetrahedron of edge a it is the circumsphere, of radius a sqrt(6) / 4.
TEST(MinimumEllipsoid, OfARegularTetrahedronIsItsCircumsphere) {
  const SemiAxes axes = MinimumEllipsoid({{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}});
  for (const double axis : axes) EXPECT_NEAR(axis, std::sqrt(3), 1e-4);
}

// Points on an ellipsoid that are everywhere on it, moved, turned about two axes, and others inside.
TEST(MinimumEllipsoid, IsTheEllipsoidThatThePointsCover) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  std::vector<std::array<double, 3>> points;
  for (int i = 0; i < 4000; ++i) {
    double x = normal(random), y = normal(random), z = normal(random);
    const double length = std::hypot(x, y, z) * (i % 4 == 0 ? 1.5 : 1);
    x *= 5 / length;
    y *= 2 / length;
    z *= 1 / length;
    const double u = std::cos(0.3) * x - std::sin(0.3) * y, v = std::sin(0.3) * x + std::cos(0.3) * y;
    points.push_back({100 + u, std::cos(1) * v - std::sin(1) * z, std::sin(1) * v + std::cos(1) * z});
  }
  const SemiAxes axes = MinimumEllipsoid(points);
  EXPECT_NEAR(axes[0], 5, 0.02);
  EXPECT_NEAR(axes[1], 2, 0.01);
  EXPECT_NEAR(axes[2], 1, 0.01);
}

}  // namespace
}  // namespace osteon::ibsi
