#include "models/pipeline/study_columns.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "models/pipeline/run_pipeline.h"

namespace osteon::models {

StudyColumns::StudyColumns(const Study& study) : study_(study), all_features_(study.UsesAllFeatures()) {
  for (const std::string& column : study.NeededColumns()) {
    for (const std::string& design : study.DesignColumns(column)) named_.insert(design);
  }
  for (const Model& model : study.models) {
    named_.insert(model.name);
    const std::string linear_predictor = LinearPredictorColumn(model.name);
    named_.insert(linear_predictor);
    for (std::size_t term = 1; term + 2 <= kMostKnots; ++term) {
      named_.insert(SplineColumnName(linear_predictor, term));
    }
    const auto* given = std::get_if<GivenModel>(&model.kind);
    if (given == nullptr) continue;
    for (const auto& [term, coefficient] : given->terms) named_.insert(term);
    if (!given->frozen) continue;
    for (const DerivedColumn& derived : given->frozen->preparation.derived) {
      named_.insert(derived.name);
      for (const LinearTerm& term : derived.terms) named_.insert(term.name);
    }
  }
  for (const std::string& site : study.development) named_.insert(SiteEffectName(site));
}

bool StudyColumns::Has(const std::string& column) const {
  return named_.contains(column) || (all_features_ && study_.IsFeature(column));
}

std::string LinearPredictorColumn(const std::string& model) {
  return absl::StrCat("linear predictor of ", model);
}

}  // namespace osteon::models
