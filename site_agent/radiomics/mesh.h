// The surface of a region by marching cubes: its area and the volume inside.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_MESH_H_
#define OSTEON_SITE_AGENT_RADIOMICS_MESH_H_

#include <array>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon {

struct MeshMeasures {
  double volume_mm3 = 0;  // sum of signed tetrahedra (IBSI RNU0)
  double area_mm2 = 0;    // sum of triangles (IBSI C0JK)
};

// A cube between eight voxel centres. Corner c lies at (x, y, z) = kCubeCorners[c]; edge e, on whose middle a
// vertex of the mesh may lie, joins the corners kCubeEdges[e].
inline constexpr std::array<std::array<int, 3>, 8> kCubeCorners{
    {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}}};
inline constexpr std::array<std::array<int, 2>, 12> kCubeEdges{
    {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {4, 5}, {5, 6}, {6, 7}, {7, 4}, {0, 4}, {1, 5}, {2, 6}, {3, 7}}};

// The triangles, as three edges each, of a cube whose corner c is in the region where bit c of `corners` is
// set. Normals point out of the region. Where a face of the cube has two opposite corners set, the set ones
// are kept apart; a cube with corner 7 set takes the triangles of its complement, turned round, so there the
// unset ones are.
//
// Source: Lorensen & Cline, Marching cubes, SIGGRAPH 1987. Polygons of five and more corners are not flat, so
// the way they are cut into triangles shows in the area; it is PyRadiomics' way.
std::vector<std::array<int, 3>> CubeTriangles(unsigned corners);

// The mesh of the region in its box with a margin of one voxel. Vertices lie halfway between voxel centres.
MeshMeasures MeasureMesh(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_MESH_H_
