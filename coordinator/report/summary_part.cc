#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/sections.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

Html Card(const std::string& number, const std::string& what) {
  return Markup("<div class=\"card\"><dt>") + Text(what) + Markup("</dt><dd>") + Text(number) +
         Markup("</dd></div>\n");
}

// "0.720 (95% CI 0.637 to 0.803) at 1 external site", "between 0.71 and 0.80 at 7 external sites, not
// available at 1". Empty where the model has no AUC in that role.
std::string AucIn(const models::StudyResult& result, const std::string& model, models::SiteRole role,
                  absl::string_view kind_of_site) {
  std::vector<models::Estimate> aucs;
  std::uint64_t missing = 0;
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role != role) continue;
    if (validation.left_out.contains(model)) ++missing;
    for (const auto& [name, metrics] : validation.models) {
      if (name != model) continue;
      if (metrics.auc.value) {
        aucs.push_back(*metrics.auc.value);
      } else {
        ++missing;
      }
    }
  }
  if (aucs.empty()) return "";
  const auto less = [](const models::Estimate& a, const models::Estimate& b) {
    return a.estimate < b.estimate;
  };
  const auto [lowest, highest] = std::minmax_element(aucs.begin(), aucs.end(), less);
  const std::string value =
      aucs.size() == 1
          ? absl::StrCat(Fixed(lowest->estimate, 3), " (95% CI ", Fixed(lowest->lower, 3), " to ",
                         Fixed(lowest->upper, 3), ")")
          : absl::StrCat("between ", Fixed(lowest->estimate, 3), " and ", Fixed(highest->estimate, 3));
  return absl::StrCat(value, " at ", Counted(aucs.size(), absl::StrCat(kind_of_site, " site")),
                      missing > 0 ? absl::StrCat(", not available at ", Count(missing)) : "");
}

// "; pooled 0.712 (95% CI 0.650 to 0.766, prediction interval 0.581 to 0.815)". Empty where nothing is
// pooled.
std::string PooledAuc(const models::StudyResult& result, const std::string& model) {
  const auto pooled = result.pooled.find(model);
  if (pooled == result.pooled.end() || !pooled->second.auc.reml) return "";
  const models::PooledMetric& auc = pooled->second.auc;
  const auto text = [&](double value) { return Fixed(models::BackTransformed(auc.scale, value), 3); };
  const models::Interval& interval = auc.reml->hartung_knapp;
  std::string out = absl::StrCat("; pooled ", text(auc.reml->estimate), " (95% CI ", text(interval.lower),
                                 " to ", text(interval.upper));
  if (const auto& prediction = auc.reml->prediction_hk.t_k_minus_2) {
    absl::StrAppend(&out, ", prediction interval ", text(prediction->lower), " to ", text(prediction->upper));
  }
  return absl::StrCat(out, ")");
}

// Its AUC where it counts most: at external sites, else on hold-out rows, else at the development sites.
std::string SentenceOn(const models::StudyResult& result, const models::FittedModel& model) {
  const std::string external = AucIn(result, model.name, models::SiteRole::kExternal, "external");
  if (!external.empty()) {
    return absl::StrCat("Model ", model.name, ": AUC ", external, PooledAuc(result, model.name), ".");
  }
  const std::string holdout = AucIn(result, model.name, models::SiteRole::kHoldout, "development");
  if (!holdout.empty())
    return absl::StrCat("Model ", model.name, ": AUC ", holdout, ", on held-out patients.");
  const std::string development = AucIn(result, model.name, models::SiteRole::kDevelopment, "development");
  if (development.empty()) return absl::StrCat("Model ", model.name, ": no AUC is available.");
  return absl::StrCat("Model ", model.name, IsFitted(model) ? ": apparent AUC " : ": AUC ", development,
                      IsFitted(model) ? ", on the patients to whom it was fitted." : ".");
}

}  // namespace

Html SummaryPart(const ReportInput& input) {
  std::uint64_t patients = 0, events = 0;
  for (const auto& [site, admission] : input.result.admissions) {
    patients += Analysed(admission);
    events += Events(admission);
  }
  Html section = Markup("<dl class=\"cards\">\n");
  section += Card(Count(input.study.development.size()), "development sites");
  section += Card(Count(input.study.external.size()), "external sites");
  section += Card(Count(patients), "patients analysed");
  section += Card(Count(events), "events");
  section += Card(Count(input.result.pipeline.models.size()),
                  input.result.pipeline.models.size() == 1 ? "model" : "models");
  section += Markup("</dl>\n");
  std::vector<std::string> sentences;
  for (const models::FittedModel& model : input.result.pipeline.models) {
    sentences.push_back(SentenceOn(input.result, model));
  }
  return section + List(sentences);
}

}  // namespace osteon::report
