// Where and on which rows a study validates its models.
#ifndef OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_
#define OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_

#include <string>
#include <vector>

#include "models/data/analysis_table.h"
#include "models/study/study.h"

namespace osteon::models {

enum class SiteRole { kDevelopment, kHoldout, kExternal };

struct ValidationGroup {
  SiteRole role;
  RowSet rows;
  std::vector<std::string> sites;  // sorted, not empty
};

// In the order development, hold-out, external. A study that asks for no validation is validated at its
// development sites (apparent performance).
std::vector<ValidationGroup> ValidationGroups(const Study& study);

// Whether there are development patients that others are compared with.
bool ComparesCaseMix(const Study& study);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_
