#include "site_agent/radiomics/ibsi/convex_hull.h"

#include <cmath>
#include <map>
#include <numeric>

#include "site_agent/radiomics/outermost_vertices.h"

namespace osteon::ibsi {
namespace {

Position Cross(const Position& a, const Position& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Position Minus(const Position& a, const Position& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

// The plane's direction, the same for all triangles of a flat face.
GridPoint DirectionOf(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  const GridPoint ab{b[0] - a[0], b[1] - a[1], b[2] - a[2]}, ac{c[0] - a[0], c[1] - a[1], c[2] - a[2]};
  GridPoint normal{ab[1] * ac[2] - ab[2] * ac[1], ab[2] * ac[0] - ab[0] * ac[2],
                   ab[0] * ac[1] - ab[1] * ac[0]};
  const std::int64_t common = std::gcd(normal[0], std::gcd(normal[1], normal[2]));
  for (std::int64_t& value : normal) value /= common;
  return normal;
}

// Corners of the convex hull of points of a plane z, in ascending order of y: Andrew's monotone chain. Only
// strict turns stay.
std::vector<GridPoint> FlatHull(const std::vector<GridPoint>& points) {
  if (points.size() < 3) return points;
  std::vector<GridPoint> hull;
  const auto add = [&](const GridPoint& p, std::size_t keep) {
    while (hull.size() >= keep + 2) {
      const GridPoint &a = hull[hull.size() - 2], &b = hull.back();
      if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
      hull.pop_back();
    }
    hull.push_back(p);
  };
  for (const GridPoint& point : points) add(point, 0);
  const std::size_t lower = hull.size() - 1;
  for (auto point = points.rbegin() + 1; point != points.rend(); ++point) add(*point, lower);
  hull.pop_back();  // the first point again
  return hull;
}

}  // namespace

ConvexHull HullOf(const std::vector<GridPoint>& points, const std::array<double, 3>& unit_mm) {
  const std::vector<std::array<std::size_t, 3>> triangles = HullTriangles(points);
  std::vector<Position> positions;
  for (const GridPoint& p : points) {
    positions.push_back({static_cast<double>(p[0]) * unit_mm[0], static_cast<double>(p[1]) * unit_mm[1],
                         static_cast<double>(p[2]) * unit_mm[2]});
  }
  ConvexHull hull;
  std::map<GridPoint, std::size_t> face_of_direction;
  std::map<std::array<std::size_t, 2>, std::size_t> face_of_side;  // from one point to the next
  const Position origin = positions[triangles[0][0]];  // near the hull, so that volumes lose no digits
  for (const auto& [a, b, c] : triangles) {
    const auto [found, is_new] =
        face_of_direction.try_emplace(DirectionOf(points[a], points[b], points[c]), hull.normals.size());
    const Position cross = Cross(Minus(positions[b], positions[a]), Minus(positions[c], positions[a]));
    const double length = std::hypot(cross[0], cross[1], cross[2]);
    if (is_new) hull.normals.push_back({cross[0] / length, cross[1] / length, cross[2] / length});
    hull.area_mm2 += length / 2;
    const Position from_origin = Minus(positions[a], origin);
    hull.volume_mm3 +=
        (from_origin[0] * cross[0] + from_origin[1] * cross[1] + from_origin[2] * cross[2]) / 6;
    face_of_side[{a, b}] = face_of_side[{b, c}] = face_of_side[{c, a}] = found->second;
  }
  for (const auto& [side, face] : face_of_side) {
    const std::size_t other = face_of_side.at({side[1], side[0]});
    if (face >= other) continue;
    hull.edges.push_back({side, {face, other}});
  }
  std::vector<bool> used(points.size(), false);
  for (const ConvexHull::Edge& edge : hull.edges) used[edge.ends[0]] = used[edge.ends[1]] = true;
  std::vector<std::size_t> vertex_of(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!used[i]) continue;  // inside a face
    vertex_of[i] = hull.vertices.size();
    hull.vertices.push_back(positions[i]);
  }
  for (ConvexHull::Edge& edge : hull.edges) {
    for (std::size_t& end : edge.ends) end = vertex_of[end];
  }
  return hull;
}

// The corners of the hulls of all planes of equal z: the corners of the whole hull are among them.
ConvexHull HullOfMesh(const Region& region) {
  const OutermostVertices vertices = FindOutermostVertices(region);
  std::vector<GridPoint> corners, line;
  for (std::size_t z = 0; z < vertices.size[2]; ++z) {
    line.clear();
    for (std::size_t y = 0; y < vertices.size[1]; ++y) {
      const Extremes& ends = vertices.along_x[y + vertices.size[1] * z];
      if (ends.last < 0) continue;
      const auto at_y = static_cast<std::int64_t>(y), at_z = static_cast<std::int64_t>(z);
      line.push_back({ends.first, at_y, at_z});
      if (ends.last != ends.first) line.push_back({ends.last, at_y, at_z});
    }
    const std::vector<GridPoint> hull = FlatHull(line);
    corners.insert(corners.end(), hull.begin(), hull.end());
  }
  return HullOf(corners, {region.spacing_mm[0] / 2, region.spacing_mm[1] / 2, region.spacing_mm[2] / 2});
}

}  // namespace osteon::ibsi
