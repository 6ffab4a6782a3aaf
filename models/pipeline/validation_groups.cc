#include "models/pipeline/validation_groups.h"

namespace osteon::models {

std::vector<ValidationGroup> ValidationGroups(const Study& study) {
  const Validation& asked = study.validation;
  const bool apparent = !asked.development && !asked.holdout && !asked.external && !asked.internal_external;
  std::vector<ValidationGroup> groups;
  if (asked.development || apparent) {
    groups.push_back({SiteRole::kDevelopment, RowSet::kTrain, study.development});
  }
  if (asked.holdout) groups.push_back({SiteRole::kHoldout, RowSet::kHoldout, study.development});
  if (asked.external) groups.push_back({SiteRole::kExternal, RowSet::kAll, study.external});
  std::erase_if(groups, [](const ValidationGroup& group) { return group.sites.empty(); });
  return groups;
}

bool ComparesCaseMix(const Study& study) {
  return !study.development.empty() && (study.validation.holdout || study.validation.external);
}

}  // namespace osteon::models
