#include "site_agent/radiomics/diameters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "site_agent/radiomics/outermost_vertices.h"

namespace osteon {
namespace {

struct FlatPoint {
  double u, v;  // mm
};

double Turn(const FlatPoint& a, const FlatPoint& b, const FlatPoint& c) {
  return (b.u - a.u) * (c.v - a.v) - (b.v - a.v) * (c.u - a.u);
}

// Corners of the convex hull of points that come with ascending v (Andrew's monotone chain).
std::vector<FlatPoint> ConvexHull(const std::vector<FlatPoint>& points) {
  if (points.size() < 3) return points;
  std::vector<FlatPoint> hull;
  const auto add = [&](const FlatPoint& point, std::size_t keep) {
    while (hull.size() >= keep + 2 && Turn(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
    hull.push_back(point);
  };
  for (const FlatPoint& point : points) add(point, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto point = points.rbegin() + 1; point != points.rend(); ++point) add(*point, lower);
  hull.pop_back();  // the first point again
  return hull;
}

double SquaredDiameter(const std::vector<FlatPoint>& points) {
  double largest = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double du = points[i].u - points[j].u, dv = points[i].v - points[j].v;
      largest = std::max(largest, du * du + dv * dv);
    }
  }
  return largest;
}

// The vertices of one plane: lines at v = 0, 1, ... hold points at their extremes of u.
template <typename LineAt>
std::vector<FlatPoint> PlanePoints(std::size_t lines, double half_u, double half_v, LineAt line_at) {
  std::vector<FlatPoint> points;
  for (std::size_t v = 0; v < lines; ++v) {
    const Extremes& line = line_at(v);
    if (line.last < 0) continue;
    const double at = static_cast<double>(v) * half_v;
    points.push_back({line.first * half_u, at});
    if (line.last != line.first) points.push_back({line.last * half_u, at});
  }
  return points;
}

struct Corner {
  double x, y, z, radius;  // radius: distance from the middle of the box
};

// Farthest pair: points come in order of their distance from the middle, and two points are never farther
// apart than the sum of those distances, which ends nearly every search at once.
double SquaredDiameter(std::vector<Corner> points, double mid_x, double mid_y, double mid_z) {
  for (Corner& p : points) {
    p.radius = std::sqrt((p.x - mid_x) * (p.x - mid_x) + (p.y - mid_y) * (p.y - mid_y) +
                         (p.z - mid_z) * (p.z - mid_z));
  }
  std::sort(points.begin(), points.end(),
            [](const Corner& a, const Corner& b) { return a.radius > b.radius; });
  double largest = 0, reach = 0;  // reach is the largest distance so far, a little less for rounding
  for (std::size_t i = 0; i < points.size() && 2 * points[i].radius >= reach; ++i) {
    for (std::size_t j = i + 1; j < points.size() && points[i].radius + points[j].radius >= reach; ++j) {
      const double dx = points[i].x - points[j].x, dy = points[i].y - points[j].y,
                   dz = points[i].z - points[j].z;
      const double squared = dx * dx + dy * dy + dz * dz;
      if (squared > largest) {
        largest = squared;
        reach = std::sqrt(squared) * (1 - 1e-12);
      }
    }
  }
  return largest;
}

}  // namespace

Diameters MeasureDiameters(const Region& region) {
  const OutermostVertices vertices = FindOutermostVertices(region);
  const std::size_t nx = vertices.size[0], ny = vertices.size[1], nz = vertices.size[2];
  const double half_x = region.spacing_mm[0] / 2, half_y = region.spacing_mm[1] / 2,
               half_z = region.spacing_mm[2] / 2;
  double slice = 0, column = 0, row = 0;

  std::vector<Corner>
      corners;  // of the hulls of all planes with equal z: the solid's farthest points are among them
  for (std::size_t z = 0; z < nz; ++z) {
    const std::vector<FlatPoint> hull = ConvexHull(PlanePoints(
        ny, half_x, half_y, [&](std::size_t y) -> const Extremes& { return vertices.along_x[y + ny * z]; }));
    slice = std::max(slice, SquaredDiameter(hull));
    for (const FlatPoint& p : hull) corners.push_back({p.u, p.v, static_cast<double>(z) * half_z, 0});
  }
  for (std::size_t y = 0; y < ny; ++y) {
    column = std::max(
        column,
        SquaredDiameter(ConvexHull(PlanePoints(nz, half_x, half_z, [&](std::size_t z) -> const Extremes& {
          return vertices.along_x[y + ny * z];
        }))));
  }
  for (std::size_t x = 0; x < nx; ++x) {
    row = std::max(row, SquaredDiameter(
                            ConvexHull(PlanePoints(nz, half_y, half_z, [&](std::size_t z) -> const Extremes& {
                              return vertices.along_y[x + nx * z];
                            }))));
  }
  const double solid =
      SquaredDiameter(std::move(corners), static_cast<double>(nx) * half_x / 2,
                      static_cast<double>(ny) * half_y / 2, static_cast<double>(nz) * half_z / 2);
  return {std::sqrt(solid), std::sqrt(slice), std::sqrt(column), std::sqrt(row)};
}

}  // namespace osteon
