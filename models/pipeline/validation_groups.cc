#include "models/pipeline/validation_groups.h"

#include <utility>

namespace osteon::models {

std::vector<ValidationGroup> ValidationGroups(const Study& study) {
  const Validation& asked = study.validation;
  const bool apparent = !asked.development && !asked.holdout && !asked.external;
  std::vector<ValidationGroup> groups;
  if (asked.development || apparent) {
    groups.push_back({SiteRole::kDevelopment, RowSet::kTrain, study.development});
  }
  if (asked.holdout) groups.push_back({SiteRole::kHoldout, RowSet::kHoldout, study.development});
  if (asked.external) groups.push_back({SiteRole::kExternal, RowSet::kAll, study.external});
  std::erase_if(groups, [](const ValidationGroup& group) { return group.sites.empty(); });
  return groups;
}

std::vector<std::string> DesignColumnsOf(const Study& study, const LogisticModel& model) {
  std::vector<std::string> columns;
  for (const std::string& predictor : model.predictors) {
    for (std::string& column : study.DesignColumns(predictor)) columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace osteon::models
