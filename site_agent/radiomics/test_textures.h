// The slow and simple versions of the texture families: every voxel looks up each neighbour by its
// coordinates.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_TEST_TEXTURES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_TEST_TEXTURES_H_

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "site_agent/radiomics/neighbourhood.h"
#include "site_agent/radiomics/size_matrix.h"

namespace osteon::testing {

using Place = std::array<int, 3>;

inline Place Moved(const Place& at, const Step& step, int times = 1) {
  return {at[0] + times * step[0], at[1] + times * step[1], at[2] + times * step[2]};
}

// The level at a place of the box; 0 outside.
inline int LevelAt(const Region& region, const GreyLevels& levels, const Place& at) {
  std::size_t index = 0;
  for (std::size_t axis = 3; axis-- > 0;) {
    if (at[axis] < 0 || at[axis] >= static_cast<int>(region.size[axis])) return 0;
    index = index * region.size[axis] + static_cast<std::size_t>(at[axis]);
  }
  return levels.level[index];
}

template <typename Visit>
void ForEachVoxel(const Region& region, const GreyLevels& levels, Visit visit) {
  for (int z = 0; z < static_cast<int>(region.size[2]); ++z) {
    for (int y = 0; y < static_cast<int>(region.size[1]); ++y) {
      for (int x = 0; x < static_cast<int>(region.size[0]); ++x) {
        const Place at{x, y, z};
        if (const int level = LevelAt(region, levels, at); level != 0) visit(at, level);
      }
    }
  }
}

using DenseCounts = std::map<std::pair<int, int>, double>;  // by level and size

inline DenseCounts Dense(const std::vector<SizeCount>& counts) {
  DenseCounts dense;
  for (const SizeCount& cell : counts) dense[{cell.level, static_cast<int>(cell.size)}] += cell.count;
  return dense;
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_TEST_TEXTURES_H_
