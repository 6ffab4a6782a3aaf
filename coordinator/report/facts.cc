#include "coordinator/report/facts.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "models/disclosure/breach.h"

namespace osteon::report {

bool IsFitted(const models::FittedModel& model) {
  return model.kind != "given" && model.kind != "score";
}

const std::vector<std::string>& LevelsOf(const ReportInput& input, const std::string& variable) {
  return input.study.Clinical(variable)->levels;
}

bool IsExternal(const models::Study& study, const std::string& site) {
  return std::find(study.external.begin(), study.external.end(), site) != study.external.end();
}

std::vector<std::string> SitesByRole(const ReportInput& input) {
  std::vector<std::string> sites;
  for (const bool external : {false, true}) {
    for (const auto& [site, admission] : input.result.admissions) {
      if (IsExternal(input.study, site) == external) sites.push_back(site);
    }
  }
  return sites;
}

std::string RoleName(models::SiteRole role) {
  switch (role) {
    case models::SiteRole::kDevelopment:
      return "development";
    case models::SiteRole::kHoldout:
      return "holdout";
    case models::SiteRole::kExternal:
      return "external";
  }
  return "";
}

bool IsFittedHere(const models::StudyResult& result, const models::SiteValidation& validation,
                  const std::string& model) {
  return validation.role == models::SiteRole::kDevelopment &&
         std::any_of(
             result.pipeline.models.begin(), result.pipeline.models.end(),
             [&](const models::FittedModel& fitted) { return fitted.name == model && IsFitted(fitted); });
}

bool IsImprecise(const models::ValidationMetrics& metrics) {
  if (!metrics.suppressed.empty()) return false;
  constexpr std::uint64_t kEnough = 100;
  return metrics.events < kEnough || metrics.n < metrics.events + kEnough;
}

std::uint64_t Excluded(const models::Admission& admission) {
  std::uint64_t patients = 0;
  for (const auto& [reason, count] : admission.excluded) patients += count;
  return patients;
}

std::string SuppressedIn(const models::Admission& admission, const std::string& what) {
  const auto rule_of = [&](const std::string& name) {
    const auto found = admission.suppressed.find(name);
    return found == admission.suppressed.end() ? std::string() : models::Suppressed(found->second);
  };
  if (what == "patients" || what == "events") {
    const std::string train = rule_of("train_" + what);
    return train.empty() ? rule_of("holdout_" + what) : train;
  }
  if (what == "excluded") {
    for (const auto& [name, rule] : admission.suppressed) {
      if (absl::StartsWith(name, "excluded: ")) return models::Suppressed(rule);
    }
    return "";
  }
  return rule_of(what);
}

std::uint64_t Analysed(const models::Admission& admission) {
  return admission.train_patients + admission.holdout_patients;
}

std::uint64_t Events(const models::Admission& admission) {
  return admission.train_events + admission.holdout_events;
}

std::string ExtractionSettings(const ReportInput& input, const std::string& image) {
  for (const auto& [site, admission] : input.result.admissions) {
    const auto found = admission.extraction_settings.find(image);
    if (found != admission.extraction_settings.end()) return found->second;
  }
  return "";
}

}  // namespace osteon::report
