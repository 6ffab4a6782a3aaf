// The value of a feature by its name, for the tests of this folder.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_FEATURES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_FEATURES_H_

#include <cmath>
#include <string>

#include "gtest/gtest.h"
#include "site_agent/radiomics/feature.h"

namespace osteon::testing {

inline double ValueOf(const Features& features, const std::string& name) {
  for (const Feature& feature : features) {
    if (feature.name == name) return feature.value;
  }
  ADD_FAILURE() << "no feature " << name;
  return std::nan("");
}

}  // namespace osteon::testing

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_TEST_FEATURES_H_
