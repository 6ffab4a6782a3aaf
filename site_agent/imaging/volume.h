// A three-dimensional image in memory, as it stands in its file: no rescaling of the voxel type, no
// reorientation.
#ifndef OSTEON_SITE_AGENT_IMAGING_VOLUME_H_
#define OSTEON_SITE_AGENT_IMAGING_VOLUME_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace osteon {

// Where the voxels lie. Axes are (x, y, z) in ITK's sense: x runs fastest in memory; positions are in the
// patient's LPS frame. The centre of voxel (i, j, k) is origin_mm + direction * (i, j, k) * spacing_mm.
struct Grid {
  std::array<std::size_t, 3> size{};                           // voxels along x, y, z
  std::array<double, 3> spacing_mm{1, 1, 1};                   // > 0
  std::array<double, 3> origin_mm{};                           // centre of voxel (0, 0, 0)
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};  // (3, 3) row by row; columns are the axes

  std::size_t VoxelCount() const { return size[0] * size[1] * size[2]; }
};

// The voxels in their own type, x fastest. Keeping the file's type makes a scan cost what its file costs, and
// every type converts to double without loss.
using Voxels = std::variant<std::vector<std::int8_t>, std::vector<std::uint8_t>, std::vector<std::int16_t>,
                            std::vector<std::uint16_t>, std::vector<std::int32_t>, std::vector<std::uint32_t>,
                            std::vector<float>, std::vector<double>>;

struct Volume {
  Grid grid;
  Voxels voxels;  // grid.VoxelCount() of them
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_VOLUME_H_
