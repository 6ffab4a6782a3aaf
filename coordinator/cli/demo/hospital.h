// The five hospitals of the demonstration: how many patients, how they are, and how their scanner sees them.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_HOSPITAL_H_
#define OSTEON_COORDINATOR_CLI_DEMO_HOSPITAL_H_

#include <string>
#include <vector>

#include "coordinator/cli/demo/field.h"

namespace osteon::demo {

struct HospitalDescription {
  std::string name;          // the site's name in the study, and of its folder
  bool external = false;     // validates only
  int patients = 0;          // at least 1
  double prevalence = 0.0;   // share of patients with infiltrated marrow, in (0, 1)
  double mean_age = 60.0;    // years, of patients without infiltration
  double label_noise = 0.0;  // share of patients whose marrow looks like the other class
  Size size{};               // voxels, at least 32 x 32 x 8
  Spacing spacing_mm{};      // z is the slice thickness too
  FiveTaps kernel;        // of the reconstruction, in plane: positive weights soften, negative ones sharpen
  double noise_hu = 0.0;  // sd of the scanner's noise in the image, after the kernel
  double calibration_hu = 0.0;  // what this scanner reads too high
};

// Three development hospitals and two external ones; the last has thick slices, the sharp kernel and the
// noise that goes with them.
std::vector<HospitalDescription> DemoHospitals();

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_HOSPITAL_H_
