// Where and on which rows a study validates its models.
#ifndef OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_
#define OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_

#include <string>
#include <vector>

#include "models/pipeline/run_study.h"
#include "models/study/study.h"

namespace osteon::models {

struct ValidationGroup {
  SiteRole role;
  RowSet rows;
  std::vector<std::string> sites;  // sorted, not empty
};

// In the order development, hold-out, external. A study that asks for no validation is validated at its
// development sites (apparent performance).
std::vector<ValidationGroup> ValidationGroups(const Study& study);

// The design columns of a logistic model, in the order of its predictors.
std::vector<std::string> DesignColumnsOf(const Study& study, const LogisticModel& model);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_PIPELINE_VALIDATION_GROUPS_H_
