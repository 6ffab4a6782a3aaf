#include "models/study/lacking_columns.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace osteon::models {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Its own columns and those of the models before it that it is made of.
std::set<std::string> ColumnsBehind(const Study& study, const Model& model) {
  const std::vector<std::string> own = study.ColumnsOf(model);
  std::set<std::string> columns(own.begin(), own.end());
  for (const std::string& predictor : PredictorsOf(model)) {
    if (study.IsModelPredictor(predictor)) columns.merge(ColumnsBehind(study, *study.FindModel(predictor)));
  }
  return columns;
}

}  // namespace

bool MayLack(const Study& study, const std::string& column) {
  if (study.UsesAllFeatures() && study.IsFeature(column)) return false;
  if (study.harmonise && Contains(study.harmonise->covariates, column)) return false;
  return !Contains(study.validation.subgroups, column);
}

std::map<std::string, std::string> ModelsWithout(const Study& study, const LackingColumns& lacking) {
  std::map<std::string, std::string> without;
  if (lacking.empty()) return without;
  for (const Model& model : study.models) {
    std::vector<std::string> reasons;
    for (const std::string& column : ColumnsBehind(study, model)) {
      const auto why = lacking.find(column);
      if (why != lacking.end()) reasons.push_back(absl::StrCat("column ", column, ": ", why->second));
    }
    if (!reasons.empty()) without[model.name] = absl::StrJoin(reasons, "; ");
  }
  return without;
}

}  // namespace osteon::models
