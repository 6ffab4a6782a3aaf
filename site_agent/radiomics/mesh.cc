#include "site_agent/radiomics/mesh.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace osteon {
namespace {

using Point = std::array<double, 3>;
using Triangle = std::array<int, 3>;
using Polygon = std::vector<int>;  // edges of the cube, in order

// The corners of each face, counter-clockwise as seen from outside the cube.
constexpr std::array<std::array<int, 4>, 6> kFaces{
    {{0, 3, 2, 1}, {4, 5, 6, 7}, {0, 1, 5, 4}, {2, 3, 7, 6}, {1, 2, 6, 5}, {0, 4, 7, 3}}};

// How polygons of five and more corners are cut: pairs of edges of the cube, as hexadecimal digits. A polygon
// of four is flat, so it does not matter how that is cut.
struct Cut {
  unsigned corners;
  std::string_view chords;
};
constexpr Cut kCuts[] = {
    {7, "28 8a"},         {11, "1b 9b"},       {13, "0a 8a"},        {14, "39 9b"},     {19, "14 17"},
    {23, "27 29 79"},     {25, "24 4b"},       {27, "29 4b 9b"},     {29, "14 1b 4b"},  {30, "39 9b"},
    {31, "4b 9b"},        {35, "35 58"},       {38, "24 25"},        {39, "25 34 35"},  {43, "25 28 58"},
    {45, "0a 8a"},        {46, "05 0b 5b"},    {47, "58 8a"},        {49, "35 39"},     {50, "07 17"},
    {53, "35 39"},        {54, "25 28 58"},    {55, "25 35"},        {57, "27 29 79"},  {58, "17 18"},
    {59, "17 1b"},        {61, "05 07 0a 0b"}, {62, "05 07 0a 0b"},  {70, "06 69"},     {71, "25 28 58"},
    {75, "1b 9b"},        {76, "35 36"},       {77, "05 0b 5b"},     {78, "05 06 36"},  {79, "69 9b"},
    {83, "14 17"},        {86, "06 69"},       {87, "29 39 69 79"},  {89, "24 4b"},     {91, "29 4b 9b"},
    {92, "35 36"},        {93, "0b 1b 4b 5b"}, {94, "05 06 36"},     {95, "69 79 9b"},  {98, "06 0a"},
    {99, "16 18 68"},     {100, "14 24"},      {101, "14 24"},       {103, "24 28"},    {106, "06 0a"},
    {107, "14 16 18 1b"}, {108, "36 39 69"},   {109, "14 16 18 1b"}, {110, "06 36"},    {112, "7a 8a"},
    {113, "07 0a 7a"},    {114, "17 18 7a"},   {115, "17 7a"},       {116, "16 18 68"}, {117, "29 39 69 79"},
    {118, "06 07"},       {120, "7a 8a"},      {121, "07 27 79 7a"}, {122, "17 18 7a"}, {123, "16 17 1b"},
    {124, "16 36 68 69"}, {126, "06 07 0b"},
};

int EdgeBetween(int a, int b) {
  for (int edge = 0; edge < 12; ++edge) {
    const auto& [from, to] = kCubeEdges[static_cast<std::size_t>(edge)];
    if ((from == a && to == b) || (from == b && to == a)) return edge;
  }
  return -1;
}

// The closed polygons in which the surface meets the cube's edges. On each face a segment goes round each run
// of set corners; segments of neighbouring faces meet on the edge they share.
std::vector<Polygon> TracePolygons(unsigned corners) {
  const auto set = [&](int corner) { return (corners >> corner & 1U) != 0; };
  std::array<int, 12> next;
  next.fill(-1);
  for (const auto& face : kFaces) {
    for (std::size_t i = 0; i < 4; ++i) {
      if (set(face[i]) || !set(face[(i + 1) % 4])) continue;  // not where a run of set corners begins
      std::size_t end = i + 1;
      while (set(face[(end + 1) % 4])) ++end;
      const int begin_edge = EdgeBetween(face[i], face[(i + 1) % 4]);
      const int end_edge = EdgeBetween(face[end % 4], face[(end + 1) % 4]);
      next[static_cast<std::size_t>(begin_edge)] = end_edge;
    }
  }
  std::vector<Polygon> polygons;
  for (std::size_t start = 0; start < 12; ++start) {
    if (next[start] < 0) continue;
    Polygon polygon;
    for (int edge = static_cast<int>(start); next[static_cast<std::size_t>(edge)] >= 0;) {
      polygon.push_back(edge);
      edge = std::exchange(next[static_cast<std::size_t>(edge)], -1);
    }
    polygons.push_back(polygon);
  }
  return polygons;
}

int EdgeOf(char digit) {
  return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

// Cuts along the first chord that joins two corners of the polygon, then the two parts likewise.
void CutPolygon(const Polygon& polygon, std::string_view chords, std::vector<Triangle>* triangles) {
  if (polygon.size() == 3) {
    triangles->push_back({polygon[0], polygon[1], polygon[2]});
    return;
  }
  std::ptrdiff_t from = 0, to = 2;  // for a flat polygon of four
  for (std::size_t i = 0; i + 1 < chords.size(); i += 3) {
    const auto find = [&](char edge) {
      return std::find(polygon.begin(), polygon.end(), EdgeOf(edge)) - polygon.begin();
    };
    const auto size = static_cast<std::ptrdiff_t>(polygon.size());
    const auto [low, high] = std::minmax({find(chords[i]), find(chords[i + 1])});
    if (high == size || high - low < 2 || high - low > size - 2)
      continue;  // elsewhere, or a side of this part
    from = low;
    to = high;
    break;
  }
  Polygon one(polygon.begin() + from, polygon.begin() + to + 1);
  Polygon other(polygon.begin() + to, polygon.end());
  other.insert(other.end(), polygon.begin(), polygon.begin() + from + 1);
  CutPolygon(one, chords, triangles);
  CutPolygon(other, chords, triangles);
}

Point Cross(const Point& a, const Point& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

double Dot(const Point& a, const Point& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// What one kind of cube adds, so that the mesh of millions of cubes needs only a count of each kind. A
// triangle (a, b, c) moved by p has det(a+p, b+p, c+p) = det(a, b, c) + p . (a x b + b x c + c x a).
struct CubeMeasures {
  double area = 0;
  double determinant = 0;  // at the origin
  Point normal{};          // a x b + b x c + c x a, summed
};

CubeMeasures MeasureCube(unsigned corners, const Point& spacing) {
  CubeMeasures cube;
  const auto vertex = [&](int edge) {
    const auto& ends = kCubeEdges[static_cast<std::size_t>(edge)];
    Point point;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      point[axis] = spacing[axis] * 0.5 *
                    (kCubeCorners[static_cast<std::size_t>(ends[0])][axis] +
                     kCubeCorners[static_cast<std::size_t>(ends[1])][axis]);
    }
    return point;
  };
  for (const Triangle& triangle : CubeTriangles(corners)) {
    const Point a = vertex(triangle[0]), b = vertex(triangle[1]), c = vertex(triangle[2]);
    const Point ab = Cross(a, b), bc = Cross(b, c), ca = Cross(c, a);
    const Point normal{ab[0] + bc[0] + ca[0], ab[1] + bc[1] + ca[1], ab[2] + bc[2] + ca[2]};
    cube.area += 0.5 * std::sqrt(Dot(normal, normal));
    cube.determinant += Dot(ab, c);
    for (std::size_t axis = 0; axis < 3; ++axis) cube.normal[axis] += normal[axis];
  }
  return cube;
}

struct CubeCount {
  std::int64_t cubes = 0;
  std::array<std::int64_t, 3> position{};  // summed, in voxels of the padded box
};

// One pass over the cubes of the box with a margin of one voxel.
std::array<CubeCount, 256> CountCubes(const Region& region) {
  const std::size_t nx = region.size[0] + 2, ny = region.size[1] + 2, nz = region.size[2] + 2;
  std::array<CubeCount, 256> counts{};
  std::vector<std::uint8_t> padded(nx * ny * nz, 0);
  for (std::size_t z = 0; z < region.size[2]; ++z) {
    for (std::size_t y = 0; y < region.size[1]; ++y) {
      const std::uint8_t* row = region.mask.data() + region.size[0] * (y + region.size[1] * z);
      std::copy(row, row + region.size[0],
                padded.begin() + static_cast<std::ptrdiff_t>(1 + nx * (y + 1 + ny * (z + 1))));
    }
  }
  // Four rows make a row of cubes; a column of four voxels gives corners 0, 3, 4, 7 of one cube and 1, 2, 5,
  // 6 of the one before.
  for (std::size_t z = 0; z + 1 < nz; ++z) {
    for (std::size_t y = 0; y + 1 < ny; ++y) {
      const std::uint8_t* near_low = padded.data() + nx * (y + ny * z);
      const std::uint8_t* near_high = near_low + nx;
      const std::uint8_t* far_low = near_low + nx * ny;
      const std::uint8_t* far_high = far_low + nx;
      for (std::size_t x = 0; x + 1 < nx; ++x) {
        const unsigned corners = static_cast<unsigned>(
            near_low[x] | near_low[x + 1] << 1 | near_high[x + 1] << 2 | near_high[x] << 3 | far_low[x] << 4 |
            far_low[x + 1] << 5 | far_high[x + 1] << 6 | far_high[x] << 7);
        if (corners == 0 || corners == 255) continue;
        CubeCount& count = counts[corners];
        ++count.cubes;
        count.position[0] += static_cast<std::int64_t>(x);
        count.position[1] += static_cast<std::int64_t>(y);
        count.position[2] += static_cast<std::int64_t>(z);
      }
    }
  }
  return counts;
}

}  // namespace

std::vector<std::array<int, 3>> CubeTriangles(unsigned corners) {
  const bool complement = (corners & 128U) != 0;
  const unsigned shown = complement ? corners ^ 255U : corners;
  const auto* cut =
      std::find_if(std::begin(kCuts), std::end(kCuts), [&](const Cut& c) { return c.corners == shown; });
  const std::string_view chords = cut == std::end(kCuts) ? std::string_view() : cut->chords;
  std::vector<Triangle> triangles;
  for (const Polygon& polygon : TracePolygons(shown)) CutPolygon(polygon, chords, &triangles);
  if (complement) {
    for (Triangle& triangle : triangles) std::swap(triangle[1], triangle[2]);
  }
  return triangles;
}

MeshMeasures MeasureMesh(const Region& region) {
  const std::array<CubeCount, 256> counts = CountCubes(region);
  MeshMeasures mesh;
  double determinant = 0;
  for (unsigned corners = 1; corners < 255; ++corners) {
    const CubeCount& count = counts[corners];
    if (count.cubes == 0) continue;
    const CubeMeasures cube = MeasureCube(corners, region.spacing_mm);
    const auto cubes = static_cast<double>(count.cubes);
    mesh.area_mm2 += cubes * cube.area;
    determinant += cubes * cube.determinant;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      determinant += static_cast<double>(count.position[axis]) * region.spacing_mm[axis] * cube.normal[axis];
    }
  }
  mesh.volume_mm3 = determinant / 6;
  return mesh;
}

}  // namespace osteon
