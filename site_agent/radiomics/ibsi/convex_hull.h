// The convex hull of a region's mesh.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_CONVEX_HULL_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_CONVEX_HULL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon::ibsi {

using GridPoint = std::array<std::int64_t, 3>;
using Position = std::array<double, 3>;  // mm

// The triangles of the hull of points with whole coordinates, as three of their indices each,
// counter-clockwise seen from outside. Exact: no rounding. Points inside a face or an edge of the hull may be
// corners of its triangles. The points do not all lie in one plane; coordinates stay below a million.
//
// Source: Barber, Dobkin & Huhdanpaa, The Quickhull algorithm for convex hulls, ACM TOMS 22 (1996).
std::vector<std::array<std::size_t, 3>> HullTriangles(const std::vector<GridPoint>& points);

struct ConvexHull {
  struct Edge {
    std::array<std::size_t, 2> ends;   // vertices
    std::array<std::size_t, 2> faces;  // that of ends[0] to ends[1] counter-clockwise, and the other one
  };
  std::vector<Position> vertices;  // corners; points inside an edge may be among them
  std::vector<Position> normals;   // of the flat faces, outwards, of length 1
  std::vector<Edge> edges;         // between different faces; one may come in several pieces
  double volume_mm3 = 0;
  double area_mm2 = 0;
};

// Of the points scaled by `unit_mm` along each axis; conditions as above.
ConvexHull HullOf(const std::vector<GridPoint>& points, const std::array<double, 3>& unit_mm);

// Of the vertices of the region's mesh (mesh.h). The region has at least one voxel, and so a mesh with an
// inside.
ConvexHull HullOfMesh(const Region& region);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_CONVEX_HULL_H_
