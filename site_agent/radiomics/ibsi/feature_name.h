// A feature as IBSI names it.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_
#define OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_

#include <string>

namespace osteon::ibsi {

struct NamedFeature {
  std::string name;  // the reference manual's, in snake case: "joint_maximum"
  std::string code;  // "GYBY"
};

}  // namespace osteon::ibsi

#endif  // OSTEON_SITE_AGENT_RADIOMICS_IBSI_FEATURE_NAME_H_
