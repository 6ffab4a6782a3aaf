// The configurations of IBSI 2 as they are written in ibsi2_phase1_configurations.json and
// ibsi2_phase2_configurations.json, in MIRP's names.
#ifndef OSTEON_TESTS_CONFORMANCE_IBSI2_CONFIGURATIONS_H_
#define OSTEON_TESTS_CONFORMANCE_IBSI2_CONFIGURATIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "site_agent/radiomics/ibsi/filters/filter_settings.h"

namespace osteon::ibsi::testing {

struct Ibsi2Configuration {
  std::string id, phantom;
  bool by_slice = false;
  std::optional<FilterSettings> filter;  // phase 2 has configurations without
};

// Throws where the file is not of that form, or has a parameter that is not known.
std::vector<Ibsi2Configuration> ReadIbsi2Configurations(const std::string& path);

}  // namespace osteon::ibsi::testing

#endif  // OSTEON_TESTS_CONFORMANCE_IBSI2_CONFIGURATIONS_H_
