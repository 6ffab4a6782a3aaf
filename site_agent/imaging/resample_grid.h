// Where the voxels of one grid lie in another.
#ifndef OSTEON_SITE_AGENT_IMAGING_RESAMPLE_GRID_H_
#define OSTEON_SITE_AGENT_IMAGING_RESAMPLE_GRID_H_

#include <array>
#include <cstddef>
#include <memory>

#include "site_agent/imaging/volume.h"

namespace osteon {

using Place = std::array<double, 3>;  // in voxels of a grid; voxel centres are whole numbers

// A position in mm, from a place, and back. ITK's arithmetic, to the last bit: where a place lies halfway
// between two voxels, the last bit says which is the nearest.
Place PointOfPlace(const Grid& grid, const Place& place);
Place PlaceOfPoint(const Grid& grid, const Place& point_mm);

// The places in `from` of a row of voxels of `to`: that of voxel x is start + (end - start) * (x /
// to.size[0]).
struct RowPlaces {
  Place start, end;
  Place At(std::size_t x, std::size_t size) const {
    const double part = static_cast<double>(x) / static_cast<double>(size);
    return {start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]),
            start[2] + part * (end[2] - start[2])};
  }
};

class GridMap {
 public:
  GridMap(const Grid& from, const Grid& to);
  ~GridMap();
  RowPlaces Row(std::size_t y, std::size_t z) const;

 private:
  struct Images;
  std::unique_ptr<Images> images_;
  std::size_t columns_;
};

// The number of the voxel whose centre is nearest, the upper of two, counted along one axis.
std::ptrdiff_t NearestVoxel(double place);

// Within half a voxel of the outermost centres (the upper end belongs to the next voxel).
inline bool InsideGrid(const Place& place, const std::array<std::size_t, 3>& size) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (!(place[axis] >= -0.5 && place[axis] < static_cast<double>(size[axis]) - 0.5)) return false;
  }
  return true;
}

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_RESAMPLE_GRID_H_
