#include "coordinator/report/example_pipeline.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/performance_parts.h"
#include "models/pipeline/validate_models.h"

namespace osteon::report {
namespace {

constexpr int kPenalties = 40;
constexpr int kCurve = 34;

std::string Feature(int i) {
  return absl::StrCat("original_glrlm_Feature", i < 10 ? "0" : "", i);
}

std::vector<std::string> Features(int from, int to) {
  std::vector<std::string> features;
  for (int i = from; i <= to; ++i) features.push_back(Feature(i));
  return features;
}

std::vector<models::FillValue> Fills() {
  models::FillValue age{"age", 61.5, models::Quantile{61.5, 61, 62, 12, 585}, 600, 240, 15, 9, ""};
  models::FillValue feature{Feature(3), -0.25, std::nullopt, 600, 240, 0, 0, ""};
  models::FillValue sparse{Feature(4), 12, std::nullopt, 600, 240, 270, 130, "over 40 % missing"};
  return {age, feature, sparse};
}

std::vector<models::StepLog> Screening() {
  models::StepLog anova;
  anova.step = "anova";
  anova.rule = "p below 0.05";
  anova.candidates = 12;
  anova.kept = Features(1, 8);
  anova.measures = {"f", "p", "f_by_site"};
  for (int i = 1; i <= 12; ++i) anova.values[Feature(i)] = {30.0 / i, 0.005 * i, 4.0 * i};
  anova.values[Feature(12)] = {std::nullopt, std::nullopt, std::nullopt};
  for (int i = 9; i <= 11; ++i) anova.dropped[Feature(i)] = "p 0.06 is not below 0.05";
  anova.dropped[Feature(12)] = "constant over all training patients";
  anova.flagged[Feature(4)] = "F by site 16 exceeds F by outcome 7.5";
  anova.flagged[Feature(10)] = "F by site 40 exceeds F by outcome 3";
  models::StepLog mrmr;
  mrmr.step = "mrmr";
  mrmr.rule = "6 picks by FCQ";
  mrmr.candidates = 8;
  mrmr.kept = {Feature(1), Feature(4), Feature(2), Feature(3), Feature(5), Feature(6)};
  mrmr.measures = {"f", "score"};
  for (int i = 1; i <= 8; ++i) mrmr.values[Feature(i)] = {30.0 / i, 9.0 / i};
  for (int i = 7; i <= 8; ++i) mrmr.dropped[Feature(i)] = "not among the 6 picks";
  return {anova, mrmr};
}

models::Preparation ExamplePreparation(const models::Study& study) {
  models::HarmonisedFeatures combat;
  combat.sites = study.development;
  combat.model.features = Features(1, 11);
  combat.model.covariates = {"age", "sexM"};
  combat.model.grand_mean.assign(11, 0.5);
  combat.model.scale.assign(11, 2);
  combat.model.coefficients.assign(22, 0.01);
  combat.model.constant = {Feature(12)};
  combat.model.patients = 600;
  combat.model.batches = study.development.size();
  models::Preparation preparation;
  preparation.fills = {{"age", 61.5}, {Feature(3), -0.25}, {Feature(4), 12}};
  preparation.combat = std::move(combat);
  return preparation;
}

// Six coefficients, each from its own penalty on.
models::LassoPath ExamplePath(const models::Study& study) {
  models::LassoPath path;
  path.columns = Features(1, 6);
  path.means.assign(6, 1.5);
  path.scales.assign(6, 2);
  path.roster = study.development;
  path.n = 600;
  path.events = 240;
  path.null_deviance = 807.6;
  path.rounds = 19;
  path.stopped = "df_max";
  for (int l = 0; l < 100; ++l) path.lambda.push_back(0.2 * std::pow(0.94, l));
  models::LassoCrossValidation cv;
  for (int l = 0; l < kPenalties; ++l) {
    models::LassoFit fit;
    fit.lambda = path.lambda[static_cast<std::size_t>(l)];
    fit.finished = true;
    fit.violation = 1e-11;
    fit.intercept = fit.intercept_standardised = -0.4 - 0.002 * l;
    fit.deviance_ratio = 0.35 * (1 - std::exp(-0.08 * l));
    for (int j = 0; j < 6; ++j) {
      const double value = (j % 2 == 0 ? 1 : -1) * std::max(0.0, 0.03 * (l - 5 * j)) / (1 + 0.3 * j);
      if (value != 0) fit.coefficients.push_back({j, value, value / 2});
    }
    path.fits.push_back(std::move(fit));
    if (l >= kCurve) continue;
    cv.deviance.push_back({1.0 + 0.0006 * (l - 22) * (l - 22), 0.03});
    cv.squared_error.push_back({0.4, 0.02});
    cv.misclassified.push_back({0.25, 0.02});
    cv.auc.push_back({0.78, 0.02});
    cv.auc_lower.push_back(0.776);
    cv.auc_upper.push_back(0.784);
  }
  cv.lambda_min = 22;
  cv.lambda_1se = 15;
  cv.bracketed = true;
  path.cross_validation = std::move(cv);
  return path;
}

models::FittedModel SignatureModel(const models::LassoPath& path, int chosen) {
  const models::LassoFit& fit = path.fits[static_cast<std::size_t>(chosen)];
  models::FittedModel model;
  model.name = "signature";
  model.kind = "lasso";
  models::ModelTerm intercept;
  intercept.name = models::kInterceptTerm;
  intercept.coefficient = intercept.coefficient_standardised = fit.intercept;
  model.terms.push_back(intercept);
  for (const models::LassoCoefficient& coefficient : fit.coefficients) {
    models::ModelTerm term;
    term.name = path.columns[static_cast<std::size_t>(coefficient.column)];
    term.coefficient = coefficient.raw;
    term.coefficient_standardised = coefficient.standardised;
    term.mean = 1.5;
    term.scale = 2;
    model.terms.push_back(term);
  }
  model.roster = path.roster;
  model.n = path.n;
  model.events = path.events;
  model.converged = true;
  model.iterations = path.rounds;
  model.null_deviance = path.null_deviance;
  model.deviance = (1 - fit.deviance_ratio) * path.null_deviance;
  return model;
}

// As the clinical model of the first half, on the signature, with site effects.
models::FittedModel NomogramModel(const models::FittedModel& clinical) {
  models::FittedModel model = clinical;
  model.name = "nomogram";
  model.terms[3].name = "signature";
  for (std::size_t i = 1; i < clinical.roster.size(); ++i) {
    models::ModelTerm site = clinical.terms[2];
    site.name = absl::StrCat("site", clinical.roster[i]);
    model.site_effects.push_back(site.name);
    model.terms.push_back(site);
  }
  model.new_site_intercept = -4.25;
  return model;
}

models::ModelDetails NomogramDetails(const models::FittedModel& model) {
  models::ModelDetails details;
  details.predictors = {"age", "sex", "signature"};
  details.steps = {{"", 1224.7, 1234.7, 1250.1}, {"- original_glcm_JointEntropy", 1225.1, 1233.1, 1246.4}};
  details.passed_over = {"step 1, + stage: quasi-complete separation"};
  details.selected = true;
  details.threshold = 0.35;
  const absl::StatusOr<models::Nomogram> nomogram =
      models::BuildNomogram(*model.new_site_intercept,
                            {{"age", models::NumericPredictor{model.terms[1].coefficient, 18, 110, {}}},
                             {"sex", models::CategoricalPredictor{{"F", "M"}, {model.terms[2].coefficient}}},
                             {"signature", models::NumericPredictor{1.0 / 3, -4, 6, {}}}});
  if (nomogram.ok()) details.nomogram = *nomogram;
  return details;
}

void AddDecisionCurve(models::ValidationMetrics& metrics) {
  if (metrics.n == 0) return;
  const auto n = static_cast<double>(metrics.n);
  const double share = static_cast<double>(metrics.events) / n;
  for (const double t : {0.05, 0.1, 0.2, 0.3, 0.5}) {
    const std::uint64_t tp = metrics.events * static_cast<std::uint64_t>(100 - 60 * t) / 100;
    const std::uint64_t fp = (metrics.n - metrics.events) * static_cast<std::uint64_t>(90 - 150 * t) / 100;
    const double odds = t / (1 - t);
    metrics.decision_curve.push_back({t, tp, fp,
                                      (static_cast<double>(tp) - static_cast<double>(fp) * odds) / n,
                                      share - (1 - share) * odds});
  }
}

models::ModelComparison Comparison(const models::ValidationMetrics& a, const models::ValidationMetrics& b) {
  models::ModelComparison comparison;
  comparison.n = a.n;
  comparison.events = a.events;
  if (a.auc.value && b.auc.value) {
    const double difference = a.auc.value->estimate - b.auc.value->estimate, se = 0.03;
    comparison.auc.value =
        models::TestedDifference{*models::Wald(difference, se, "paired DeLong").value, difference / se, 0.21};
    comparison.brier = models::Wald(-0.01, 0.006, "paired");
    comparison.accuracy.value = models::McNemar{14, 8, 1.14, 0.29, 0.29, 0.21};
    comparison.sensitivity.value = models::McNemar{6, 3, 0.44, 0.51, 0.51, 0.34};
  } else {
    comparison.auc.unavailable = comparison.brier.unavailable = comparison.accuracy.unavailable =
        comparison.sensitivity.unavailable = "no events";
  }
  comparison.specificity.unavailable = "no patient whom only one classifies rightly";
  comparison.net_benefit = {{0.2, models::Wald(0.01, 0.008, "paired")}};
  return comparison;
}

void AddToValidation(models::SiteValidation& validation) {
  models::ValidationMetrics metrics = validation.models.front().second;
  validation.models.emplace_back("signature", metrics);
  validation.models.emplace_back("nomogram", metrics);
  for (auto& [model, of_model] : validation.models) AddDecisionCurve(of_model);
  validation.comparisons.push_back(
      {"nomogram", "clinical", Comparison(validation.models[4].second, validation.models[0].second)});
}

models::PooledModels Pooled(const std::vector<models::SiteValidation>& validations, models::SiteRole role) {
  std::map<std::string, std::map<std::string, models::ValidationMetrics>> by_model;
  for (const models::SiteValidation& validation : validations) {
    if (validation.role != role) continue;
    for (const auto& [model, metrics] : validation.models) by_model[model][validation.site] = metrics;
  }
  models::PooledModels pooled;
  for (const auto& [model, sites] : by_model) {
    const absl::StatusOr<models::PooledPerformance> performance = models::PoolSites(sites);
    if (performance.ok()) pooled.emplace(model, *performance);
  }
  return pooled;
}

models::InternalExternal LeaveOneOut(const ReportInput& input) {
  models::InternalExternal result;
  for (const models::SiteValidation& validation : input.result.validations) {
    if (validation.role != models::SiteRole::kDevelopment) continue;
    if (validation.site == input.study.development.back()) {
      result.failed[validation.site] = "model signature: every column is constant";
      continue;
    }
    models::SiteValidation left_out = validation;
    left_out.role = models::SiteRole::kExternal;
    result.sites.push_back(left_out);
    result.without[validation.site] = input.result.pipeline;
  }
  result.pooled = Pooled(result.sites, models::SiteRole::kExternal);
  return result;
}

models::OptimismCorrected Corrected() {
  models::OptimismCorrected of;
  of.failed = 2;
  of.reasons = {{"model signature: screening left no feature", 2}};
  of.corrected = models::OptimismCorrection{
      {0.81, 0.171, 0, 1}, {0.03, -0.008, -0.05, 0.12}, {0.78, 0.179, 0.05, 0.88}, 48};
  return of;
}

models::SampleSizes Sizes(const models::Study& study) {
  models::SampleSizes sizes;
  sizes.candidate_parameters = 14;
  models::DevelopmentSampleSize size{};
  size.prevalence = 0.4;
  size.largest_cox_snell_r2 = 0.74;
  size.cox_snell_r2 = 0.111;
  size.r2_assumed = true;
  size.overall_risk = 369;
  size.prediction_error = 534;
  size.shrinkage = 1052;
  size.optimism = 341;
  size.required = 1052;
  size.required_events_per_parameter = 30.1;
  size.enough = false;
  size.events_per_parameter = 17.1;
  size.margin_of_error = 0.039;
  size.expected_shrinkage = 0.83;
  sizes.development = size;
  for (const std::string& site : study.external) {
    sizes.validation["signature"][site] = {0.11, 0.21, 0.034, true};
  }
  return sizes;
}

void AddToStudy(models::Study& study) {
  study.missing = models::MissingValues::kMedian;
  study.harmonise = models::Harmonisation{"", {"age", "sex"}};
  study.screen = {models::AnovaStep{}, models::MrmrStep{6, models::MrmrScheme::kFcq}};
  models::PenalisedModel signature;
  signature.predictors = {models::kFeaturesPredictor};
  signature.cv = models::CrossValidation{};
  study.models.push_back({"signature", signature});
  models::LogisticModel nomogram;
  nomogram.predictors = {"age", "sex", "signature", "original_glcm_JointEntropy"};
  nomogram.stepwise = models::Stepwise::kBoth;
  nomogram.site_effects = true;
  study.models.push_back({"nomogram", nomogram});
  study.validation.threshold.reset();
  study.validation.youden = true;
  study.validation.internal_external = true;
  study.validation.compare = {{"nomogram", "clinical"}};
  study.validation.decision_thresholds = {0.05, 0.1, 0.2, 0.3, 0.5};
  study.validation.bootstrap = models::Bootstrap{50, true, 7};
}

}  // namespace

void AddPipeline(ReportInput& input) {
  AddToStudy(input.study);
  models::PipelineResult& pipeline = input.result.pipeline;
  pipeline.fills = Fills();
  pipeline.screening = Screening();
  pipeline.features = pipeline.screening.back().kept;
  pipeline.preparation = ExamplePreparation(input.study);
  pipeline.patients = 600;

  models::ModelDetails signature;
  signature.predictors = pipeline.features;
  signature.path = ExamplePath(input.study);
  signature.chosen = signature.path->cross_validation->lambda_min;
  signature.chosen_by = "lambda.min";
  signature.selected = true;
  signature.lambda = signature.path->fits[static_cast<std::size_t>(*signature.chosen)].lambda;
  pipeline.models.push_back(SignatureModel(*signature.path, *signature.chosen));
  pipeline.details["signature"] = std::move(signature);
  pipeline.models.push_back(NomogramModel(pipeline.models.front()));
  pipeline.details["nomogram"] = NomogramDetails(pipeline.models.back());

  for (models::SiteValidation& validation : input.result.validations) {
    AddToValidation(validation);
    if (validation.role != models::SiteRole::kExternal) continue;
    if (validation.models.front().second.events == 0) {
      validation.not_harmonised = "fewer than 30 patients";
    } else {
      validation.harmonised_on_site = {validation.models[3], validation.models[4]};
    }
  }
  input.result.pooled = Pooled(input.result.validations, models::SiteRole::kExternal);
  const absl::StatusOr<std::vector<models::ComparedModels>> compared =
      models::PoolComparisonsOf(InRole(input.result, models::SiteRole::kExternal));
  if (compared.ok()) input.result.pooled_comparisons = *compared;
  for (const models::FittedModel& model : pipeline.models) {
    if (!IsFitted(model)) continue;
    input.result.apparent[model.name] = {0.81, 0.171, 0.0, 1.0, -0.4, 1.1};
    input.result.optimism_corrected[model.name] = Corrected();
  }
  input.result.internal_external = LeaveOneOut(input);
  input.result.sample_size = Sizes(input.study);
}

}  // namespace osteon::report
