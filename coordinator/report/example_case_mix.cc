#include "coordinator/report/example_case_mix.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "models/disclosure/breach.h"
#include "models/validation/histogram.h"

namespace osteon::report {
namespace {

using models::ValidationMetrics;

constexpr char kNotMasked[] = "sums over external sites are masked from 3 sites on, and there are 2";

models::Histogram Bins(std::vector<double> edges, std::uint64_t events, std::uint64_t non_events) {
  models::Histogram histogram;
  histogram.edges = std::move(edges);
  const std::size_t bins = histogram.edges.size() - 1;
  histogram.events.assign(bins, 0);
  histogram.non_events.assign(bins, 0);
  for (std::uint64_t i = 0; i < events; ++i) ++histogram.events[bins - 1 - (i * i / 7) % bins];
  for (std::uint64_t i = 0; i < non_events; ++i) ++histogram.non_events[(i * i / 7) % bins];
  return histogram;
}

void AddDistributions(ValidationMetrics& metrics) {
  if (metrics.events == 0 || !metrics.suppressed.empty() || !metrics.calibration_slope.value) return;
  metrics.linear_predictor = {{models::MeanAndSd{-0.4, 1.1}, ""},
                              {models::MeanAndSd{0.3, 1.0}, ""},
                              {models::MeanAndSd{-0.8, 0.9}, ""}};
  const models::Estimate& slope = *metrics.calibration_slope.value;
  metrics.recalibration.brier_intercept_only.value = *metrics.brier - 0.002;
  metrics.recalibration.logistic.value =
      models::LogisticRecalibration{{0.12, 0.2, -0.272, 0.512, "Wald"}, slope, 0.011, *metrics.brier - 0.004};
  const std::uint64_t non_events = metrics.n - metrics.events;
  metrics.risk_histogram.value = Bins(models::RiskEdges(), metrics.events, non_events);
  metrics.score_histogram.value = Bins(models::DefaultScoreEdges(), metrics.events, non_events);
}

models::SiteCaseMix CaseMixOf(const ValidationMetrics& metrics, bool compared, bool last) {
  models::SiteCaseMix case_mix;
  models::CaseMix& told = case_mix.told;
  told.n = metrics.n;
  told.events = metrics.events;
  const std::uint64_t non_events = metrics.n - metrics.events;
  models::NumericCaseMix age{
      "age", {metrics.n, ""}, {models::MeanAndSd{61.25, 11.5}, ""}, {models::OutcomeCounts{0, 0}, ""}};
  models::CategoricalCaseMix sex{"sex", {metrics.n, ""}, {}, {models::OutcomeCounts{0, 0}, ""}};
  sex.levels.value = {{metrics.events / 2, non_events / 3},
                      {metrics.events - metrics.events / 2, non_events - non_events / 3}};
  if (last) sex.levels = {std::nullopt, models::Suppressed("min_cell")};
  told.numeric = {age};
  told.categorical = {sex};
  if (compared) {
    case_mix.standardised_differences["age"] = {0.17, ""};
    case_mix.standardised_differences["sex"] = {0.08, ""};
    if (last) case_mix.standardised_differences["sex"] = {std::nullopt, models::Suppressed("min_cell")};
  }
  return case_mix;
}

models::StackedPerformance Stacked(std::uint64_t n, std::uint64_t events) {
  models::StackedPerformance stacked;
  stacked.n = n;
  stacked.events = events;
  stacked.auc.value = models::BinnedAuc{0.781, 0.779, 0.783};
  stacked.calibration_in_the_large = {models::Estimate{0.05, 0.07, -0.087, 0.187, "Wald"}, ""};
  stacked.calibration_slope = {models::Estimate{0.93, 0.08, 0.773, 1.087, "Wald"}, ""};
  stacked.calibration_intercept = {models::Estimate{0.01, 0.07, -0.127, 0.147, "Wald"}, ""};
  stacked.oe = {models::Estimate{1.03, 0.05, 0.936, 1.133, "binomial, on the log scale"}, ""};
  stacked.brier.value = 0.171;
  stacked.scaled_brier.value = 0.19;
  const std::uint64_t non_events = n - events;
  stacked.at_threshold = models::TableOf(0.35, events * 7 / 10, non_events / 4, non_events - non_events / 4,
                                         events - events * 7 / 10);
  for (int k = 1; k < 100; ++k) {
    const auto above = static_cast<std::uint64_t>(100 - k);
    stacked.roc.push_back({k / 100.0, events * above / 100, non_events * above * above / 10000});
  }
  return stacked;
}

}  // namespace

void AddExampleCaseMix(ReportInput& input) {
  models::StudyResult& result = input.result;
  std::uint64_t n = 0, events = 0;
  for (std::size_t i = 0; i < result.validations.size(); ++i) {
    models::SiteValidation& validation = result.validations[i];
    const bool compared = validation.role != models::SiteRole::kDevelopment;
    for (auto& [model, metrics] : validation.models) {
      AddDistributions(metrics);
      if (compared)
        validation.shifts[model] = {{-0.21, ""}, {1.12, ""}, {models::Membership{0.68, 0.54}, ""}};
      ValidationMetrics of_level = metrics;
      of_level.risk_histogram = of_level.score_histogram = {};
      of_level.n /= 2;
      of_level.events /= 2;
      models::Subgroups by_sex{"sex", {{"F", of_level}, {"M", of_level}}};
      if (i + 1 == result.validations.size()) by_sex = {"sex", {}, "min_effective_patients"};
      validation.subgroups.emplace_back(model, std::move(by_sex));
    }
    if (validation.models.empty()) continue;
    const ValidationMetrics& first = validation.models.front().second;
    validation.case_mix = CaseMixOf(first, compared, i + 1 == result.validations.size());
    if (validation.role != models::SiteRole::kExternal) continue;
    n += first.n;
    events += first.events;
  }
  for (const auto& [model, pooled] : result.pooled) {
    if (model != "reader") result.stacked[model] = Stacked(n, events);
    if (model == "reader") result.stacked[model].unavailable = kNotMasked;
  }
}

}  // namespace osteon::report
