#include "models/pipeline/describe_models.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/status/status_macros.h"
#include "models/disclosure/breach.h"
#include "models/nomogram/nomogram_ranges.h"
#include "models/pipeline/learn_preparation.h"
#include "models/pipeline/run_pipeline.h"
#include "models/study/secure_aggregation.h"
#include "models/threshold/choose_youden.h"

namespace osteon::models {
namespace {

// Cuts of a risk that a site answers in clear: DISCLOSURE's max_thresholds.
constexpr int kMostClearCuts = 12;

bool HasRange(const ClinicalColumn* column) {
  return column != nullptr && column->min && column->max;
}

// Numeric predictors whose axis needs quantiles.
std::vector<std::string> WithoutRange(const Study& study, const PipelineResult& result) {
  std::vector<std::string> columns;
  for (const FittedModel& model : result.models) {
    if (model.kind != "logistic") continue;
    for (const std::string& predictor : result.details.at(model.name).predictors) {
      const ClinicalColumn* column = study.Clinical(predictor);
      const bool categorical = column != nullptr && column->type == ClinicalColumn::Type::kCategorical;
      if (categorical || HasRange(column)) continue;
      if (std::find(columns.begin(), columns.end(), predictor) == columns.end()) columns.push_back(predictor);
    }
  }
  return columns;
}

using Ranges = std::map<std::string, std::pair<double, double>>;

absl::StatusOr<std::vector<NomogramPredictor>> Axes(const Study& study, const FittedModel& model,
                                                    const std::vector<std::string>& predictors,
                                                    const Ranges& ranges) {
  const auto coefficient = [&](const std::string& column) {
    const auto term = std::find_if(model.terms.begin(), model.terms.end(),
                                   [&](const ModelTerm& candidate) { return candidate.name == column; });
    return term == model.terms.end() ? 0.0 : term->coefficient;
  };
  std::vector<NomogramPredictor> axes;
  for (const std::string& predictor : predictors) {
    const ClinicalColumn* column = study.Clinical(predictor);
    if (column != nullptr && column->type == ClinicalColumn::Type::kCategorical) {
      CategoricalPredictor axis{column->levels, {}};
      for (const std::string& design : study.DesignColumns(predictor)) {
        axis.coefficients.push_back(coefficient(design));
      }
      axes.push_back({predictor, std::move(axis)});
      continue;
    }
    NumericPredictor axis;
    axis.coefficient = coefficient(predictor);
    if (HasRange(column)) {
      axis.low = *column->min;
      axis.high = *column->max;
    } else {
      const auto range = ranges.find(predictor);
      if (range == ranges.end()) {
        return absl::FailedPreconditionError("too few patients for the 5-95 % quantiles of a predictor");
      }
      std::tie(axis.low, axis.high) = range->second;
    }
    axes.push_back({predictor, std::move(axis)});
  }
  return axes;
}

absl::StatusOr<Nomogram> NomogramOf(const Study& study, const FittedModel& model,
                                    const std::vector<std::string>& predictors, const Ranges& ranges) {
  OSTEON_ASSIGN_OR_RETURN(const std::vector<NomogramPredictor> axes, Axes(study, model, predictors, ranges));
  const std::vector<LinearTerm> terms = TermsAtNewSite(model);
  const double intercept = !terms.empty() && terms[0].name == kInterceptTerm ? terms[0].coefficient : 0;
  return BuildNomogram(intercept, axes);
}

}  // namespace

ScoredModel Scored(const FittedModel& model, const std::vector<LinearTerm>& terms) {
  return {model.name, model.score_column.empty() ? terms : std::vector<LinearTerm>(), model.score_column};
}

absl::Status ChooseThresholds(Federation& federation, const Study& study,
                              const std::vector<std::string>& sites, PipelineResult& result) {
  std::vector<ScoredModel> models;
  for (const FittedModel& model : result.models) {
    ModelDetails& details = result.details.at(model.name);
    if (details.threshold) continue;  // a frozen model's own
    const Model* asked = study.FindModel(model.name);
    const auto* given = std::get_if<GivenModel>(&asked->kind);
    if (study.validation.threshold) {
      details.threshold = study.validation.threshold;
    } else if (study.validation.youden && !(given != nullptr && given->frozen)) {
      models.push_back(Scored(model, TermsAtNewSite(model)));
    }
  }
  if (models.empty()) return absl::OkStatus();
  const std::vector<double> cuts = IsPooled(study, sites) ? FineCuts() : CoarseCuts(kMostClearCuts);
  const absl::StatusOr<std::vector<YoudenThreshold>> chosen =
      ChooseYouden(federation, "thresholds", models, cuts, sites);
  // Without a threshold the study goes on.
  const std::optional<std::string> rule = RuleNamedIn(chosen.status().message());
  if (!chosen.ok() && !(absl::IsFailedPrecondition(chosen.status()) && rule)) return chosen.status();
  for (std::size_t i = 0; i < models.size(); ++i) {
    ModelDetails& details = result.details.at(models[i].name);
    if (chosen.ok()) {
      details.threshold = (*chosen)[i].threshold;
    } else {
      details.no_threshold = Suppressed(*rule);
    }
  }
  return absl::OkStatus();
}

absl::Status AddNomograms(Federation& federation, const Study& study, const std::vector<std::string>& sites,
                          PipelineResult& result) {
  const std::vector<std::string> columns = WithoutRange(study, result);
  Ranges ranges;
  std::string why_not;
  if (!columns.empty()) {
    const auto quantiles = NomogramRanges(federation, "nomogram", columns, sites, LeastCell(study));
    if (!quantiles.ok() && !absl::IsFailedPrecondition(quantiles.status())) return quantiles.status();
    if (!quantiles.ok()) {
      const std::optional<std::string> rule = RuleNamedIn(quantiles.status().message());
      why_not = rule ? Suppressed(*rule) : std::string(quantiles.status().message());
    }
    for (std::size_t j = 0; quantiles.ok() && j < columns.size(); ++j) ranges[columns[j]] = (*quantiles)[j];
  }
  for (const FittedModel& model : result.models) {
    if (model.kind != "logistic") continue;
    ModelDetails& details = result.details.at(model.name);
    if (!model.offset.empty()) {
      details.no_nomogram = "the model has an offset, which no axis can show";
      continue;
    }
    if (details.predictors.empty()) {
      details.no_nomogram = "the model has no predictor";
      continue;
    }
    absl::StatusOr<Nomogram> nomogram = NomogramOf(study, model, details.predictors, ranges);
    if (nomogram.ok()) {
      details.nomogram = *std::move(nomogram);
    } else {
      details.no_nomogram = why_not.empty() ? std::string(nomogram.status().message()) : why_not;
    }
  }
  return absl::OkStatus();
}

}  // namespace osteon::models
