#include "site_agent/radiomics/ibsi/minimum_box.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace osteon::ibsi {
namespace {

constexpr std::size_t kBestBoxes = 24;  // that are turned further
constexpr double kSharp = 0.9;          // cosine; a direction half-way across a blunter edge adds little

double Dot(const Position& a, const Position& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Position Cross(const Position& a, const Position& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Position Normalised(const Position& a) {
  const double length = std::sqrt(Dot(a, a));
  return {a[0] / length, a[1] / length, a[2] / length};
}

struct Box {
  std::array<Position, 3> axes;
  BoxSides sides;
};

struct FlatPoint {
  double u, v;
};

// Coordinates apart, so that heights along an axis are computed several at once.
struct Vectors {
  explicit Vectors(const std::vector<Position>& vectors) {
    for (const Position& v : vectors) {
      x.push_back(v[0]);
      y.push_back(v[1]);
      z.push_back(v[2]);
    }
  }
  void Heights(const Position& axis, std::vector<double>* heights) const {
    heights->resize(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      (*heights)[i] = x[i] * axis[0] + y[i] * axis[1] + z[i] * axis[2];
    }
  }
  std::vector<double> x, y, z;
};

class BoxSearch {
 public:
  explicit BoxSearch(const ConvexHull& hull)
      : hull_(hull),
        size_(std::cbrt(AxisAlignedBox(hull).Volume())),
        normals_(hull.normals),
        vertices_(hull.vertices),
        faces_up_(hull.normals.size()),
        next_(hull.vertices.size()) {}

  // The smallest box with one axis given.
  Box SmallestAbout(const Position& axis) {
    FindOutline(axis);
    const Position u =
        Normalised(Cross(axis, std::abs(axis[0]) < 0.6 ? Position{1, 0, 0} : Position{0, 1, 0}));
    const Position v = Cross(axis, u);
    polygon_.clear();
    for (const std::size_t vertex : outline_) {
      const FlatPoint point{Dot(hull_.vertices[vertex], u), Dot(hull_.vertices[vertex], v)};
      if (polygon_.empty() || Apart(point, polygon_.back())) polygon_.push_back(point);
    }
    while (!Apart(polygon_.front(), polygon_.back())) polygon_.pop_back();
    const auto [side_u, side_v, along] = SmallestRectangle();
    vertices_.Heights(axis, &heights_);
    double low = heights_[0], high = heights_[0];
    for (const double height : heights_) {
      low = height < low ? height : low;
      high = height > high ? height : high;
    }
    Position turned;
    for (std::size_t i = 0; i < 3; ++i) turned[i] = along.u * u[i] + along.v * v[i];
    return {{axis, turned, Cross(axis, turned)}, {{high - low, side_u, side_v}}};
  }

 private:
  struct Rectangle {
    double along = 0, across = 0;
    FlatPoint direction{};  // of its first side, of length 1
  };

  // Vertices one behind the other differ by rounding, which calipers would take for the end of a rise.
  bool Apart(const FlatPoint& a, const FlatPoint& b) const {
    return std::hypot(a.u - b.u, a.v - b.v) > 1e-9 * size_;
  }

  // The edges between faces that look along the axis and faces that do not, as a closed line of vertices,
  // counter-clockwise against the axis.
  void FindOutline(const Position& axis) {
    normals_.Heights(axis, &heights_);
    for (std::size_t face = 0; face < heights_.size(); ++face) faces_up_[face] = heights_[face] > 1e-12;
    std::size_t count = 0, start = 0;
    for (const ConvexHull::Edge& edge : hull_.edges) {
      const bool up = faces_up_[edge.faces[0]] != 0;
      if (up == (faces_up_[edge.faces[1]] != 0)) continue;
      start = edge.ends[up ? 0 : 1];
      next_[start] = edge.ends[up ? 1 : 0];
      ++count;
    }
    outline_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      outline_.push_back(start);
      start = next_[start];
    }
  }

  // One of its sides lies on a side of the polygon (Freeman & Shapira, 1975). As the direction of that side
  // turns, so do the corners that are farthest along, against and across it.
  Rectangle SmallestRectangle() const {
    const std::size_t n = polygon_.size();
    Rectangle smallest;
    double smallest_area = std::numeric_limits<double>::infinity();
    std::size_t ahead = 0, across = 0, behind = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const FlatPoint &a = polygon_[i], &b = polygon_[(i + 1) % n];
      const double du = b.u - a.u, dv = b.v - a.v, length = std::sqrt(du * du + dv * dv);
      const FlatPoint along{du / length, dv / length}, up{-dv / length, du / length};
      const auto climb = [&](std::size_t from, const FlatPoint& direction) {
        const auto height = [&](std::size_t p) {
          return polygon_[p % n].u * direction.u + polygon_[p % n].v * direction.v;
        };
        for (std::size_t steps = 0; steps < n && height(from + 1) >= height(from); ++steps) ++from;
        return from;
      };
      const auto distance = [&](std::size_t p, const FlatPoint& direction) {
        return (polygon_[p % n].u - a.u) * direction.u + (polygon_[p % n].v - a.v) * direction.v;
      };
      ahead = climb(std::max(ahead, i + 1), along);
      across = climb(std::max(across, ahead), up);
      behind = climb(std::max(behind, across), {-along.u, -along.v});
      const double side_along = distance(ahead, along) - distance(behind, along);
      const double side_across = distance(across, up);
      if (side_along * side_across < smallest_area) {
        smallest_area = side_along * side_across;
        smallest = {side_along, side_across, along};
      }
    }
    return smallest;
  }

  const ConvexHull& hull_;
  double size_;  // of the hull, roughly
  Vectors normals_, vertices_;
  std::vector<double> heights_;
  std::vector<char> faces_up_;
  std::vector<std::size_t> next_, outline_;
  std::vector<FlatPoint> polygon_;
};

}  // namespace

BoxSides AxisAlignedBox(const ConvexHull& hull) {
  BoxSides box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto [low, high] =
        std::minmax_element(hull.vertices.begin(), hull.vertices.end(),
                            [&](const Position& a, const Position& b) { return a[axis] < b[axis]; });
    box.mm[axis] = (*high)[axis] - (*low)[axis];
  }
  return box;
}

BoxSides MinimumBox(const ConvexHull& hull) {
  BoxSearch search(hull);
  std::vector<Box> boxes;
  for (const Position& axis : {Position{1, 0, 0}, Position{0, 1, 0}, Position{0, 0, 1}}) {
    boxes.push_back(search.SmallestAbout(axis));
  }
  for (const Position& normal : hull.normals) boxes.push_back(search.SmallestAbout(normal));
  for (const ConvexHull::Edge& edge : hull.edges) {
    const Position &a = hull.normals[edge.faces[0]], &b = hull.normals[edge.faces[1]];
    if (Dot(a, b) > kSharp) continue;
    boxes.push_back(search.SmallestAbout(Normalised({a[0] + b[0], a[1] + b[1], a[2] + b[2]})));
  }
  const auto smaller = [](const Box& a, const Box& b) { return a.sides.Volume() < b.sides.Volume(); };
  const std::size_t best = std::min(kBestBoxes, boxes.size());
  std::partial_sort(boxes.begin(), boxes.begin() + static_cast<std::ptrdiff_t>(best), boxes.end(), smaller);
  boxes.resize(best);
  for (Box& box : boxes) {
    for (bool turned = true; turned;) {
      turned = false;
      for (std::size_t axis = 0; axis < 3 && !turned; ++axis) {
        const Box other = search.SmallestAbout(box.axes[axis]);
        if (other.sides.Volume() >= box.sides.Volume() * (1 - 1e-12)) continue;
        box = other;
        turned = true;
      }
    }
  }
  const Box& smallest = *std::min_element(boxes.begin(), boxes.end(), smaller);
  const BoxSides aligned = AxisAlignedBox(hull);
  return aligned.Volume() <= smallest.sides.Volume() ? aligned : smallest.sides;
}

}  // namespace osteon::ibsi
