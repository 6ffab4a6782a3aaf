#include "models/wire/validation_wire.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {

void ToMessage(const ScoredModel& model, v1::FrozenModel* message) {
  message->set_name(model.name);
  if (!model.score_column.empty()) {
    message->set_score_column(model.score_column);
    return;
  }
  for (const ValidatedTerm& term : model.terms) {
    v1::Term* added = message->mutable_linear()->add_terms();
    added->set_name(term.name);
    added->set_coefficient(term.coefficient);
  }
}

absl::StatusOr<ScoredModel> ModelFromMessage(const v1::FrozenModel& message) {
  ScoredModel model;
  OSTEON_RETURN_IF_ERROR(CheckName(message.name(), "a model"));
  model.name = message.name();
  if (!message.has_linear()) {
    OSTEON_RETURN_IF_ERROR(CheckName(message.score_column(), "a score column"));
    model.score_column = message.score_column();
    return model;
  }
  if (message.linear().terms_size() == 0 || message.linear().terms_size() > kMaxColumns) {
    return Invalid("a model without terms, or with too many");
  }
  std::vector<std::string> names;
  for (const v1::Term& term : message.linear().terms()) {
    OSTEON_RETURN_IF_ERROR(CheckName(term.name(), "a term"));
    if (!std::isfinite(term.coefficient())) {
      return Invalid(absl::StrCat("coefficient of ", term.name(), " is not finite"));
    }
    model.terms.push_back({term.name(), term.coefficient()});
    names.push_back(term.name());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "term"));
  return model;
}

void Fill(const PerformanceRequest& request, v1::SumRequest* message) {
  v1::PerformanceRequest* performance = message->mutable_performance();
  for (const std::string& column : request.columns) performance->add_columns(column);
  performance->set_rows(ToMessage(request.rows));
  performance->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::PerformanceRequest& message) {
  PerformanceRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const ScoreCountsRequest& request, v1::SumRequest* message) {
  v1::ScoreCountsRequest* counts = message->mutable_score_counts();
  for (const ScoredModel& model : request.models) ToMessage(model, counts->add_models());
  counts->mutable_cuts()->Assign(request.cuts.begin(), request.cuts.end());
  counts->set_rows(ToMessage(request.rows));
  counts->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::ScoreCountsRequest& message) {
  ScoreCountsRequest request;
  if (message.models_size() == 0 || message.models_size() > static_cast<int>(kMostScoredModels)) {
    return Invalid(absl::StrCat("counts of ", message.models_size(), " models"));
  }
  std::vector<std::string> names;
  for (const v1::FrozenModel& model : message.models()) {
    OSTEON_ASSIGN_OR_RETURN(ScoredModel read, ModelFromMessage(model));
    names.push_back(read.name);
    request.models.push_back(std::move(read));
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "model"));
  request.cuts.assign(message.cuts().begin(), message.cuts().end());
  if (!AreCuts(request.cuts, kMostScoreCuts)) {
    return Invalid(
        absl::StrCat("cuts that are not 1 to ", kMostScoreCuts, " ascending numbers between 0 and 1"));
  }
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

}  // namespace osteon::models
