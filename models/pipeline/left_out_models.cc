#include "models/pipeline/left_out_models.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "models/study/lacking_columns.h"

namespace osteon::models {

absl::StatusOr<LeftOutModels> LeaveOutModels(const Study& study,
                                             const std::map<std::string, Admission>& admissions) {
  LeftOutModels left_out;
  for (const auto& [site, admission] : admissions) {
    if (admission.lacking.empty()) continue;
    const bool external =
        std::find(study.external.begin(), study.external.end(), site) != study.external.end();
    for (const auto& [column, why] : admission.lacking) {
      if (external && MayLack(study, column)) continue;
      return absl::FailedPreconditionError(
          absl::StrCat(site, ": column ", column, ", which the study needs there: ", why));
    }
    std::map<std::string, std::string> without = ModelsWithout(study, admission.lacking);
    if (without.size() == study.models.size()) {
      return absl::FailedPreconditionError(
          absl::StrCat(site, ": no model of the study can be validated there (", without.begin()->second,
                       "); mend its table, or leave the site out"));
    }
    if (!without.empty()) left_out[site] = std::move(without);
  }
  return left_out;
}

std::string WhyLeftOut(const LeftOutModels& left_out, const std::string& site, const std::string& model) {
  const auto at_site = left_out.find(site);
  if (at_site == left_out.end()) return "";
  const auto why = at_site->second.find(model);
  return why == at_site->second.end() ? "" : why->second;
}

}  // namespace osteon::models
