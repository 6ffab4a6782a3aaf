#include "site_agent/radiomics/ibsi/filters/voxel_size.h"

#include <cmath>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::ibsi {

absl::StatusOr<double> OneVoxelSize(const Grid& grid, const std::vector<std::size_t>& axes,
                                    const std::string& filter) {
  constexpr double kTolerance = 1e-3;  // headers round
  const double size = grid.spacing_mm[axes[0]];
  for (const std::size_t axis : axes) {
    if (std::abs(grid.spacing_mm[axis] - size) <= kTolerance * size) continue;
    return absl::InvalidArgumentError(absl::StrCat(
        filter, " needs voxels of one size along the axes that it filters; they are ",
        absl::StrJoin(grid.spacing_mm, " x "), " mm. Interpolate to one size",
        axes.size() == 3 && grid.spacing_mm[0] == grid.spacing_mm[1] ? ", or filter by slice (by_slice: true)"
                                                                     : ""));
  }
  return size;
}

absl::Status CheckReach(std::size_t voxels, const std::string& filter) {
  constexpr std::size_t kMost = 2000;
  if (voxels <= kMost) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(filter, " would reach ", voxels, " voxels to each side; it may reach ", kMost));
}

}  // namespace osteon::ibsi
