#include "models/pipeline/request_columns.h"

#include <variant>

#include "models/study/model_specs.h"

namespace osteon::models {
namespace {

using Names = std::vector<std::string>;

void Append(Names& names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
}

const std::string& NameOf(const std::string& column) {
  return column;
}
const std::string& NameOf(const StandardisedColumn& column) {
  return column.name;
}
const std::string& NameOf(const ColumnCuts& column) {
  return column.column;
}

Names NamesOf(const std::vector<LinearTerm>& terms) {
  Names names;
  for (const LinearTerm& term : terms) {
    if (term.name != kInterceptTerm) names.push_back(term.name);
  }
  return names;
}

struct NamesIn {
  template <typename Request>
  Names operator()(const Request& request) const {
    Names names;
    for (const auto& column : request.columns) names.push_back(NameOf(column));
    if constexpr (requires { request.offset; }) {
      if (!request.offset.empty()) names.push_back(request.offset);
    }
    return names;
  }
  Names operator()(const BatchMomentsRequest& request) const {
    Names names = request.features;
    Append(names, request.covariates);
    return names;
  }
  Names operator()(const ScoreCountsRequest& request) const {
    Names names;
    for (const ScoredModel& model : request.models) Append(names, ColumnsOf(model));
    return names;
  }
  Names operator()(const PrepareRequest& request) const {
    const Preparation& preparation = request.preparation;
    Names names;
    for (const FilledColumn& fill : preparation.fills) names.push_back(fill.column);
    if (preparation.combat) {
      Append(names, preparation.combat->model.features);
      Append(names, preparation.combat->model.covariates);
    }
    for (const DerivedColumn& column : preparation.derived) {
      names.push_back(column.name);
      Append(names, NamesOf(column.terms));
      for (const auto& terms : column.terms_by_fold) Append(names, NamesOf(terms));
    }
    for (const SplineColumns& spline : preparation.splines) names.push_back(spline.column);
    for (const SiteColumn& column : preparation.site_columns) names.push_back(column.name);
    return names;
  }
  Names operator()(const ConfirmCountsRequest& /*request*/) const { return {}; }
  Names operator()(const BundleRequest& /*request*/) const { return {}; }
};

}  // namespace

std::vector<std::string> ColumnsOf(const SumRequest& request) {
  return std::visit(NamesIn(), request);
}

std::vector<std::string> ColumnsOf(const ScoredModel& model) {
  if (!model.score_column.empty()) return {model.score_column};
  return NamesOf(model.terms);
}

}  // namespace osteon::models
