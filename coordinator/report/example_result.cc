#include "coordinator/report/example_result.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/example_case_mix.h"
#include "coordinator/report/example_pipeline.h"
#include "coordinator/report/facts.h"
#include "coordinator/report/runs.h"
#include "coordinator/report/validation_json.h"

namespace osteon::report {
namespace {

using models::Estimate;
using models::MaybeEstimate;

// A number in [0, 1) that depends on `seed` only.
double Noise(int seed) {
  const double x = std::sin(seed * 12.9898) * 43758.5453;
  return x - std::floor(x);
}

MaybeEstimate Normal(double estimate, double se, const char* method) {
  return {Estimate{estimate, se, estimate - 1.96 * se, estimate + 1.96 * se, method}, ""};
}

MaybeEstimate Proportion(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {std::nullopt, "no patient to count"};
  const auto n = static_cast<double>(whole);
  const double p = static_cast<double>(part) / n, z2 = 1.96 * 1.96;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = 1.96 / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {Estimate{p, std::sqrt(p * (1 - p) / n), centre - half, centre + half, "Wilson"}, ""};
}

models::ValidationMetrics Metrics(std::uint64_t n, std::uint64_t events, int seed) {
  models::ValidationMetrics metrics;
  metrics.n = n;
  metrics.events = events;
  if (events == 0) {
    for (MaybeEstimate* none :
         {&metrics.auc, &metrics.calibration_in_the_large, &metrics.calibration_slope}) {
      none->unavailable = "no events";
    }
    metrics.oe = {Estimate{0, 0, 0, 0.31, "exact"}, ""};
    metrics.brier = 0.081;
    return metrics;
  }
  const double se = 1 / std::sqrt(static_cast<double>(events));
  const double auc = 0.72 + 0.14 * Noise(seed), auc_se = 0.45 * se;
  metrics.auc = {Estimate{auc, auc_se, auc - 1.96 * auc_se, std::fmin(1, auc + 1.96 * auc_se), "DeLong"}, ""};
  metrics.calibration_in_the_large = Normal(0.6 * Noise(seed + 1) - 0.3, 1.3 * se, "Wald");
  metrics.calibration_slope = Normal(0.6 + 0.7 * Noise(seed + 2), 1.9 * se, "Wald");
  const double oe = std::exp(0.4 * Noise(seed + 3) - 0.2);
  metrics.oe = {Estimate{oe, oe * se, oe * std::exp(-1.96 * se), oe * std::exp(1.96 * se), "Wald, log scale"},
                ""};
  metrics.brier = 0.14 + 0.06 * Noise(seed + 4);
  metrics.scaled_brier = 0.1 + 0.2 * Noise(seed + 5);
  models::ThresholdTable table;
  table.threshold = 0.35;
  table.tp = events * 7 / 10;
  table.fn = events - table.tp;
  table.tn = (n - events) * 3 / 4;
  table.fp = n - events - table.tn;
  table.sensitivity = Proportion(table.tp, events);
  table.specificity = Proportion(table.tn, n - events);
  table.ppv = Proportion(table.tp, table.tp + table.fp);
  table.npv = Proportion(table.tn, table.tn + table.fn);
  table.accuracy = Proportion(table.tp + table.tn, n);
  metrics.at_threshold = table;
  return metrics;
}

models::Study ExampleStudy(std::vector<std::string> development, std::vector<std::string> external) {
  models::Study study;
  study.name = "mm-versus-metastasis";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.split = models::Split{"set", "train", "holdout"};
  models::ClinicalColumn age;
  age.name = "age";
  age.unit = "years";
  age.min = 18;
  age.max = 110;
  models::ClinicalColumn sex;
  sex.name = "sex";
  sex.type = models::ClinicalColumn::Type::kCategorical;
  sex.levels = {"F", "M"};
  study.clinical = {age, sex};
  study.feature_prefixes = {"original_"};
  study.development = std::move(development);
  study.external = std::move(external);
  study.extraction = models::Extraction{{{"", "params.yaml", "setting:\n  binWidth: 25\n"}}};
  models::LogisticModel clinical;
  clinical.predictors = {"age", "sex", "original_glcm_JointEntropy"};
  study.models = {{"clinical", clinical},
                  {"published", models::GivenModel{{{"(Intercept)", -1.2}, {"age", 0.03}}, {}}},
                  {"reader", models::ScoreModel{"p_reader"}}};
  study.validation.development = study.validation.holdout = study.validation.external = true;
  study.validation.threshold = 0.35;
  study.privacy.min_patients = 20;
  study.privacy.min_cell = 5;
  return study;
}

models::ModelTerm Fitted(const std::string& name, double coefficient, double se, double mean, double scale,
                         double p) {
  models::ModelTerm term;
  term.name = name;
  term.coefficient = coefficient;
  term.coefficient_standardised = coefficient * scale;
  term.mean = mean;
  term.scale = scale;
  term.standard_error = se;
  term.lower = coefficient - 1.96 * se;
  term.upper = coefficient + 1.96 * se;
  term.p = p;
  return term;
}

std::vector<models::FittedModel> ExampleModels(const models::Study& study, std::uint64_t n,
                                               std::uint64_t events) {
  models::FittedModel clinical;
  clinical.name = "clinical";
  clinical.kind = "logistic";
  clinical.terms = {Fitted("(Intercept)", -4.1282917461234567, 0.51, 0, 1, 6.1e-16),
                    Fitted("age", 0.031415926535897931, 0.0062, 61.3, 11.8, 4.04e-7),
                    Fitted("sexM", -0.2718281828459045, 0.14, 0.53, 0.499, 0.0522),
                    Fitted("original_glcm_JointEntropy", 1.0 / 3.0, 0.11, 6.21, 1.34, 0.00244)};
  clinical.roster = study.development;
  clinical.n = n;
  clinical.events = events;
  clinical.converged = true;
  clinical.iterations = 6;
  clinical.log_likelihood = -612.3456789;
  clinical.deviance = 1224.6913578;
  clinical.null_deviance = 1398.2;
  clinical.aic = 1232.6913578;
  clinical.bic = 1252.5;
  models::FittedModel published;
  published.name = "published";
  published.kind = "given";
  for (const auto& [name, coefficient] : {std::pair("(Intercept)", -1.2), std::pair("age", 0.03)}) {
    models::ModelTerm term;
    term.name = name;
    term.coefficient = coefficient;
    published.terms.push_back(term);
  }
  models::FittedModel reader;
  reader.name = "reader";
  reader.kind = "score";
  reader.score_column = "p_reader";
  return {clinical, published, reader};
}

models::Admission ExampleAdmission(int seed, bool external) {
  models::Admission admission;
  admission.train_patients = 120 + static_cast<std::uint64_t>(300 * Noise(seed));
  admission.train_events =
      admission.train_patients * (30 + static_cast<std::uint64_t>(20 * Noise(seed + 9))) / 100;
  if (!external) {
    admission.holdout_patients = admission.train_patients / 4;
    admission.holdout_events = admission.train_events / 4;
  }
  admission.excluded = {{"missing age", 3}, {"missing original_glcm_JointEntropy", 7}};
  if (seed % 2 == 0) admission.excluded = {{"missing age", 1}};
  admission.read = admission.train_patients + admission.holdout_patients + (seed % 2 == 0 ? 1 : 10);
  admission.dataset_sha256 = std::string(60, 'c') + absl::StrCat(1000 + seed);
  admission.software = {{"osteon", "0.1.0"}, {"kernel logistic", "1"}};
  admission.extraction_settings = {{"", std::string(64, '5')}};
  return admission;
}

// The last site's ages are in days; its feature is suppressed.
models::UnitsComparison ExampleUnits(const models::Study& study) {
  std::map<std::string, models::VariableSummary> told;
  int seed = 0;
  for (const std::string& site : study.AllSites()) {
    const double centre = 58 + std::floor(6 * Noise(++seed));
    models::VariableSummary& summary = told[site];
    summary.numeric = {{"age", {models::Quartiles{120, centre - 9, centre, centre + 8, 17}, ""}},
                       {"original_glcm_JointEntropy", {models::Quartiles{120, 5.6, 6.2, 6.9, 1.3}, ""}}};
    summary.categorical = {{"sex", {models::Shares{120, {45, 55}}, ""}}};
  }
  models::VariableSummary& last = told.rbegin()->second;
  last.numeric = {{"age", {models::Quartiles{40, 18200, 21500, 24500, 6300}, ""}},
                  {"original_glcm_JointEntropy", {std::nullopt, "min_patients"}}};
  last.categorical = {{"sex", {std::nullopt, "min_cell"}}};
  return models::CompareUnits(told);
}

models::SiteValidation ValidationOf(const models::Study& study, const std::string& site,
                                    models::SiteRole role, std::uint64_t n, std::uint64_t events, int seed) {
  models::SiteValidation validation{site, role, {}, {}, {}, ""};
  for (std::size_t i = 0; i < study.models.size(); ++i) {
    validation.models.emplace_back(study.models[i].name, Metrics(n, events, seed + 17 * static_cast<int>(i)));
  }
  return validation;
}

ReportInput Build(const std::vector<std::string>& development, const std::vector<std::string>& external) {
  ReportInput input;
  input.study = ExampleStudy(development, external);
  input.study_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  input.software = {{"osteon", "0.1.0"}, {"eigen", "3.4.0"}};
  input.signature = Signature{"ed25519", "coordinator", "c2lnbmF0dXJl", ""};
  int seed = 0;
  std::uint64_t n = 0, events = 0;
  std::vector<models::SiteValidation> holdouts;
  for (const std::string& site : development) {
    const models::Admission admission = ExampleAdmission(++seed, false);
    input.result.admissions[site] = admission;
    n += admission.train_patients;
    events += admission.train_events;
    input.result.validations.push_back(ValidationOf(input.study, site, models::SiteRole::kDevelopment,
                                                    admission.train_patients, admission.train_events,
                                                    seed * 31));
    holdouts.push_back(ValidationOf(input.study, site, models::SiteRole::kHoldout, admission.holdout_patients,
                                    admission.holdout_events, seed * 31 + 5));
  }
  for (models::SiteValidation& holdout : holdouts) input.result.validations.push_back(std::move(holdout));
  for (const std::string& site : external) {
    models::Admission admission = ExampleAdmission(++seed, true);
    if (site == external.back()) admission.train_events = 0;
    input.result.admissions[site] = admission;
    input.result.validations.push_back(ValidationOf(input.study, site, models::SiteRole::kExternal,
                                                    admission.train_patients, admission.train_events,
                                                    seed * 31));
  }
  input.result.units = ExampleUnits(input.study);
  input.result.pipeline.models = ExampleModels(input.study, n, events);
  for (const models::FittedModel& model : input.result.pipeline.models) {
    models::ModelDetails details;
    if (IsFitted(model)) details.predictors = {"age", "sex", "original_glcm_JointEntropy"};
    details.threshold = input.study.validation.threshold;
    input.result.pipeline.details[model.name] = std::move(details);
  }
  input.ledger.round_trips = 11;
  input.ledger.rules = "default";
  for (const auto& [site, admission] : input.result.admissions) {
    input.ledger.sites[site] = {11, 4321, 7654, 187, 4 * admission.read};
  }
  input.ledger.rounds.push_back(
      {"admission", "admission", std::string(64, 'a'), 7, 0.25, input.study.AllSites()});
  input.ledger.rounds.push_back({"fit clinical", "moments", std::string(64, 'b'), 8, 0.125, development});
  for (int i = 0; i < 6; ++i) {
    input.ledger.rounds.push_back({"fit clinical", "logistic", std::string(64, 'd'), 16, 0.1, development});
  }
  for (int i = 0; i < 3; ++i) {
    input.ledger.rounds.push_back({"validation", "validation", std::string(64, 'e'), 33, 0.2, external});
  }
  return input;
}

ReportInput WithCaseMix(ReportInput input) {
  AddExampleCaseMix(input);
  return input;
}

}  // namespace

ReportInput ExampleInput() {
  return WithCaseMix(Build({"alpha", "beta", "gamma"}, {"delta", "epsilon"}));
}

ReportInput ExampleOfEverything() {
  ReportInput input = Build({"alpha", "beta", "gamma", "delta"}, {"epsilon", "zeta", "eta", "theta"});
  AddPipeline(input);
  const ReportInput earlier = ExampleInput();
  input.study.repeats = earlier.study_sha256;
  input.study_sha256 = std::string(64, 'e');
  const absl::StatusOr<std::string> text = JsonText(ValidationJson(earlier));
  if (!text.ok()) return WithCaseMix(std::move(input));
  const absl::StatusOr<Json> runs =
      EarlierRuns(*text, "validation.json", earlier.study_sha256, "2026-03-01T09:30:00Z");
  if (runs.ok()) input.earlier_runs = *runs;
  return WithCaseMix(std::move(input));
}

ReportInput ExampleInputOf25Sites() {
  std::vector<std::string> development, external;
  for (int i = 1; i <= 5; ++i) development.push_back(absl::StrCat("hospital-0", i));
  for (int i = 6; i <= 24; ++i) external.push_back(absl::StrCat("hospital-", i < 10 ? "0" : "", i));
  external.push_back("universitaetsklinikum-mit-sehr-langem-namen");
  return WithCaseMix(Build(development, external));
}

}  // namespace osteon::report
