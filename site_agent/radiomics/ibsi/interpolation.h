// An image and its mask on voxels of another size, as IBSI has it.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTERPOLATION_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTERPOLATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "site_agent/imaging/region.h"
#include "site_agent/imaging/volume.h"

namespace osteon::ibsi {

enum class Interpolation { kNearest, kLinear, kCubic };  // cubic: B-splines

// A part of a grid, in its voxels.
struct Box {
  std::array<std::size_t, 3> lower{}, size{};
};

// The grid with that spacing whose centre is the centre of `from` (IBSI 3WE3): along each axis
// ceil(size * old spacing / new spacing) voxels (026Q, QCY4). A spacing of 0 keeps the old one. Spacings are
// taken as equal, and a quotient as whole, when they are so up to a millionth: files store seven digits.
//
// kInvalidArgument: a side would have more than 2^20 voxels: no image has, but a wrong header may ask for
// them.
absl::StatusOr<Grid> InterpolationGrid(const Grid& from, const std::array<double, 3>& spacing_mm);

// The image at the centres of the voxels of a box of `to`, x fastest; `to` is an InterpolationGrid of the
// image's. Beyond its ends the image goes on with its outermost voxels (so do splines, exactly). Cubic
// interpolation is by B-splines: Unser, Splines: a perfect fit for signal and image processing, IEEE Signal
// Processing Magazine 16(6), 1999; of the image only that part is read which reaches the box by more than
// 1e-16 of its value. With `whole_intensities` voxels and results are rounded to whole numbers (68QD).
std::vector<double> Interpolate(const Volume& image, const Grid& to, const Box& box,
                                Interpolation interpolation, bool whole_intensities = false);

// The part of a voxel that is inside the region (Interpolate of 1 for the label, 0 for other voxels) is at
// least `threshold` (E8H9). A millionth less is taken as equal, so that a voxel half inside does not depend
// on the seventh digit of a spacing.
std::vector<std::uint8_t> InterpolateMask(const Volume& mask, std::int64_t label, const Grid& to,
                                          const Box& box, Interpolation interpolation, double threshold);

// The box of `to` beyond which the interpolated mask of a region is 0; `region` is given in voxels of `from`.
Box BoxReached(const Grid& from, const Region& region, const Grid& to);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_INTERPOLATION_H_
