// The vertices of a region's mesh that can be farthest in a direction.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_OUTERMOST_VERTICES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_OUTERMOST_VERTICES_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "site_agent/imaging/region.h"

namespace osteon {

// Positions are counted in half voxels of the box with a margin of one voxel, so every vertex has whole
// coordinates.
struct Extremes {
  std::int32_t first = std::numeric_limits<std::int32_t>::max();
  std::int32_t last = -1;

  void Add(std::size_t position) {
    const auto p = static_cast<std::int32_t>(position);
    first = std::min(first, p);
    last = std::max(last, p);
  }
};

// The farthest of several points is never between two others on a line, so of all vertices on a line only the
// two outermost count: along x for each (y, z), and along y for each (x, z).
struct OutermostVertices {
  std::array<std::size_t, 3> size{};  // half voxels
  std::vector<Extremes> along_x;      // at y + size[1] * z
  std::vector<Extremes> along_y;      // at x + size[0] * z
};

OutermostVertices FindOutermostVertices(const Region& region);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_OUTERMOST_VERTICES_H_
