#include "site_agent/radiomics/outermost_vertices.h"

namespace osteon {

OutermostVertices FindOutermostVertices(const Region& region) {
  const std::size_t nx = region.size[0], ny = region.size[1], nz = region.size[2];
  OutermostVertices vertices;
  for (std::size_t axis = 0; axis < 3; ++axis) vertices.size[axis] = 2 * region.size[axis] + 3;
  vertices.along_x.resize(vertices.size[1] * vertices.size[2]);
  vertices.along_y.resize(vertices.size[0] * vertices.size[2]);
  const auto add = [&](std::size_t x, std::size_t y, std::size_t z) {
    vertices.along_x[y + vertices.size[1] * z].Add(x);
    vertices.along_y[x + vertices.size[0] * z].Add(y);
  };
  const std::vector<std::uint8_t> outside(nx, 0);
  const auto row = [&](std::size_t y, std::size_t z) {  // counted from 1; 0 and n + 1 are the margin
    return y == 0 || y > ny || z == 0 || z > nz ? outside.data()
                                                : region.mask.data() + nx * (y - 1 + ny * (z - 1));
  };
  for (std::size_t z = 0; z <= nz; ++z) {
    for (std::size_t y = 0; y <= ny; ++y) {
      const std::uint8_t* here = row(y, z);
      const std::uint8_t* next_y = row(y + 1, z);
      const std::uint8_t* next_z = row(y, z + 1);
      std::uint8_t before = 0;
      for (std::size_t x = 0; x < nx; ++x) {
        if (here[x] != before) add(2 * x + 1, 2 * y, 2 * z);
        if (here[x] != next_y[x]) add(2 * (x + 1), 2 * y + 1, 2 * z);
        if (here[x] != next_z[x]) add(2 * (x + 1), 2 * y, 2 * z + 1);
        before = here[x];
      }
      if (before != 0) add(2 * nx + 1, 2 * y, 2 * z);
    }
  }
  return vertices;
}

}  // namespace osteon
