// Who a synthetic patient is, before anybody takes an image.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_TRAITS_H_
#define OSTEON_COORDINATOR_CLI_DEMO_TRAITS_H_

#include <array>
#include <cstdint>
#include <vector>

#include "coordinator/cli/demo/hospital.h"
#include "coordinator/cli/demo/random.h"

namespace osteon::demo {

// A ball of other tissue inside the vertebral body.
struct Focus {
  std::array<double, 3> centre{};  // as shares of the half axes, each in (-1, 1)
  double radius_mm = 0.0;
  double tissue_hu = 0.0;
};

struct Traits {
  int age = 0;  // years
  bool male = false;
  bool infiltrated = false;   // the outcome
  double infiltration = 0.0;  // hidden: degree of diffuse infiltration, 0..1; overlaps between the outcomes

  double bone_fraction = 0.0;        // share of trabecular bone in the marrow space
  double fat_fraction = 0.0;         // of the marrow, before infiltration
  double trabecular_contrast = 0.0;  // sd of the bone fraction over its mean, before infiltration
  double trabecular_scale_mm = 0.0;  // smoothing scale of the trabeculae
  std::vector<Focus> foci;           // lytic lesions, and now and then a haemangioma

  double half_width_mm = 0.0, half_depth_mm = 0.0, half_height_mm = 0.0;  // of the vertebral body
  double waist = 0.0;  // share by which it narrows half-way
};

// The traits of patient `index` of the hospital (0 .. patients - 1). How many patients are infiltrated, and
// how many of those are men, is fixed by the description (cells are rounded, never drawn); who they are is
// not.
Traits DrawTraits(const HospitalDescription& hospital, std::uint64_t seed, int index);

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_TRAITS_H_
