#include "models/study/study.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "models/study/problems.h"

namespace osteon::models {
namespace {

void AppendOnce(std::vector<std::string>& list, const std::string& name) {
  if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
}

bool HasPrefix(const std::vector<std::string>& prefixes, const std::string& column) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return absl::StartsWith(column, prefix); });
}

// The table's column behind a term of a given model: "sexM" -> "sex" when sex is categorical with level M.
std::string ColumnOfTerm(const Study& study, const std::string& term) {
  for (const ClinicalColumn& column : study.clinical) {
    if (column.type != ClinicalColumn::Type::kCategorical) continue;
    const std::vector<std::string> names = study.DesignColumns(column.name);
    if (std::find(names.begin(), names.end(), term) != names.end()) return column.name;
  }
  return term;
}

}  // namespace

std::vector<std::string> Study::AllSites() const {
  std::vector<std::string> all = development;
  all.insert(all.end(), external.begin(), external.end());
  std::sort(all.begin(), all.end());
  return all;
}

const ClinicalColumn* Study::Clinical(const std::string& column) const {
  const auto found = std::find_if(clinical.begin(), clinical.end(),
                                  [&](const ClinicalColumn& candidate) { return candidate.name == column; });
  return found == clinical.end() ? nullptr : &*found;
}

std::vector<std::string> Study::NeededColumns() const {
  std::vector<std::string> needed;
  for (const ClinicalColumn& column : clinical) {
    if (column.role == ClinicalColumn::Role::kPredictor) AppendOnce(needed, column.name);
  }
  for (const Model& model : models) {
    if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) {
      for (const std::string& predictor : logistic->predictors) AppendOnce(needed, predictor);
    } else if (const auto* given = std::get_if<GivenModel>(&model.kind)) {
      for (const auto& [term, coefficient] : given->terms) {
        if (term != kInterceptTerm) AppendOnce(needed, ColumnOfTerm(*this, term));
      }
    }
  }
  for (const Model& model : models) {
    if (const auto* score = std::get_if<ScoreModel>(&model.kind)) AppendOnce(needed, score->column);
  }
  return needed;
}

std::vector<std::string> Study::DesignColumns(const std::string& predictor) const {
  const ClinicalColumn* column = Clinical(predictor);
  if (column == nullptr || column->type == ClinicalColumn::Type::kNumeric) return {predictor};
  std::vector<std::string> names;
  for (std::size_t i = 1; i < column->levels.size(); ++i) {
    names.push_back(absl::StrCat(predictor, column->levels[i]));
  }
  return names;
}

bool Study::IsFeature(const std::string& column) const {
  return HasPrefix(feature_prefixes, column) && !absl::EndsWith(column, kSecondReaderSuffix);
}

bool Study::IsSecondReaders(const std::string& column) const {
  return HasPrefix(feature_prefixes, column) && absl::EndsWith(column, kSecondReaderSuffix);
}

absl::Status Validate(const Study& study) {
  const std::vector<StudyProblem> problems = ProblemsOf(study);
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(
      problems, "\n", [](std::string* out, const StudyProblem& problem) { out->append(problem.message); }));
}

}  // namespace osteon::models
