#include "models/pipeline/sample_sizes.h"

#include <utility>

#include "models/disclosure/breach.h"
#include "models/study/lacking_columns.h"

namespace osteon::models {
namespace {

// The rule for whose sake a site tells less than all its patients and events; empty: none.
std::string SuppressedEvents(const Admission& admission) {
  for (const char* what : {"train_patients", "train_events", "holdout_patients", "holdout_events"}) {
    const auto rule = admission.suppressed.find(what);
    if (rule != admission.suppressed.end()) return rule->second;
  }
  return "";
}

}  // namespace

std::set<std::string> CandidateColumns(const Study& study, const std::vector<std::string>& features) {
  std::set<std::string> columns(features.begin(), features.end());
  for (const std::string& column : study.NeededColumns()) {
    const std::vector<std::string> design = study.DesignColumns(column);
    columns.insert(design.begin(), design.end());
  }
  return columns;
}

std::uint64_t ScalarsHeld(const Study& study, const Admission& admission) {
  std::set<std::string> columns = CandidateColumns(study, admission.features);
  for (const auto& [lacking, why] : admission.lacking) {
    for (const std::string& design : study.DesignColumns(lacking)) columns.erase(design);
  }
  return (admission.train_patients + admission.holdout_patients) * columns.size();
}

std::uint64_t CandidateParameters(const Study& study, const std::vector<std::string>& features) {
  std::set<std::string> columns(features.begin(), features.end());
  for (const Model& model : study.models) {
    for (const std::string& predictor : PredictorsOf(model)) {
      if (predictor == kFeaturesPredictor || study.IsModelPredictor(predictor)) continue;
      const std::vector<std::string> design = study.DesignColumns(predictor);
      columns.insert(design.begin(), design.end());
    }
  }
  return columns.size();
}

SampleSizes AssessSampleSizes(const Study& study, const std::vector<std::string>& features,
                              const std::map<std::string, Admission>& admissions,
                              const std::map<std::string, ModelPerformance>& apparent) {
  SampleSizes sizes;
  sizes.candidate_parameters = CandidateParameters(study, features);
  if (sizes.candidate_parameters == 0) {
    sizes.unavailable = "the study fits no model";
    return sizes;
  }
  DevelopmentPlan plan;
  plan.candidate_parameters = sizes.candidate_parameters;
  for (const std::string& site : study.development) {
    const std::string rule = SuppressedEvents(admissions.at(site));
    if (!rule.empty()) sizes.unavailable = Suppressed(rule);
    plan.patients += admissions.at(site).train_patients;
    plan.events += admissions.at(site).train_events;
  }
  absl::StatusOr<DevelopmentSampleSize> development = SampleSizeForDevelopment(plan);
  if (!sizes.unavailable.empty()) {
    // Not all counts are known.
  } else if (development.ok()) {
    sizes.development = *std::move(development);
  } else {
    sizes.unavailable = std::string(development.status().message());
  }
  for (const auto& [model, performance] : apparent) {
    if (!performance.auc || !performance.slope) continue;
    for (const std::string& site : study.external) {
      const Admission& admission = admissions.at(site);
      if (!SuppressedEvents(admission).empty() || ModelsWithout(study, admission.lacking).contains(model)) {
        continue;
      }
      const absl::StatusOr<ExpectedPrecision> precision =
          PrecisionOfValidation({admission.train_patients + admission.holdout_patients,
                                 admission.train_events + admission.holdout_events, *performance.auc,
                                 performance.lp_mean, performance.lp_sd});
      if (precision.ok()) sizes.validation[model].emplace(site, *precision);
    }
  }
  return sizes;
}

}  // namespace osteon::models
