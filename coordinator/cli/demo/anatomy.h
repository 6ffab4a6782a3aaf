// The geometry of a spine at the thoracolumbar junction, in millimetres from the centre of the vertebral
// body: x to the patient's left, y to the back, z to the head (LPS).
#ifndef OSTEON_COORDINATOR_CLI_DEMO_ANATOMY_H_
#define OSTEON_COORDINATOR_CLI_DEMO_ANATOMY_H_

#include "coordinator/cli/demo/random.h"
#include "coordinator/cli/demo/traits.h"

namespace osteon::demo {

struct BodyDistance {
  double outline_mm = 0.0;   // to the outline in plane, negative inside
  double endplate_mm = 0.0;  // to the nearer endplate, negative between the endplates
};

// An elliptic cylinder with a waist, concave endplates and, towards the canal, a concave back.
BodyDistance DistanceToBody(const Traits& traits, double x, double y, double z);

// What lies around the bodies at one point of the plane; the same at every height but for the arch.
struct Surroundings {
  double tissue_hu = 0.0;      // muscle, fat, vessels, canal
  double upper_arch_mm = 0.0;  // distance to pedicles and transverse processes, negative inside
  double lower_arch_mm = 0.0;  // distance to laminae and spinous process, negative inside
};
// `fat_streaks` is noise of sd about 1 at this point: it marbles the muscle and makes the arch uneven.
Surroundings SurroundingsAt(const Traits& traits, double x, double y, double fat_streaks);

// The share of the upper and the lower arch that is present at height z within its vertebra, 0..1.
double UpperArchShare(const Traits& traits, double z);
double LowerArchShare(const Traits& traits, double z);

// The share of a voxel inside a surface at signed distance `distance_mm`, for a voxel `width_mm` wide.
inline double Coverage(double distance_mm, double width_mm) {
  const double share = 0.5 - distance_mm / width_mm;
  return share < 0.0 ? 0.0 : share > 1.0 ? 1.0 : share;
}

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_ANATOMY_H_
