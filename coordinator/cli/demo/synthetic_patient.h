// A patient with a CT of the thoracolumbar spine and a reader's outline of one vertebral body. Nobody's data:
// drawn from a model of bone, marrow and scanner that is as simple as the demonstration allows.
#ifndef OSTEON_COORDINATOR_CLI_DEMO_SYNTHETIC_PATIENT_H_
#define OSTEON_COORDINATOR_CLI_DEMO_SYNTHETIC_PATIENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/cli/demo/field.h"
#include "coordinator/cli/demo/hospital.h"

namespace osteon::demo {

struct SyntheticPatient {
  std::string id;   // "alder-007"
  int age = 0;      // years
  std::string sex;  // "F" or "M"
  int label = 0;    // 1: marrow infiltrated
  Size size{};
  Spacing spacing_mm{};
  std::vector<std::int16_t> voxels;  // Hounsfield units, x fastest; axes are LPS
  std::vector<std::uint8_t> mask;    // 1 in the trabecular compartment of the middle vertebral body
};

// Patient `index`, 0 .. hospital.patients - 1. Depends on its arguments alone: equal arguments give equal
// bits, in any thread and on any processor with IEEE arithmetic.
SyntheticPatient MakePatient(const HospitalDescription& hospital, std::uint64_t seed, int index);

}  // namespace osteon::demo

#endif  // OSTEON_COORDINATOR_CLI_DEMO_SYNTHETIC_PATIENT_H_
