// Interpolators that weigh the voxels around a place.
#ifndef OSTEON_SITE_AGENT_IMAGING_RESAMPLE_WINDOW_H_
#define OSTEON_SITE_AGENT_IMAGING_RESAMPLE_WINDOW_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "site_agent/imaging/interpolator.h"
#include "site_agent/imaging/resample_grid.h"

namespace osteon {

// How far around a place kGaussian to kBlackmanWindowedSinc look, in voxels.
inline constexpr std::size_t kWindowReach = 6;

// ITK's interpolators with SimpleITK's parameters: Gaussian of sigma 0.8 voxels cut off at 4 sigma; label
// Gaussian of sigma 1 voxel cut off at 1 sigma (the value that has most weight around the place); windowed
// sinc of radius 5.
class WindowInterpolation {
 public:
  // `values` are those of a part of `grid` that begins at `lower`, x fastest.
  WindowInterpolation(Interpolator interpolator, std::vector<double> values, const Grid& grid,
                      const std::array<std::size_t, 3>& lower, const std::array<std::size_t, 3>& size);
  ~WindowInterpolation();
  // At a place in voxels of the grid, whose surroundings of kWindowReach voxels are in the part or outside
  // the grid.
  double At(const Place& place) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_IMAGING_RESAMPLE_WINDOW_H_
