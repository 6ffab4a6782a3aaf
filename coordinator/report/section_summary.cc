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

// The AUCs of one model in one role, those that exist.
std::vector<double> AucsOf(const models::StudyResult& result, const std::string& model,
                           models::SiteRole role) {
  std::vector<double> aucs;
  for (const models::SiteValidation& validation : result.validations) {
    if (validation.role != role) continue;
    for (const auto& [name, metrics] : validation.models) {
      if (name == model && metrics.auc.value) aucs.push_back(metrics.auc.value->estimate);
    }
  }
  return aucs;
}

std::string RangeOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  if (values.size() == 1) return Fixed(values.front(), 3);
  return absl::StrCat("between ", Fixed(values.front(), 3), " and ", Fixed(values.back(), 3));
}

// Its AUC where it counts most: at external sites, else on hold-out rows, else the apparent one.
std::string SentenceOn(const models::StudyResult& result, const std::string& model) {
  struct Wording {
    models::SiteRole role;
    const char* where;
    const char* remark;
  };
  for (const Wording& wording :
       {Wording{models::SiteRole::kExternal, " external ", ""},
        Wording{models::SiteRole::kHoldout, " development ", " (patients held out of the fit)"},
        Wording{models::SiteRole::kDevelopment, " development ",
                " (apparent: the patients on whom models were fitted)"}}) {
    const std::vector<double> aucs = AucsOf(result, model, wording.role);
    if (aucs.empty()) continue;
    return absl::StrCat("Model ", model, ": AUC ", RangeOf(aucs), " at ", Count(aucs.size()), wording.where,
                        aucs.size() == 1 ? "site" : "sites", wording.remark, ".");
  }
  return absl::StrCat("Model ", model, ": no AUC is available.");
}

}  // namespace

Html SummarySection(const ReportInput& input) {
  std::uint64_t patients = 0, events = 0;
  for (const auto& [site, admission] : input.result.admissions) {
    patients += Analysed(admission);
    events += Events(admission);
  }
  Html section = Markup("<section aria-label=\"At a glance\">\n<dl class=\"cards\">\n");
  section += Card(Count(input.study.development.size()), "development sites");
  section += Card(Count(input.study.external.size()), "external sites");
  section += Card(Count(patients), "patients analysed");
  section += Card(Count(events), "events");
  section += Card(Count(input.result.models.size()), input.result.models.size() == 1 ? "model" : "models");
  section += Markup("</dl>\n");
  std::vector<std::string> sentences;
  for (const models::FittedModel& model : input.result.models) {
    sentences.push_back(SentenceOn(input.result, model.name));
  }
  return section + List(sentences) + Markup("</section>\n");
}

}  // namespace osteon::report
