#include "models/pipeline/units.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/pipeline/admission.h"

namespace osteon::models {
namespace {

bool Answers(const VariableSummary& summary, const VariableSummaryRequest& request) {
  return std::equal(
             summary.numeric.begin(), summary.numeric.end(), request.numeric.begin(), request.numeric.end(),
             [](const NumericSummary& told, const std::string& asked) { return told.variable == asked; }) &&
         std::equal(
             summary.categorical.begin(), summary.categorical.end(), request.categorical.begin(),
             request.categorical.end(), [](const CategoricalSummary& told, const CategoricalVariable& asked) {
               return told.variable == asked.name &&
                      (!told.shares.value || told.shares.value->percent.size() == asked.columns.size() + 1);
             });
}

}  // namespace

VariableSummaryRequest UnitsRequest(const Study& study, const std::vector<std::string>& features) {
  VariableSummaryRequest request;
  std::set<std::string> named;
  for (const std::string& column : study.NeededColumns()) {
    const ClinicalColumn* clinical = study.Clinical(column);
    if (clinical == nullptr || clinical->type == ClinicalColumn::Type::kNumeric) {
      named.insert(column);
      request.numeric.push_back(column);
    } else if (clinical->levels.size() > 1) {
      request.categorical.push_back({column, study.DesignColumns(column)});
    }
  }
  std::size_t compared = 0;
  for (const std::string& feature : features) {
    if (named.contains(feature)) continue;
    if (++compared > kMostComparedFeatures) break;
    request.numeric.push_back(feature);
  }
  return request;
}

bool IsUnitsRequest(const Study& study, const VariableSummaryRequest& request) {
  const std::size_t needed = UnitsRequest(study, {}).numeric.size();
  if (request.numeric.size() < needed) return false;
  const std::vector<std::string> features(request.numeric.begin() + static_cast<std::ptrdiff_t>(needed),
                                          request.numeric.end());
  const bool may = features.empty() || study.UsesAllFeatures();
  return may &&
         std::all_of(features.begin(), features.end(),
                     [&](const std::string& feature) { return study.IsFeature(feature); }) &&
         std::set<std::string>(features.begin(), features.end()).size() == features.size() &&
         request == UnitsRequest(study, features);
}

absl::StatusOr<UnitsComparison> CheckUnits(Federation& federation, const Study& study,
                                           const std::vector<std::string>& features) {
  const VariableSummaryRequest request = UnitsRequest(study, features);
  if (request == VariableSummaryRequest()) return UnitsComparison();
  OSTEON_ASSIGN_OR_RETURN(auto answers, federation.Gather({"units", "", study.AllSites()}, request));
  OSTEON_ASSIGN_OR_RETURN(const auto summaries, RecordsOf<VariableSummary>(std::move(answers)));
  for (const auto& [site, summary] : summaries) {
    if (!Answers(summary, request)) {
      return absl::InternalError(absl::StrCat(site, " told of other variables than it was asked for"));
    }
  }
  return CompareUnits(summaries);
}

}  // namespace osteon::models
