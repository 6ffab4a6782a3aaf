#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include "site_agent/radiomics/ibsi/convex_hull.h"

namespace osteon::ibsi {
namespace {

GridPoint Minus(const GridPoint& a, const GridPoint& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

GridPoint Cross(const GridPoint& a, const GridPoint& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

std::int64_t Dot(const GridPoint& a, const GridPoint& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

struct Face {
  std::array<std::size_t, 3> corners;
  std::array<std::size_t, 3> neighbours{};  // across the edges from corner 0, 1 and 2
  GridPoint normal{};
  std::int64_t offset = 0;           // of the plane: points above it are outside
  std::vector<std::size_t> outside;  // points above this face and, when it was made, given to no other
  bool alive = true;
};

class Quickhull {
 public:
  explicit Quickhull(const std::vector<GridPoint>& points) : points_(points), face_from_(points.size()) {}

  std::vector<std::array<std::size_t, 3>> Run() {
    MakeFirstTetrahedron();
    for (std::size_t face = 0; face < faces_.size(); ++face) {
      if (faces_[face].alive && !faces_[face].outside.empty()) AddFarthestPoint(face);
    }
    std::vector<std::array<std::size_t, 3>> triangles;
    for (const Face& face : faces_) {
      if (face.alive) triangles.push_back(face.corners);
    }
    return triangles;
  }

 private:
  std::int64_t Height(const Face& face, std::size_t point) const {
    return Dot(face.normal, points_[point]) - face.offset;
  }

  std::size_t AddFace(std::size_t a, std::size_t b, std::size_t c) {
    Face face;
    face.corners = {a, b, c};
    face.normal = Cross(Minus(points_[b], points_[a]), Minus(points_[c], points_[a]));
    face.offset = Dot(face.normal, points_[a]);
    faces_.push_back(std::move(face));
    return faces_.size() - 1;
  }

  // The point for which `measure` is largest.
  template <typename Measure>
  std::size_t Farthest(Measure measure) const {
    std::size_t best = 0;
    auto largest = measure(points_[0]);
    for (std::size_t i = 1; i < points_.size(); ++i) {
      const auto value = measure(points_[i]);
      if (value > largest) {
        largest = value;
        best = i;
      }
    }
    return best;
  }

  void MakeFirstTetrahedron() {
    const std::size_t a = Farthest([](const GridPoint& p) { return p[0]; });
    std::size_t b =
        Farthest([&](const GridPoint& p) { return Dot(Minus(p, points_[a]), Minus(p, points_[a])); });
    const GridPoint ab = Minus(points_[b], points_[a]);
    std::size_t c = Farthest([&](const GridPoint& p) {  // lengths, so that squares of squares do not overflow
      const GridPoint cross = Cross(ab, Minus(p, points_[a]));
      double squared = 0;
      for (const std::int64_t value : cross)
        squared += static_cast<double>(value) * static_cast<double>(value);
      return squared;
    });
    const GridPoint normal = Cross(ab, Minus(points_[c], points_[a]));
    const std::size_t d =
        Farthest([&](const GridPoint& p) { return std::abs(Dot(normal, Minus(p, points_[a]))); });
    if (Dot(normal, Minus(points_[d], points_[a])) > 0) std::swap(b, c);  // d lies below (a, b, c)
    AddFace(a, b, c);
    AddFace(a, d, b);
    AddFace(b, d, c);
    AddFace(c, d, a);
    faces_[0].neighbours = {1, 2, 3};
    faces_[1].neighbours = {3, 2, 0};
    faces_[2].neighbours = {1, 3, 0};
    faces_[3].neighbours = {2, 1, 0};
    std::vector<std::size_t> all(points_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    Distribute(all, 0);
  }

  // Gives each point to the first of the faces from `first` on that it is outside of; others are inside.
  void Distribute(const std::vector<std::size_t>& points, std::size_t first) {
    for (const std::size_t point : points) {
      for (std::size_t face = first; face < faces_.size(); ++face) {
        if (Height(faces_[face], point) > 0) {
          faces_[face].outside.push_back(point);
          break;
        }
      }
    }
  }

  // All faces that see the point go; new ones join it to the edges around them. A face in whose plane the
  // point lies does not see it and stays.
  void AddFarthestPoint(std::size_t start) {
    const std::vector<std::size_t>& outside = faces_[start].outside;
    const std::size_t point = *std::max_element(
        outside.begin(), outside.end(),
        [&](std::size_t a, std::size_t b) { return Height(faces_[start], a) < Height(faces_[start], b); });
    std::vector<std::size_t> visible{start}, orphans;
    faces_[start].alive = false;
    const std::size_t first_new = faces_.size();
    for (std::size_t i = 0; i < visible.size(); ++i) {
      for (std::size_t side = 0; side < 3; ++side) {
        const std::size_t face = visible[i];
        const std::size_t neighbour = faces_[face].neighbours[side];
        if (!faces_[neighbour].alive) continue;  // seen already
        if (Height(faces_[neighbour], point) > 0) {
          faces_[neighbour].alive = false;
          visible.push_back(neighbour);
        }
      }
    }
    for (const std::size_t face : visible) {
      for (std::size_t side = 0; side < 3; ++side) {
        const std::size_t neighbour = faces_[face].neighbours[side];
        if (!faces_[neighbour].alive) continue;
        const std::size_t from = faces_[face].corners[side], to = faces_[face].corners[(side + 1) % 3];
        const std::size_t added = AddFace(from, to, point);
        faces_[added].neighbours[0] = neighbour;
        for (std::size_t s = 0; s < 3; ++s) {
          if (faces_[neighbour].corners[s] == to) faces_[neighbour].neighbours[s] = added;
        }
        face_from_[from] = added;
      }
      orphans.insert(orphans.end(), faces_[face].outside.begin(), faces_[face].outside.end());
      faces_[face].outside = {};
    }
    for (std::size_t face = first_new; face < faces_.size(); ++face) {
      const std::size_t next = face_from_[faces_[face].corners[1]];
      faces_[face].neighbours[1] = next;
      faces_[next].neighbours[2] = face;
    }
    Distribute(orphans, first_new);
  }

  const std::vector<GridPoint>& points_;
  std::vector<Face> faces_;
  std::vector<std::size_t> face_from_;  // of the newest faces, the one whose first corner is the point
};

}  // namespace

std::vector<std::array<std::size_t, 3>> HullTriangles(const std::vector<GridPoint>& points) {
  return Quickhull(points).Run();
}

}  // namespace osteon::ibsi
