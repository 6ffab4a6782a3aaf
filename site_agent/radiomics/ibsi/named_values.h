// Values under the names of their family.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_NAMED_VALUES_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_NAMED_VALUES_H_

#include <vector>

#include "site_agent/radiomics/feature.h"
#include "site_agent/radiomics/ibsi/feature_name.h"

namespace osteon::ibsi {

// As many values as names, in the same order. Where a formula divides by zero it defines no value, so what is
// not finite becomes NaN.
Features NameValues(const std::vector<NamedFeature>& names, const std::vector<double>& values);

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_NAMED_VALUES_H_
