#include "models/study/secure_aggregation.h"

namespace osteon::models {

bool IsMasked(const Study& study, const std::vector<std::string>& sites) {
  return study.privacy.secure_aggregation != "off" && sites.size() >= kLeastMaskedSites;
}

bool IsPooled(const Study& study, const std::vector<std::string>& sites) {
  return IsMasked(study, sites) && sites == study.development;
}

bool StacksExternal(const Study& study) {
  return study.validation.external && IsMasked(study, study.external);
}

}  // namespace osteon::models
