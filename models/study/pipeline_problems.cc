#include "models/study/pipeline_problems.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/text/number.h"

namespace osteon::models {
namespace {

using Path = std::vector<std::string>;

constexpr std::size_t kMostFolds = 20;
constexpr int kMostReplicates = 1000;
constexpr std::size_t kMostDecisionThresholds = 99;

// What is wrong with a step's limit, wherever the study came from; empty: nothing. A limit that is no number
// is wrong too.
std::string LimitProblem(const ScreeningStep& step) {
  if (const auto* icc = std::get_if<IccStep>(&step)) {
    return icc->min >= -1 && icc->min < 1 ? "" : "icc: min must be at least -1 and below 1";
  }
  if (const auto* anova = std::get_if<AnovaStep>(&step)) {
    return anova->max_p > 0 && anova->max_p <= 1 ? "" : "anova: max_p must be above 0 and at most 1";
  }
  if (const auto* best = std::get_if<SelectKBestStep>(&step)) {
    return best->k >= 1 ? "" : "select_k_best: k must be at least 1";
  }
  if (const auto* correlation = std::get_if<CorrelationStep>(&step)) {
    const bool in_range = correlation->max_abs >= 0 && correlation->max_abs <= 1;
    return in_range ? "" : "correlation: max_abs must be from 0 to 1";
  }
  if (const auto* mrmr = std::get_if<MrmrStep>(&step))
    return mrmr->k >= 1 ? "" : "mrmr: k must be at least 1";
  if (const auto* variance = std::get_if<VarianceStep>(&step)) {
    return variance->min_relative >= 0 && std::isfinite(variance->min_relative)
               ? ""
               : "variance: min_relative must be at least 0";
  }
  const double max_share = std::get<MissingnessStep>(step).max_share;
  return max_share >= 0 && max_share <= 1 ? "" : "missingness: max_share must be from 0 to 1";
}

class PipelineChecker {
 public:
  explicit PipelineChecker(const Study& study) : study_(study) {}

  std::vector<StudyProblem> Run() {
    if (study_.second_reader && study_.second_reader->suffix.empty()) {
      Add({"cohort", "second_reader", "suffix"}, "the second reader's suffix is empty");
    }
    if (study_.missing != MissingValues::kCompleteCase && study_.development.empty()) {
      Add({"cohort", "missing"},
          "missing values are filled in with what development patients have, and there is no development "
          "site; "
          "say complete_case (a frozen model brings its own values)");
    }
    CheckHarmonisation();
    CheckScreening();
    for (const Model& model : study_.models) {
      if (const auto* logistic = std::get_if<LogisticModel>(&model.kind))
        CheckLogistic(model.name, *logistic);
      if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) {
        CheckPenalised(model.name, *penalised);
      }
      if (const auto* given = std::get_if<GivenModel>(&model.kind); given != nullptr && given->frozen) {
        CheckUnits(model.name, *given->frozen);
      }
    }
    CheckValidation();
    return std::move(problems_);
  }

 private:
  void Add(Path path, std::string message) {
    problems_.push_back({std::move(path), std::move(message), StudyProblem::Basis::kPlace});
  }

  void CheckHarmonisation() {
    if (!study_.harmonise) return;
    const Path path = {"harmonise"};
    if (study_.feature_prefixes.empty()) {
      Add(path, "there are no features to harmonise: cohort: features has no prefix");
    }
    if (study_.development.empty())
      Add(path, "harmonisation is learned at development sites, and there is none");
    for (const std::string& covariate : study_.harmonise->covariates) {
      if (covariate == study_.outcome_column) {
        Add(path, absl::StrCat("harmonise: the outcome ", covariate, " is never a covariate"));
      } else if (const ClinicalColumn* column = study_.Clinical(covariate);
                 column == nullptr || column->role != ClinicalColumn::Role::kPredictor) {
        Add(path, absl::StrCat("harmonise: covariate ", covariate,
                               " is no predictor of the dictionary (cohort: clinical)"));
      }
    }
  }

  void CheckScreening() {
    const Path path = {"screen"};
    if (study_.screen.empty()) return;
    if (study_.feature_prefixes.empty()) {
      Add(path, "there are no features to screen: cohort: features has no prefix");
    }
    if (study_.development.empty())
      Add(path, "features are screened at development sites, and there is none");
    for (const ScreeningStep& step : study_.screen) {
      if (std::holds_alternative<IccStep>(step) && !study_.second_reader) {
        Add(path, "screen: icc needs a second reader (cohort: second_reader)");
      }
      const std::string limit = LimitProblem(step);
      if (!limit.empty()) Add(path, absl::StrCat("screen: ", limit));
    }
  }

  void CheckLogistic(const std::string& name, const LogisticModel& model) {
    const Path path = {"models", name, "logistic"};
    if (model.stepwise != Stepwise::kNone &&
        (model.site_effects || !model.intercept || !model.offset.empty())) {
      Add({"models", name, "logistic", "stepwise"},
          absl::StrCat("model ", name,
                       ": stepwise selection is for models with one intercept and no offset"));
    }
    CheckFeatures(name, "logistic", model.predictors);
    if (model.site_effects && !model.intercept) {
      Add(path, absl::StrCat("model ", name, ": site_effects are intercepts, and intercept is false"));
    }
    if (!model.offset.empty()) {
      const ClinicalColumn* column = study_.Clinical(model.offset);
      const bool is_predictor =
          std::find(model.predictors.begin(), model.predictors.end(), model.offset) != model.predictors.end();
      if (column == nullptr || column->type != ClinicalColumn::Type::kNumeric || is_predictor) {
        Add({"models", name, "logistic", "offset"},
            absl::StrCat("model ", name, ": offset ", model.offset,
                         " must be a numeric column of the dictionary that is not a predictor"));
      }
    }
    if (!model.cross_validated_signature) return;
    const bool has_signature =
        std::any_of(model.predictors.begin(), model.predictors.end(), [&](const std::string& predictor) {
          const Model* other = study_.IsModelPredictor(predictor) ? study_.FindModel(predictor) : nullptr;
          const auto* penalised = other == nullptr ? nullptr : std::get_if<PenalisedModel>(&other->kind);
          return penalised != nullptr && penalised->cv;
        });
    if (!has_signature) {
      Add(path, absl::StrCat(
                    "model ", name,
                    ": signature_in: cross_validated needs a predictor that is a penalised model with cv"));
    }
  }

  // "features" and one of them by name would be one column twice.
  void CheckFeatures(const std::string& name, const std::string& kind,
                     const std::vector<std::string>& predictors) {
    if (std::find(predictors.begin(), predictors.end(), kFeaturesPredictor) == predictors.end()) return;
    for (const std::string& predictor : predictors) {
      if (!study_.IsFeature(predictor)) continue;
      Add({"models", name, kind, "predictors", predictor},
          absl::StrCat("model ", name, ": ", predictor,
                       " is one of the features, which are all there already"));
    }
  }

  void CheckPenalised(const std::string& name, const PenalisedModel& model) {
    const std::string kind = KindWord(model.penalty);
    const std::string what = absl::StrCat("model ", name);
    const auto at = [&](const std::string& key) { return Path{"models", name, kind, key}; };
    const bool in_range =
        model.penalty == Penalty::kRidge
            ? model.alpha == 0
            : model.alpha > 0 && model.alpha <= 1 && (model.penalty != Penalty::kLasso || model.alpha == 1);
    if (!in_range) {
      Add(at("alpha"), absl::StrCat(what, ": alpha ", FormatNumber(model.alpha), " does not fit ", kind,
                                    " (ridge 0, lasso 1, elastic_net above 0 and at most 1)"));
    }
    CheckFeatures(name, kind, model.predictors);
    if (model.lambdas < 1 || model.lambdas > 1000) {
      Add(at("lambdas"), absl::StrCat(what, ": lambdas is 1 to 1000, or a list of penalties"));
    }
    for (std::size_t i = 0; i < model.lambda.size(); ++i) {
      if (std::isfinite(model.lambda[i]) && model.lambda[i] > 0 &&
          (i == 0 || model.lambda[i] < model.lambda[i - 1])) {
        continue;
      }
      Add(at("lambdas"), absl::StrCat(what, ": the penalties must be above 0 and descend"));
      break;
    }
    if (const auto& ratio = model.lambda_min_ratio; ratio && !(*ratio > 0 && *ratio < 1)) {
      Add(at("lambda_min_ratio"), absl::StrCat(what, ": lambda_min_ratio is above 0 and below 1"));
    }
    if (model.df_max && *model.df_max < 1)
      Add(at("df_max"), absl::StrCat(what, ": df_max is at least 1, or none"));
    if (model.site_effects && !model.intercept) {
      Add(at("site_effects"), absl::StrCat(what, ": site_effects are intercepts, and intercept is false"));
    }
    bool penalised = false;
    for (const std::string& predictor : model.predictors) {
      const auto factor = model.penalty_factors.find(predictor);
      penalised = penalised || factor == model.penalty_factors.end() || factor->second > 0;
    }
    for (const auto& [predictor, factor] : model.penalty_factors) {
      if (std::find(model.predictors.begin(), model.predictors.end(), predictor) == model.predictors.end()) {
        Add(at("penalty_factors"),
            absl::StrCat(what, ": a penalty factor of ", predictor, ", which is no predictor"));
      } else if (!(factor >= 0 && std::isfinite(factor))) {
        Add(at("penalty_factors"), absl::StrCat(what, ": the penalty factor of ", predictor, " is below 0"));
      }
    }
    if (!model.predictors.empty() && !penalised) {
      Add(at("penalty_factors"), absl::StrCat(what, ": no predictor is penalised; use a logistic model"));
    }
    if (model.cv) CheckCrossValidation(name, kind, *model.cv);
  }

  void CheckCrossValidation(const std::string& name, const std::string& kind, const CrossValidation& cv) {
    const Path path = {"models", name, kind, "cv"};
    const std::string what = absl::StrCat("model ", name);
    if (cv.folds < 2 || cv.folds > static_cast<int>(kMostFolds)) {
      Add(path, absl::StrCat(what, ": cv has 2 to ", kMostFolds, " folds, not ", cv.folds));
    }
    if (cv.fold_column.empty()) return;
    const ClinicalColumn* column = study_.Clinical(cv.fold_column);
    if (column == nullptr || column->role != ClinicalColumn::Role::kFold) {
      Add(path, absl::StrCat(what, ": fold_column ", cv.fold_column,
                             " is no column of the dictionary with role fold"));
    } else if (column->levels.size() != static_cast<std::size_t>(cv.folds)) {
      Add(path, absl::StrCat(what, ": ", cv.folds, " folds, and column ", cv.fold_column, " has ",
                             column->levels.size(), " levels"));
    }
  }

  // A frozen model reads its columns in the units it was developed with.
  void CheckUnits(const std::string& name, const FrozenOrigin& frozen) {
    for (const auto& [column, unit] : frozen.units) {
      const ClinicalColumn* here = study_.Clinical(column);
      if (here == nullptr || here->unit == unit) continue;
      Add({"models", name, "given"},
          absl::StrCat("model ", name, " was developed with ", column, " in ", unit,
                       ", and the dictionary has it ",
                       here->unit.empty() ? "without a unit" : absl::StrCat("in ", here->unit)));
    }
  }

  void CheckValidation() {
    const Validation& validation = study_.validation;
    const bool fits = std::any_of(study_.models.begin(), study_.models.end(), IsFitted);
    if (validation.youden && study_.development.empty()) {
      Add({"validate", "threshold"},
          "a threshold from youden is chosen at development sites, and there is none");
    }
    if (validation.internal_external) {
      if (study_.development.size() < 3) {
        Add({"validate", "at", "internal_external"},
            "internal_external leaves one development site out and needs 3 of them or more");
      } else if (!fits) {
        Add({"validate", "at", "internal_external"}, "internal_external refits models, and none is fitted");
      }
    }
    for (const auto& [a, b] : validation.compare) {
      for (const std::string& name : {a, b}) {
        if (study_.FindModel(name) == nullptr) {
          Add({"validate", "compare"}, absl::StrCat("compare: there is no model ", name));
        }
      }
      if (a == b) Add({"validate", "compare"}, absl::StrCat("compare: model ", a, " with itself"));
    }
    const std::vector<double>& cuts = validation.decision_thresholds;
    const bool ordered = std::adjacent_find(cuts.begin(), cuts.end(), std::greater_equal<>()) == cuts.end();
    const bool inside = std::all_of(cuts.begin(), cuts.end(), [](double cut) { return cut > 0 && cut < 1; });
    if (!ordered || !inside || cuts.size() > kMostDecisionThresholds) {
      Add({"validate", "decision_curve"},
          absl::StrCat("decision_curve: thresholds are at most ", kMostDecisionThresholds,
                       " risks between 0 and 1 that ascend"));
    }
    if (validation.bootstrap) {
      const int replicates = validation.bootstrap->replicates;
      if (replicates < 1 || replicates > kMostReplicates) {
        Add({"validate", "bootstrap"}, absl::StrCat("bootstrap: replicates is 1 to ", kMostReplicates));
      }
      if (!fits) Add({"validate", "bootstrap"}, "bootstrap corrects fitted models, and none is fitted");
    }
  }

  const Study& study_;
  std::vector<StudyProblem> problems_;
};

}  // namespace

std::string KindWord(Penalty penalty) {
  switch (penalty) {
    case Penalty::kLasso:
      return "lasso";
    case Penalty::kElasticNet:
      return "elastic_net";
    case Penalty::kRidge:
      return "ridge";
  }
  return "";
}

std::vector<StudyProblem> PipelineProblemsOf(const Study& study) {
  return PipelineChecker(study).Run();
}

}  // namespace osteon::models
