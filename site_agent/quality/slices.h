// Which way the slices of an image lie, and how its axes lie in the patient.
#ifndef OSTEON_SITE_AGENT_QUALITY_SLICES_H_
#define OSTEON_SITE_AGENT_QUALITY_SLICES_H_

#include <array>
#include <cstddef>
#include <string>

#include "site_agent/imaging/volume.h"

namespace osteon::quality {

// The axis (0 x, 1 y, 2 z) that runs across the slices. Pixels of a slice are nearly always square, so it is
// the axis whose spacing stands alone where those of the two others agree within 1 %; where none does, or all
// do, it is z, in which almost every file stores its slices one after the other. So a PET of 4.1 x 4.1 x 3.3
// mm has its slices along z, and a sagittal MR of 4 x 0.5 x 0.5 mm along x.
//
// NIfTI, NRRD and MetaImage know the distance between the centres of slices and nothing else: what is called
// slice thickness here is that distance. A scanner's slices may be thicker than it (they overlap) or thinner
// (there are gaps).
std::size_t SliceAxis(const std::array<double, 3>& spacing_mm);

// How the axes of an image lie in the patient, to the nearest right angle.
struct Orientation {
  std::array<std::size_t, 3> patient_axis{};  // of x, y, z: 0 to the left, 1 to the back, 2 to the head
  std::array<bool, 3> forward{};              // whether x, y, z run that way, or to the right, front, feet
};
Orientation OrientationOf(const Grid& grid);

// Where x, y and z run to: "LPS" is left, posterior, superior.
std::string OrientationCode(const Orientation& orientation);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_SLICES_H_
