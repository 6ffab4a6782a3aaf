#include "models/pipeline/expected_releases.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "models/pipeline/case_mix.h"
#include "models/pipeline/membership.h"
#include "models/pipeline/validation_groups.h"
#include "models/study/secure_aggregation.h"

namespace osteon::models {
namespace {

constexpr double kBinNumbers = 40;            // of two histograms
constexpr double kRecord = 77 + kBinNumbers;  // of a validation, but its decision curve
constexpr double kAucPenalties = 20;          // around the selected one, of which the AUC is cross-validated

double Triangle(double n) {
  return n * (n + 1) / 2;
}

// How many features screening leaves at most.
double Kept(const Study& study, const AssumedSizes& sizes) {
  auto kept = static_cast<double>(sizes.features);
  for (const ScreeningStep& step : study.screen) {
    if (const auto* best = std::get_if<SelectKBestStep>(&step))
      kept = std::min(kept, static_cast<double>(best->k));
    if (const auto* mrmr = std::get_if<MrmrStep>(&step)) kept = std::min(kept, static_cast<double>(mrmr->k));
  }
  return kept;
}

double ColumnsOf(const Study& study, const std::vector<std::string>& predictors, const AssumedSizes& sizes) {
  double columns = 0;
  for (const std::string& predictor : predictors) {
    columns += predictor == kFeaturesPredictor ? Kept(study, sizes)
                                               : static_cast<double>(study.DesignColumns(predictor).size());
  }
  return columns;
}

bool HasScoreHistograms(const Study& study) {
  return IsPooled(study, study.development);
}

ExpectedStep OfScreening(const Study& study, const AssumedSizes& sizes) {
  ExpectedStep sum{"screening"};
  auto features = static_cast<double>(sizes.features);
  bool moments = false;
  for (const ScreeningStep& step : study.screen) {
    if (std::holds_alternative<IccStep>(step)) {
      sum.requests += 1;
      sum.numbers += 7 * features;
    } else if (std::holds_alternative<MissingnessStep>(step)) {
      sum.requests += 1;
      sum.numbers += 2 + 2 * features;
    } else if (!std::exchange(moments, true)) {
      sum.requests += 1;
      sum.numbers += 4 + 5 * features;
    }
    if (const auto* best = std::get_if<SelectKBestStep>(&step)) {
      features = std::min(features, static_cast<double>(best->k));
    } else if (const auto* mrmr = std::get_if<MrmrStep>(&step)) {
      sum.requests += 4;
      sum.numbers += static_cast<double>(mrmr->k) * features;
      features = std::min(features, static_cast<double>(mrmr->k));
    } else if (std::holds_alternative<CorrelationStep>(step)) {
      sum.requests += 4;
      sum.numbers += Triangle(features - 1);
    }
  }
  return sum;
}

ExpectedStep OfModel(const Study& study, const Model& model, const AssumedSizes& sizes) {
  ExpectedStep sum{absl::StrCat("model ", model.name)};
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) {
    const double p = ColumnsOf(study, logistic->predictors, sizes) +
                     (logistic->site_effects ? static_cast<double>(study.development.size()) - 1 : 0);
    if (logistic->stepwise == Stepwise::kNone) {
      sum.requests = 8;
      sum.numbers = 2 + 2 * p + 7 * (3 + p + Triangle(p + 1));
    } else {
      sum.requests = 6 * p;
      sum.numbers = p * p * p * p / 2;
    }
    sum.requests += 4;  // its nomogram's axes
    sum.numbers += 260 * p;
  }
  if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) {
    const double p = ColumnsOf(study, penalised->predictors, sizes);
    const double folds = penalised->cv ? penalised->cv->folds : 0;
    const double lambdas =
        penalised->lambda.empty() ? penalised->lambdas : static_cast<double>(penalised->lambda.size());
    double most = static_cast<double>(sizes.patients) / (penalised->cv ? 6 : 4);
    if (penalised->df_max) most = *penalised->df_max;
    if (penalised->df_max_none) most = p;
    const double d = std::min(p, most);
    const bool ridge = penalised->penalty == Penalty::kRidge;
    sum.requests = ridge ? 15 : 30;
    sum.numbers = (folds + 1) * (10 * p + (ridge ? p * p / 2 : lambdas * d + d * d));
    if (HasScoreHistograms(study)) sum.numbers += 200 * folds * std::min(lambdas, kAucPenalties);
  }
  return sum;
}

// One information matrix, where the model has one that is asked for.
double OfMembership(const Study& study, const Model& model, const AssumedSizes& sizes) {
  double p = 0;
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) {
    p = ColumnsOf(study, logistic->predictors, sizes);
  }
  if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) {
    p = ColumnsOf(study, penalised->predictors, sizes);
  }
  p = std::min(p, static_cast<double>(kMostMembershipPredictors));
  return p > 0 ? 3 + p + Triangle(p + 1) : 0;
}

void Add(ExpectedReleases& releases, ExpectedStep step) {
  releases.requests += step.requests;
  releases.numbers += step.numbers;
  releases.steps.push_back(std::move(step));
}

// Case mix and subgroups of each place, and external patients together.
void AddDescriptions(const Study& study, bool development, const AssumedSizes& sizes, std::size_t groups,
                     ExpectedReleases& releases) {
  const auto models = static_cast<double>(study.models.size());
  const auto places = static_cast<double>(groups);
  double variables = 0, levels = 0, subgroups = 0;
  for (const ClinicalColumn& column : study.clinical) {
    if (column.role != ClinicalColumn::Role::kPredictor) continue;
    variables += 1;
    levels += static_cast<double>(column.levels.size());
  }
  if (study.UsesAllFeatures())
    variables += std::min(Kept(study, sizes), static_cast<double>(kMostCaseMixFeatures));
  if (variables > 0 && groups > 0) {
    ExpectedStep step{"case mix", places, places * (2 + 5 * variables + 2 * levels)};
    if (development && ComparesCaseMix(study)) {
      step.requests += 3;
      step.numbers += 3 * (variables + levels);
      for (const Model& model : study.models) step.numbers += OfMembership(study, model, sizes);
    }
    Add(releases, std::move(step));
  }
  for (const std::string& column : study.validation.subgroups) {
    const ClinicalColumn* clinical = study.Clinical(column);
    if (clinical != nullptr) subgroups += static_cast<double>(clinical->levels.size());
  }
  if (subgroups > 0) {
    const auto curve = 4 * static_cast<double>(study.validation.decision_thresholds.size());
    Add(releases, {"subgroups", places * models * static_cast<double>(study.validation.subgroups.size()),
                   places * models * subgroups * (kRecord - kBinNumbers + curve)});
  }
  if (!development && StacksExternal(study)) {
    Add(releases, {"external patients together", 18, 2 + models * (2 * 999 + 5 + 3 + 12 * 7)});
  }
}

// The sums of one development of all models.
std::vector<ExpectedStep> Development(const Study& study, const AssumedSizes& sizes) {
  const double features = study.UsesAllFeatures() ? static_cast<double>(sizes.features) : 0;
  std::vector<ExpectedStep> steps;
  if (study.missing != MissingValues::kCompleteCase) {
    std::set<std::string> columns;
    for (const std::string& column : study.NeededColumns()) columns.insert(column);
    const double p = features + static_cast<double>(columns.size());
    const bool median = study.missing == MissingValues::kMedian;
    steps.push_back({"imputation", median ? 6.0 : 3.0, 2 + 5 * p + (median ? 3 * 257 * p : 0)});
  }
  if (study.harmonise) {
    const auto q = static_cast<double>(study.harmonise->covariates.size());
    steps.push_back({"harmonisation", 1, 2 + 2 * features + q + q * features + Triangle(q)});
  }
  if (!study.screen.empty()) steps.push_back(OfScreening(study, sizes));
  for (const Model& model : study.models) {
    if (IsFitted(model)) steps.push_back(OfModel(study, model, sizes));
  }
  const auto models = static_cast<double>(study.models.size());
  if (study.validation.youden) {
    const double cuts = HasScoreHistograms(study) ? 999 : 12;
    steps.push_back({"thresholds", 1, 2 + 2 * cuts * models});
  }
  return steps;
}

}  // namespace

ExpectedReleases EstimateReleases(const Study& study, bool development, const AssumedSizes& sizes) {
  ExpectedReleases releases;
  Add(releases, {"admission", 1, 10});
  const double variables = static_cast<double>(study.NeededColumns().size()) +
                           (study.UsesAllFeatures() ? static_cast<double>(sizes.features) : 0);
  Add(releases, {"units of every variable", 1, 5 * variables});
  const auto models = static_cast<double>(study.models.size());
  if (development) {
    double requests = 0;
    double numbers = 0;
    for (ExpectedStep& step : Development(study, sizes)) {
      requests += step.requests;
      numbers += step.numbers;
      Add(releases, std::move(step));
    }
    Add(releases, {"apparent performance", 8, 8 * (3 + 2 * models)});
    if (study.validation.internal_external) {
      const double others = static_cast<double>(study.development.size()) - 1;
      Add(releases, {"internal-external validation", requests, numbers * others});
    }
    if (study.validation.bootstrap) {
      Add(releases, {absl::StrCat("bootstrap of ", study.validation.bootstrap->replicates, " replicates"),
                     requests, numbers * study.validation.bootstrap->replicates});
    }
  }
  const std::size_t thresholds = study.validation.decision_thresholds.size();
  std::size_t places = 0;
  for (const ValidationGroup& group : ValidationGroups(study)) {
    if ((group.role == SiteRole::kExternal) != development) ++places;
  }
  if (development && study.validation.internal_external) ++places;
  // Harmonised on site once more.
  const std::size_t times = study.harmonise && !development ? 2 : 1;
  releases.validation_records = places * times * study.models.size();
  releases.comparison_records = places * study.validation.compare.size();
  const auto records = static_cast<double>(releases.validation_records);
  const auto comparisons = static_cast<double>(releases.comparison_records);
  const auto curve = 4 * static_cast<double>(thresholds);
  Add(releases,
      {"validation", records + comparisons, records * (kRecord + curve) + comparisons * (30 + curve)});
  AddDescriptions(study, development, sizes, places, releases);
  return releases;
}

}  // namespace osteon::models
