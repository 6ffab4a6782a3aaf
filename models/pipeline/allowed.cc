#include "models/pipeline/allowed.h"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/pipeline/validation_groups.h"

namespace osteon::models {
namespace {

absl::Status Refuse(absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat("the approved study does not ask for this: ", what));
}

const Model* FindModel(const Study& study, const std::string& name) {
  const auto found = std::find_if(study.models.begin(), study.models.end(),
                                  [&](const Model& model) { return model.name == name; });
  return found == study.models.end() ? nullptr : &*found;
}

absl::Status CheckFit(const Study& study, const TaskKey& key, const std::vector<std::string>& columns,
                      RowSet rows, int sites) {
  const Model* model = FindModel(study, key.fit);
  const auto* logistic = model == nullptr ? nullptr : std::get_if<LogisticModel>(&model->kind);
  if (logistic == nullptr) return Refuse(absl::StrCat("it fits no model named ", key.fit));
  if (key.sites != study.development) return Refuse("a fit at other than all development sites");
  if (static_cast<std::size_t>(sites) != key.sites.size())
    return Refuse("a sum scaled for another number of sites");
  if (rows != RowSet::kTrain) return Refuse("a fit on other than the training rows");
  if (columns != DesignColumnsOf(study, *logistic)) {
    return Refuse(absl::StrCat("other columns than those of model ", key.fit));
  }
  return absl::OkStatus();
}

absl::Status Check(const Study& study, const TaskKey& key, const MomentsRequest& request) {
  return CheckFit(study, key, request.columns, request.rows, request.sites);
}

absl::Status Check(const Study& study, const TaskKey& key, const LogisticRequest& request) {
  std::vector<std::string> columns;
  for (const StandardisedColumn& column : request.columns) columns.push_back(column.name);
  return CheckFit(study, key, columns, request.rows, request.sites);
}

// No study asks for penalised paths, screening or imputation: it has no words for them.
template <typename Request>
requires(std::is_same_v<Request, FoldMomentsRequest> || std::is_same_v<Request, LogisticBatchRequest> ||
         std::is_same_v<Request, ClassMomentsRequest> || std::is_same_v<Request, CorrelationRequest> ||
         std::is_same_v<Request, ReaderAgreementRequest> || std::is_same_v<Request, MissingRequest> ||
         std::is_same_v<Request, PresentMomentsRequest> ||
         std::is_same_v<Request, CutCountsRequest>) absl::Status
    Check(const Study& /*study*/, const TaskKey& /*key*/, const Request& /*request*/) {
  return Refuse("a penalised path, screening or imputation");
}

absl::Status Check(const Study& /*study*/, const TaskKey& /*key*/, const ScoreCountsRequest& /*request*/) {
  return Refuse("a threshold from counts");
}

absl::Status Check(const Study& /*study*/, const TaskKey& /*key*/, const ComparisonRequest& /*request*/) {
  return Refuse("a comparison of models");
}

absl::Status Check(const Study& study, const TaskKey& key, const AdmissionRequest& /*request*/) {
  if (!key.fit.empty() || key.sites != study.AllSites())
    return Refuse("an admission of other than all its sites");
  return absl::OkStatus();
}

absl::Status CheckTerms(const Study& study, const Model& model, const ValidationRequest& request) {
  if (const auto* score = std::get_if<ScoreModel>(&model.kind)) {
    if (request.score_column == score->column && request.terms.empty()) return absl::OkStatus();
    return Refuse("another score column");
  }
  if (!request.score_column.empty()) return Refuse("a score column");
  std::vector<ValidatedTerm> given;
  if (const auto* terms = std::get_if<GivenModel>(&model.kind)) {
    for (const auto& [name, coefficient] : terms->terms) given.push_back({name, coefficient});
    return request.terms == given ? absl::OkStatus() : Refuse("other coefficients than the given ones");
  }
  std::vector<std::string> names = DesignColumnsOf(study, std::get<LogisticModel>(model.kind));
  names.insert(names.begin(), std::string(kInterceptTerm));
  const bool same =
      std::equal(names.begin(), names.end(), request.terms.begin(), request.terms.end(),
                 [](const std::string& name, const ValidatedTerm& term) { return name == term.name; });
  return same ? absl::OkStatus() : Refuse("other terms than the model's");
}

absl::Status Check(const Study& study, const TaskKey& key, const ValidationRequest& request) {
  const Model* model = FindModel(study, request.model);
  if (model == nullptr || key.fit != request.model) return Refuse("a model that it does not have");
  if (request.threshold != study.validation.threshold) return Refuse("another threshold");
  const std::vector<ValidationGroup> groups = ValidationGroups(study);
  const bool known = std::any_of(groups.begin(), groups.end(), [&](const ValidationGroup& group) {
    return group.rows == request.rows && group.sites == key.sites;
  });
  if (!known) return Refuse("validation at these sites, or on these rows");
  return CheckTerms(study, *model, request);
}

}  // namespace

absl::Status CheckAllowed(const Study& study, const Task& task) {
  if (task.key.attempt != 1) return Refuse("another attempt than the first");
  return std::visit(
      [&](const auto& verb) {
        return std::visit([&](const auto& request) { return Check(study, task.key, request); }, verb);
      },
      task.request);
}

}  // namespace osteon::models
