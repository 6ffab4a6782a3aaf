#include "site_agent/radiomics/pyradiomics/shape2d.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "site_agent/radiomics/eigenvalues.h"

namespace osteon {
namespace {

using Point = std::array<double, 2>;

// The one slice, rows being the axis that comes later in (x, y, z).
struct Slice {
  std::size_t rows, columns;
  Point spacing_mm;
  std::vector<std::uint8_t> mask;  // row by row

  bool Inside(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return row >= 0 && column >= 0 && row < static_cast<std::ptrdiff_t>(rows) &&
           column < static_cast<std::ptrdiff_t>(columns) &&
           mask[static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column)] != 0;
  }
};

struct Outline {
  double perimeter_mm = 0, surface_mm2 = 0;
  std::vector<Point> points;  // the ends of its lines
};

Outline Trace(const Slice& slice) {
  Outline outline;
  std::array<std::vector<std::array<int, 2>>, 16> lines;
  for (unsigned corners = 0; corners < 16; ++corners) lines[corners] = SquareLines(corners);
  for (std::ptrdiff_t row = -1; row < static_cast<std::ptrdiff_t>(slice.rows); ++row) {
    for (std::ptrdiff_t column = -1; column < static_cast<std::ptrdiff_t>(slice.columns); ++column) {
      unsigned corners = 0;
      for (std::size_t c = 0; c < 4; ++c) {
        if (slice.Inside(row + kSquareCorners[c][0], column + kSquareCorners[c][1])) corners |= 1U << c;
      }
      const auto middle = [&](int edge) {
        const auto &a = kSquareCorners[static_cast<std::size_t>(edge)],
                   &b = kSquareCorners[static_cast<std::size_t>((edge + 1) % 4)];
        return Point{(static_cast<double>(row) + 0.5 * (a[0] + b[0])) * slice.spacing_mm[0],
                     (static_cast<double>(column) + 0.5 * (a[1] + b[1])) * slice.spacing_mm[1]};
      };
      for (const auto& [from, to] : lines[corners]) {
        const Point a = middle(from), b = middle(to);
        outline.surface_mm2 += (a[0] * b[1] - b[0] * a[1]) / 2;
        outline.perimeter_mm += std::hypot(a[0] - b[0], a[1] - b[1]);
        outline.points.push_back(a);  // each end of a line is the beginning of another
      }
    }
  }
  return outline;
}

// The corners of the convex hull (Andrew's monotone chain).
std::vector<Point> Hull(std::vector<Point> points) {
  std::sort(points.begin(), points.end());
  const auto right_turn = [](const Point& a, const Point& b, const Point& c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0;
  };
  std::vector<Point> hull;
  for (int side = 0; side < 2; ++side) {
    const std::size_t begin = hull.size();
    for (const Point& point : points) {
      while (hull.size() >= begin + 2 && right_turn(hull[hull.size() - 2], hull.back(), point))
        hull.pop_back();
      hull.push_back(point);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

double Diameter(const std::vector<Point>& points) {
  const std::vector<Point> hull = Hull(points);
  double largest = 0;
  for (const Point& a : hull) {
    for (const Point& b : hull) {
      const double d0 = a[0] - b[0], d1 = a[1] - b[1];
      largest = std::max(largest, d0 * d0 + d1 * d1);
    }
  }
  return std::sqrt(largest);
}

// Ascending eigenvalues, in mm2, of the covariance of pixel centres. Sums are of whole numbers and so exact.
std::vector<double> PrincipalVariances(const Slice& slice, double n) {
  double r = 0, c = 0, rr = 0, rc = 0, cc = 0;
  for (std::size_t row = 0; row < slice.rows; ++row) {
    for (std::size_t column = 0; column < slice.columns; ++column) {
      if (slice.mask[row * slice.columns + column] == 0) continue;
      const auto y = static_cast<double>(row), x = static_cast<double>(column);
      r += y;
      c += x;
      rr += y * y;
      rc += y * x;
      cc += x * x;
    }
  }
  const auto [a, b] = slice.spacing_mm;
  const double off = (rc / n - r / n * (c / n)) * a * b;
  std::vector<double> values = SymmetricEigenvalues(
      {(rr / n - r / n * (r / n)) * a * a, off, off, (cc / n - c / n * (c / n)) * b * b}, 2);
  for (double& value : values) {
    if (value < 0 && value > -1e-10) value = 0;  // a line, up to rounding
  }
  return values;
}

}  // namespace

std::vector<std::array<int, 2>> SquareLines(unsigned corners) {
  std::vector<std::array<int, 2>> lines;
  const auto set = [&](int corner) { return (corners >> ((corner + 4) % 4) & 1U) != 0; };
  for (int first = 0; first < 4; ++first) {
    if (!set(first) || set(first - 1)) continue;
    int last = first;  // of the run of set corners
    while (last < first + 3 && set((last + 1) % 4)) ++last;
    lines.push_back({(first + 3) % 4, last % 4});
  }
  return lines;
}

absl::StatusOr<Features> ComputeShape2D(const Region& region, std::size_t flat_axis) {
  const double nan = std::nan("");
  Features features{{"Elongation", nan},
                    {"MajorAxisLength", nan},
                    {"MaximumDiameter", nan},
                    {"MeshSurface", nan},
                    {"MinorAxisLength", nan},
                    {"Perimeter", nan},
                    {"PerimeterSurfaceRatio", nan},
                    {"PixelSurface", nan},
                    {"Sphericity", nan},
                    {"SphericalDisproportion", nan}};
  if (region.size[2 - flat_axis] == 1) return features;
  if (region.size[flat_axis] > 1) {
    return absl::InvalidArgumentError(absl::StrCat("shape2D needs a region of one slice; this one has ",
                                                   region.size[flat_axis], " along force2Ddimension ",
                                                   2 - flat_axis, "; leave shape2D out of featureClass"));
  }
  const std::size_t column_axis = flat_axis == 0 ? 1 : 0, row_axis = flat_axis == 2 ? 1 : 2;
  const Slice slice{region.size[row_axis],
                    region.size[column_axis],
                    {region.spacing_mm[row_axis], region.spacing_mm[column_axis]},
                    region.mask};  // of one slice, so in the order of rows and columns
  const Outline outline = Trace(slice);
  const auto n = static_cast<double>(region.voxel_count);
  const std::vector<double> variances = PrincipalVariances(slice, n);
  const double sphericity = 2 * std::sqrt(std::numbers::pi * outline.surface_mm2) / outline.perimeter_mm;
  const std::array<double, 10> values{std::sqrt(variances[0] / variances[1]),
                                      4 * std::sqrt(variances[1]),
                                      Diameter(outline.points),
                                      outline.surface_mm2,
                                      4 * std::sqrt(variances[0]),
                                      outline.perimeter_mm,
                                      outline.perimeter_mm / outline.surface_mm2,
                                      n * slice.spacing_mm[0] * slice.spacing_mm[1],
                                      sphericity,
                                      1 / sphericity};
  for (std::size_t i = 0; i < values.size(); ++i) features[i].value = values[i];
  return features;
}

}  // namespace osteon
