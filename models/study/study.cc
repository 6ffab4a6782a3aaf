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

// What a given model needs of a site's table: its terms, and what a frozen one derives them from.
std::vector<std::string> ColumnsOfGiven(const Study& study, const GivenModel& given) {
  std::vector<std::string> terms, columns;
  const auto add = [&](const std::string& term) {
    if (term != kInterceptTerm) AppendOnce(terms, term);
  };
  for (const auto& [term, coefficient] : given.terms) add(term);
  if (given.frozen) {
    for (const DerivedColumn& derived : given.frozen->preparation.derived) {
      for (const LinearTerm& term : derived.terms) add(term.name);
    }
    for (const DerivedColumn& derived : given.frozen->preparation.derived) std::erase(terms, derived.name);
  }
  for (const std::string& term : terms) AppendOnce(columns, ColumnOfTerm(study, term));
  return columns;
}

}  // namespace

const std::vector<std::string>& PredictorsOf(const Model& model) {
  static const std::vector<std::string> kNone;
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) return logistic->predictors;
  if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) return penalised->predictors;
  return kNone;
}

FoldRule FoldsOf(const CrossValidation& cv) {
  return {cv.folds, cv.fold_column.empty() ? cv.seed : 0, cv.fold_column};
}

bool IsFitted(const Model& model) {
  return std::holds_alternative<LogisticModel>(model.kind) ||
         std::holds_alternative<PenalisedModel>(model.kind);
}

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

const Model* Study::FindModel(const std::string& wanted) const {
  const auto found =
      std::find_if(models.begin(), models.end(), [&](const Model& model) { return model.name == wanted; });
  return found == models.end() ? nullptr : &*found;
}

bool Study::IsModelPredictor(const std::string& predictor) const {
  return Clinical(predictor) == nullptr && !IsFeature(predictor) && predictor != kFeaturesPredictor &&
         FindModel(predictor) != nullptr;
}

bool Study::UsesAllFeatures() const {
  return harmonise.has_value() || !screen.empty() ||
         std::any_of(models.begin(), models.end(), [](const Model& model) {
           const std::vector<std::string>& predictors = PredictorsOf(model);
           return std::find(predictors.begin(), predictors.end(), kFeaturesPredictor) != predictors.end();
         });
}

std::vector<std::string> Study::FoldColumns() const {
  std::vector<std::string> columns;
  for (const Model& model : models) {
    const auto* penalised = std::get_if<PenalisedModel>(&model.kind);
    if (penalised == nullptr || !penalised->cv || penalised->cv->fold_column.empty()) continue;
    AppendOnce(columns, penalised->cv->fold_column);
  }
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::vector<std::string> Study::NeededColumns() const {
  std::vector<std::string> needed;
  for (const ClinicalColumn& column : clinical) {
    if (column.role == ClinicalColumn::Role::kPredictor) AppendOnce(needed, column.name);
  }
  for (const bool scores : {false, true}) {
    for (const Model& model : models) {
      if (std::holds_alternative<ScoreModel>(model.kind) != scores) continue;
      for (const std::string& column : ColumnsOf(model)) AppendOnce(needed, column);
    }
  }
  return needed;
}

std::vector<std::string> Study::ColumnsOf(const Model& model) const {
  std::vector<std::string> columns;
  for (const std::string& predictor : PredictorsOf(model)) {
    if (predictor != kFeaturesPredictor && !IsModelPredictor(predictor)) AppendOnce(columns, predictor);
  }
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind);
      logistic != nullptr && !logistic->offset.empty()) {
    AppendOnce(columns, logistic->offset);
  }
  if (const auto* given = std::get_if<GivenModel>(&model.kind)) return ColumnsOfGiven(*this, *given);
  if (const auto* score = std::get_if<ScoreModel>(&model.kind)) return {score->column};
  return columns;
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
  const bool other = column == kFeaturesPredictor || column == outcome_column || column == id_column ||
                     (split && column == split->column) || (harmonise && column == harmonise->batch) ||
                     Clinical(column) != nullptr;
  return !other && HasPrefix(feature_prefixes, column) && !IsSecondReaders(column);
}

bool Study::IsSecondReaders(const std::string& column) const {
  const std::string suffix = second_reader ? second_reader->suffix : kSecondReaderSuffix;
  return HasPrefix(feature_prefixes, column) &&
         (absl::EndsWith(column, suffix) || absl::EndsWith(column, kSecondReaderSuffix));
}

absl::Status Validate(const Study& study) {
  const std::vector<StudyProblem> problems = ProblemsOf(study);
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(
      problems, "\n", [](std::string* out, const StudyProblem& problem) { out->append(problem.message); }));
}

}  // namespace osteon::models
