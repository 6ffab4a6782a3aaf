#include "models/pipeline/fit_model.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/glm/fit_logistic.h"
#include "models/glm/site_intercepts.h"
#include "models/pipeline/penalised_model.h"
#include "models/study/pipeline_problems.h"

namespace osteon::models {
namespace {

const FittedModel& FittedOf(const PipelineResult& result, const std::string& name) {
  return *std::find_if(result.models.begin(), result.models.end(),
                       [&](const FittedModel& model) { return model.name == name; });
}

// The linear predictor of a model before, as a column for those after it.
DerivedColumn LinearPredictorOf(const Study& study, const PipelineResult& result, const std::string& name,
                                bool cross_validated) {
  DerivedColumn column{name, TermsAtNewSite(FittedOf(result, name)), {}, {}};
  if (!cross_validated) return column;
  const auto* penalised = std::get_if<PenalisedModel>(&study.FindModel(name)->kind);
  const auto details = result.details.find(name);
  if (penalised == nullptr || !penalised->cv || details == result.details.end()) return column;
  column.folds = FoldsOf(*penalised->cv);
  column.terms_by_fold = TermsByFold(*details->second.path, *details->second.chosen);
  return column;
}

// What a model's linear predictor is made of first: a frozen model's own derived columns.
void AddLinearPredictor(const Study& study, const PipelineResult& result, const std::string& name,
                        bool cross_validated, Preparation& preparation) {
  const auto* given = std::get_if<GivenModel>(&study.FindModel(name)->kind);
  if (given != nullptr && given->frozen) {
    for (const DerivedColumn& column : given->frozen->preparation.derived)
      preparation.derived.push_back(column);
  }
  preparation.derived.push_back(LinearPredictorOf(study, result, name, cross_validated));
}

// The models that `names` are made of, themselves included, in the study's order.
void AddModelPredictors(const Study& study, const std::vector<std::string>& predictors,
                        std::vector<std::string>& models) {
  for (const std::string& predictor : predictors) {
    if (!study.IsModelPredictor(predictor)) continue;
    AddModelPredictors(study, PredictorsOf(*study.FindModel(predictor)), models);
    if (std::find(models.begin(), models.end(), predictor) == models.end()) models.push_back(predictor);
  }
}

// A predictor and its columns in the design.
struct DesignTerm {
  std::string name;
  std::vector<std::string> columns;
};

// Steps that rank or test features by the outcome; the others are blind to it.
bool LooksAtOutcome(const ScreeningStep& step) {
  return !std::holds_alternative<IccStep>(step) && !std::holds_alternative<VarianceStep>(step) &&
         !std::holds_alternative<MissingnessStep>(step);
}

class ModelFit {
 public:
  ModelFit(const Study& study, const Model& model, const PipelineScope& scope, TablePreparation& tables,
           const PipelineResult* keep, PipelineResult& result)
      : study_(study), model_(model), scope_(scope), tables_(tables), keep_(keep), result_(result) {}

  absl::Status Run() {
    if (const auto* score = std::get_if<ScoreModel>(&model_.kind)) {
      FittedModel fitted;
      fitted.name = model_.name;
      fitted.kind = "score";
      fitted.score_column = score->column;
      return Finish(std::move(fitted), {});
    }
    if (const auto* given = std::get_if<GivenModel>(&model_.kind)) return TakeGiven(*given);
    for (const std::string& predictor : PredictorsOf(model_)) {
      if (const auto failed = result_.failed.find(predictor); failed != result_.failed.end()) {
        return absl::FailedPreconditionError(absl::StrCat("its predictor has no estimate: ", failed->second));
      }
      OSTEON_RETURN_IF_ERROR(CheckVaries(predictor));
      AddTerms(predictor);
    }
    if (terms_.empty()) return NothingLeft();
    if (const auto* logistic = std::get_if<LogisticModel>(&model_.kind)) return FitLogisticModel(*logistic);
    return FitPenalisedModel(std::get<PenalisedModel>(model_.kind));
  }

 private:
  absl::Status Finish(FittedModel fitted, ModelDetails details) {
    details.predictors.clear();
    for (const DesignTerm& term : terms_) details.predictors.push_back(term.name);
    result_.details[model_.name] = std::move(details);
    result_.models.push_back(std::move(fitted));
    return absl::OkStatus();
  }

  absl::Status NothingLeft() const {
    for (const StepLog& step : result_.screening) {
      if (!step.kept.empty()) continue;
      return absl::FailedPreconditionError(absl::StrCat("screening left no feature for this model: step ",
                                                        step.step, " (", step.rule, ") kept none of ",
                                                        step.candidates, "; loosen it, or leave it out"));
    }
    return absl::FailedPreconditionError("screening left no feature for this model");
  }

  // A signature that selected nothing is one number for every patient.
  absl::Status CheckVaries(const std::string& predictor) const {
    if (!study_.IsModelPredictor(predictor)) return absl::OkStatus();
    const FittedModel& model = FittedOf(result_, predictor);
    if (model.terms.size() > 1 || (model.terms.size() == 1 && model.terms[0].name != kInterceptTerm)) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(absl::StrCat("its predictor ", predictor, " selected no column (",
                                                      result_.details.at(predictor).chosen_by,
                                                      " is the null model), so it is the same for every "
                                                      "patient; take it out, or select lambda.min instead of "
                                                      "lambda.1se, or screen less"));
  }

  absl::Status TakeGiven(const GivenModel& given) {
    FittedModel fitted;
    fitted.name = model_.name;
    fitted.kind = "given";
    for (const auto& [name, coefficient] : given.terms) {
      ModelTerm term;
      term.name = name;
      term.coefficient = coefficient;
      term.coefficient_standardised = coefficient;  // mean 0, scale 1
      fitted.terms.push_back(std::move(term));
    }
    ModelDetails details;
    if (given.frozen) details.threshold = given.frozen->threshold;
    return Finish(std::move(fitted), std::move(details));
  }

  void AddTerms(const std::string& predictor) {
    if (predictor == kFeaturesPredictor && study_.Clinical(predictor) == nullptr) {
      for (const std::string& feature : result_.features) terms_.push_back({feature, {feature}});
    } else if (study_.IsModelPredictor(predictor)) {
      terms_.push_back({predictor, {predictor}});
    } else {
      terms_.push_back({predictor, study_.DesignColumns(predictor)});
    }
  }

  std::vector<std::string> Columns() const {
    std::vector<std::string> columns;
    for (const DesignTerm& term : terms_) {
      columns.insert(columns.end(), term.columns.begin(), term.columns.end());
    }
    return columns;
  }

  // One column for each site but the first.
  std::vector<std::string> AddSiteColumns(Preparation& preparation) const {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < scope_.sites.size(); ++i) {
      names.push_back(SiteEffectName(scope_.sites[i]));
      preparation.site_columns.push_back({names.back(), scope_.sites[i]});
    }
    return names;
  }

  Preparation WithModelPredictors(bool cross_validated) const {
    Preparation preparation = tables_.base();
    std::vector<std::string> models;
    AddModelPredictors(study_, PredictorsOf(model_), models);
    for (const std::string& name : models) {
      AddLinearPredictor(study_, result_, name, cross_validated, preparation);
    }
    return preparation;
  }

  absl::Status FitLogisticModel(const LogisticModel& model) {
    Preparation preparation = WithModelPredictors(model.cross_validated_signature);
    std::vector<std::string> site_columns;
    if (model.site_effects) site_columns = AddSiteColumns(preparation);
    OSTEON_ASSIGN_OR_RETURN(PreparedFederation federation, tables_.Seen(preparation));
    ModelDetails details;
    details.selected = IsSelected(model);
    const bool stepwise = model.stepwise != Stepwise::kNone;
    if (stepwise && keep_ == nullptr) {
      return FitStepwiseModel(model, federation, std::move(details));
    }
    if (stepwise) KeepTerms(keep_->details.at(model_.name).predictors);
    std::vector<std::string> columns = Columns();
    columns.insert(columns.end(), site_columns.begin(), site_columns.end());
    OSTEON_ASSIGN_OR_RETURN(FittedModel fitted, FitLogistic(federation, model_.name, columns, scope_.sites,
                                                            LogisticOptions{model.intercept, model.offset}));
    return AddNewSiteIntercept(std::move(fitted), site_columns, std::move(details));
  }

  absl::Status FitStepwiseModel(const LogisticModel& model, Federation& federation, ModelDetails details) {
    std::vector<StepwiseTerm> candidates;
    for (const DesignTerm& term : terms_) candidates.push_back({term.name, term.columns});
    const StepwiseDirection direction = model.stepwise == Stepwise::kForward    ? StepwiseDirection::kForward
                                        : model.stepwise == Stepwise::kBackward ? StepwiseDirection::kBackward
                                                                                : StepwiseDirection::kBoth;
    const StepwiseCriterion criterion =
        model.criterion == StepCriterion::kBic ? StepwiseCriterion::kBic : StepwiseCriterion::kAic;
    OSTEON_ASSIGN_OR_RETURN(StepwiseFit fit, FitStepwise(federation, model_.name, candidates, direction,
                                                         criterion, scope_.sites));
    KeepTerms(fit.terms);
    details.steps = std::move(fit.path);
    details.passed_over = std::move(fit.log);
    return Finish(std::move(fit.model), std::move(details));
  }

  // In the order of `names`.
  void KeepTerms(const std::vector<std::string>& names) {
    std::vector<DesignTerm> kept;
    for (const std::string& name : names) {
      const auto term =
          std::find_if(terms_.begin(), terms_.end(), [&](const DesignTerm& t) { return t.name == name; });
      if (term != terms_.end()) kept.push_back(*term);
    }
    terms_ = std::move(kept);
  }

  absl::Status AddNewSiteIntercept(FittedModel fitted, const std::vector<std::string>& site_columns,
                                   ModelDetails details) {
    if (!site_columns.empty()) {
      OSTEON_ASSIGN_OR_RETURN(const SiteIntercepts intercepts, SiteInterceptsOf(fitted, site_columns));
      OSTEON_ASSIGN_OR_RETURN(const NewSiteIntercept mean,
                              InverseVarianceIntercept(intercepts.estimates, intercepts.standard_errors));
      fitted.site_effects = site_columns;
      fitted.new_site_intercept = mean.estimate;
    }
    return Finish(std::move(fitted), std::move(details));
  }

  absl::Status FitPenalisedModel(const PenalisedModel& model) {
    Preparation preparation = WithModelPredictors(false);
    std::vector<std::string> site_columns;
    if (model.site_effects) site_columns = AddSiteColumns(preparation);
    FoldRule folds;
    if (model.cv) folds = FoldsOf(*model.cv);
    OSTEON_ASSIGN_OR_RETURN(PreparedFederation federation, tables_.Seen(preparation, folds));
    std::vector<std::string> columns;
    std::vector<double> factors;
    for (const DesignTerm& term : terms_) {
      const double factor = FactorOf(model, term.name);
      for (const std::string& column : term.columns) {
        columns.push_back(column);
        factors.push_back(factor);
      }
    }
    for (const std::string& column : site_columns) {
      columns.push_back(column);
      factors.push_back(0);
    }
    std::optional<double> penalty;
    if (keep_ != nullptr) penalty = keep_->details.at(model_.name).lambda;
    OSTEON_ASSIGN_OR_RETURN(PenalisedFit fit, FitPenalised(federation, study_, model_.name, model, columns,
                                                           factors, scope_, penalty));
    fit.details.selected = true;
    if (!site_columns.empty()) {
      // Penalised fits have no covariance: the plain mean over the sites.
      double sum = 0;
      for (const ModelTerm& term : fit.fitted.terms) {
        const bool is_site =
            std::find(site_columns.begin(), site_columns.end(), term.name) != site_columns.end();
        sum += is_site ? term.coefficient : 0;
      }
      fit.fitted.site_effects = site_columns;
      fit.fitted.new_site_intercept =
          fit.fitted.terms.front().coefficient + sum / static_cast<double>(scope_.sites.size());
    }
    return Finish(std::move(fit.fitted), std::move(fit.details));
  }

  // A factor is given for a predictor, "features" among them.
  double FactorOf(const PenalisedModel& model, const std::string& term) const {
    if (const auto factor = model.penalty_factors.find(term); factor != model.penalty_factors.end()) {
      return factor->second;
    }
    const auto all = model.penalty_factors.find(kFeaturesPredictor);
    return all != model.penalty_factors.end() && study_.IsFeature(term) ? all->second : 1;
  }

  // Whether what its p-values rest on was chosen by looking at the outcome.
  bool IsSelected(const LogisticModel& model) const {
    if (model.stepwise != Stepwise::kNone) return true;
    return std::any_of(model.predictors.begin(), model.predictors.end(), [&](const std::string& predictor) {
      if (predictor == kFeaturesPredictor)
        return std::any_of(study_.screen.begin(), study_.screen.end(), LooksAtOutcome);
      if (!study_.IsModelPredictor(predictor)) return false;
      const auto details = result_.details.find(predictor);
      return details != result_.details.end() && details->second.selected;
    });
  }

  const Study& study_;
  const Model& model_;
  const PipelineScope& scope_;
  TablePreparation& tables_;
  const PipelineResult* keep_;
  PipelineResult& result_;
  std::vector<DesignTerm> terms_;
};

}  // namespace

Preparation DeployedPreparation(const Study& study, const PipelineScope& scope,
                                const TablePreparation& tables, const PipelineResult& result) {
  Preparation preparation = tables.base();
  std::vector<std::string> models;
  for (const Model& model : study.models) AddModelPredictors(study, PredictorsOf(model), models);
  for (const std::string& name : models) {
    if (!result.failed.contains(name)) AddLinearPredictor(study, result, name, false, preparation);
  }
  const bool site_effects = std::any_of(result.models.begin(), result.models.end(),
                                        [](const FittedModel& model) { return !model.site_effects.empty(); });
  for (std::size_t i = 1; site_effects && i < scope.sites.size(); ++i) {
    preparation.site_columns.push_back({SiteEffectName(scope.sites[i]), scope.sites[i]});
  }
  return preparation;
}

absl::Status FitModel(const Study& study, const Model& model, const PipelineScope& scope,
                      TablePreparation& tables, const PipelineResult* keep, PipelineResult& result) {
  const absl::Status status = ModelFit(study, model, scope, tables, keep, result).Run();
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("model ", model.name, ": ", status.message()));
}

}  // namespace osteon::models
