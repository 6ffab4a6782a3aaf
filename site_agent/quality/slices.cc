#include "site_agent/quality/slices.h"

#include <algorithm>
#include <cmath>

namespace osteon::quality {
namespace {

constexpr double kSameSpacing = 0.01;

bool Agree(double a, double b) {
  return std::abs(a - b) <= kSameSpacing * std::max(a, b);
}

}  // namespace

std::size_t SliceAxis(const std::array<double, 3>& spacing_mm) {
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const double alone = spacing_mm[axis], first = spacing_mm[(axis + 1) % 3],
                 second = spacing_mm[(axis + 2) % 3];
    if (Agree(first, second) && !Agree(alone, first) && !Agree(alone, second)) return axis;
  }
  return 2;
}

Orientation OrientationOf(const Grid& grid) {
  Orientation orientation;
  std::array<bool, 3> axis_done{}, patient_done{};
  for (int step = 0; step < 3; ++step) {
    double largest = -1;
    std::size_t best_axis = 0, best_patient = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      for (std::size_t patient = 0; patient < 3; ++patient) {
        const double size = std::abs(grid.direction[3 * patient + axis]);
        if (axis_done[axis] || patient_done[patient] || !(size > largest)) continue;
        largest = size;
        best_axis = axis;
        best_patient = patient;
      }
    }
    axis_done[best_axis] = patient_done[best_patient] = true;
    orientation.patient_axis[best_axis] = best_patient;
    orientation.forward[best_axis] = grid.direction[3 * best_patient + best_axis] >= 0;
  }
  return orientation;
}

std::string OrientationCode(const Orientation& orientation) {
  constexpr char kForward[] = "LPS", kBackward[] = "RAI";
  std::string code;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    code += orientation.forward[axis] ? kForward[orientation.patient_axis[axis]]
                                      : kBackward[orientation.patient_axis[axis]];
  }
  return code;
}

}  // namespace osteon::quality
