// The name and code of a feature in IBSI's manual.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_

#include <string>

namespace osteon::ibsi {

struct NamedFeature {
  std::string name;  // IBSI's name in snake case, without its family
  std::string code;  // IBSI's code
};

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_
