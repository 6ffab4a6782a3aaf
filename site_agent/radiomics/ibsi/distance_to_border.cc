#include "site_agent/radiomics/ibsi/distance_to_border.h"

#include <algorithm>
#include <cstddef>

namespace osteon::ibsi {

// Once forth, from what was passed on three axes, and once back: exact for distances across faces.
std::vector<std::uint16_t> DistanceToBorder(const Region& region, bool in_slices) {
  const auto [nx, ny, nz] = region.size;
  const std::size_t slice = nx * ny;
  const std::vector<std::uint16_t> outside(nx, 0);
  std::vector<std::uint16_t> distance(region.mask.size(), 0);
  for (std::size_t z = 0; z < nz; ++z) {
    for (std::size_t y = 0; y < ny; ++y) {
      std::uint16_t* row = distance.data() + y * nx + z * slice;
      const std::uint8_t* mask = region.mask.data() + y * nx + z * slice;
      const std::uint16_t* across_y = y > 0 ? row - nx : outside.data();
      const std::uint16_t* across_z = in_slices ? across_y : z > 0 ? row - slice : outside.data();
      std::uint16_t before = 0;
      for (std::size_t x = 0; x < nx; ++x) {
        const int nearest = std::min({before, across_y[x], across_z[x]});
        before = row[x] = static_cast<std::uint16_t>(mask[x] != 0 ? 1 + nearest : 0);
      }
    }
  }
  for (std::size_t z = nz; z-- > 0;) {
    for (std::size_t y = ny; y-- > 0;) {
      std::uint16_t* row = distance.data() + y * nx + z * slice;
      const std::uint16_t* across_y = y + 1 < ny ? row + nx : outside.data();
      const std::uint16_t* across_z = in_slices ? across_y : z + 1 < nz ? row + slice : outside.data();
      std::uint16_t before = 0;
      for (std::size_t x = nx; x-- > 0;) {
        const int nearest = std::min({before, across_y[x], across_z[x]});
        before = row[x] = static_cast<std::uint16_t>(std::min<int>(row[x], 1 + nearest));
      }
    }
  }
  return distance;
}

}  // namespace osteon::ibsi
