#include "coordinator/report/model_sentence.h"

#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "coordinator/report/wording.h"

namespace osteon::report {
namespace {

constexpr char kFittedTo[] = ", fitted to the training patients of all development sites together";

std::string PredictorsText(const models::Study& study, const std::vector<std::string>& predictors) {
  std::vector<std::string> texts;
  for (const std::string& predictor : predictors) {
    if (predictor == models::kFeaturesPredictor && study.Clinical(predictor) == nullptr) {
      texts.emplace_back(study.screen.empty() ? "all features" : "the features that screening left");
    } else if (study.IsModelPredictor(predictor)) {
      texts.push_back(absl::StrCat("the linear predictor of model ", predictor));
    } else {
      texts.push_back(predictor);
    }
  }
  return Listed(texts);
}

std::string StepwiseText(const models::LogisticModel& model) {
  const char* criterion = model.criterion == models::StepCriterion::kBic ? "BIC" : "AIC";
  switch (model.stepwise) {
    case models::Stepwise::kNone:
      return "";
    case models::Stepwise::kForward:
      return absl::StrCat("; predictors selected forward by ", criterion);
    case models::Stepwise::kBackward:
      return absl::StrCat("; predictors selected backward by ", criterion);
    case models::Stepwise::kBoth:
      return absl::StrCat("; predictors selected stepwise, backward and forward, by ", criterion);
  }
  return "";
}

std::string LogisticText(const models::Study& study, const models::LogisticModel& model) {
  std::string text = absl::StrCat("logistic regression by maximum likelihood on ",
                                  PredictorsText(study, model.predictors), kFittedTo, StepwiseText(model));
  if (model.site_effects) text += "; with an intercept for each development site";
  if (!model.intercept) text += "; without an intercept";
  if (!model.offset.empty()) absl::StrAppend(&text, "; with offset ", model.offset);
  if (model.cross_validated_signature) {
    text +=
        "; penalised models among the predictors enter cross-validated, as fitted without each patient's "
        "own fold";
  }
  return absl::StrCat(text, ".");
}

std::string PenaltyText(const models::PenalisedModel& model) {
  switch (model.penalty) {
    case models::Penalty::kLasso:
      return "logistic regression with lasso penalty";
    case models::Penalty::kElasticNet:
      return absl::StrCat("logistic regression with elastic net penalty, alpha ", Plain(model.alpha), ",");
    case models::Penalty::kRidge:
      return "logistic regression with ridge penalty";
  }
  return "";
}

std::string PenalisedText(const models::Study& study, const models::PenalisedModel& model) {
  std::string text =
      absl::StrCat(PenaltyText(model), " on ", PredictorsText(study, model.predictors), kFittedTo, ", over ");
  if (model.lambda.empty()) {
    absl::StrAppend(&text, "a sequence of ",
                    Counted(static_cast<std::uint64_t>(model.lambdas), "penalty", "penalties"));
  } else {
    absl::StrAppend(&text, Counted(model.lambda.size(), "given penalty", "given penalties"));
  }
  if (model.cv) {
    absl::StrAppend(
        &text, "; the penalty is ",
        model.cv->one_se
            ? "lambda.1se, the largest whose cross-validated deviance is within one standard error "
              "of the least"
            : "lambda.min, the one of least cross-validated deviance");
  } else {
    text += "; the model is the one at the last penalty";
  }
  if (!model.standardise) text += "; columns not standardised";
  if (!model.intercept) text += "; without an intercept";
  if (model.site_effects) text += "; with an unpenalised intercept for each development site";
  std::vector<std::string> factors;
  for (const auto& [predictor, factor] : model.penalty_factors) {
    factors.push_back(
        absl::StrCat(predictor, factor == 0 ? " unpenalised" : " ", factor == 0 ? "" : Plain(factor)));
  }
  if (!factors.empty()) absl::StrAppend(&text, "; penalty factors: ", Listed(factors));
  absl::StrAppend(&text, ".");
  if (model.cv) absl::StrAppend(&text, " ", FoldsSentence(*model.cv), ".");
  return text;
}

std::string FrozenText(const models::FrozenOrigin& frozen) {
  std::vector<std::string> whole = {"its coefficients"};
  if (!frozen.preparation.fills.empty()) whole.emplace_back("its values for what is missing");
  if (frozen.preparation.combat) whole.emplace_back("its harmonisation");
  if (frozen.threshold) whole.emplace_back("its threshold");
  return absl::StrCat("frozen model ", frozen.model, " of study ", frozen.study, " (", frozen.file, ", ",
                      frozen.signed_by.empty() ? std::string("not signed")
                                               : absl::StrCat("signature verified, by ", frozen.signed_by),
                      "), validated whole with ", Listed(whole), "; SHA-256 of the file ", frozen.sha256,
                      ".");
}

}  // namespace

std::string FoldsSentence(const models::CrossValidation& cv) {
  const std::string folds = Counted(static_cast<std::uint64_t>(cv.folds), "fold");
  if (!cv.fold_column.empty()) {
    return absl::StrCat("Cross-validation in ", folds, ", given by column ", Quoted(cv.fold_column));
  }
  return absl::StrCat("Cross-validation in ", folds, ", dealt at each site with seed ", cv.seed);
}

std::string ModelSentence(const models::Study& study, const models::Model& model) {
  std::string text = absl::StrCat("Model ", model.name, ": ");
  if (const auto* logistic = std::get_if<models::LogisticModel>(&model.kind)) {
    text += LogisticText(study, *logistic);
  } else if (const auto* penalised = std::get_if<models::PenalisedModel>(&model.kind)) {
    text += PenalisedText(study, *penalised);
  } else if (const auto* score = std::get_if<models::ScoreModel>(&model.kind)) {
    absl::StrAppend(&text, "the predicted risks in column ", Quoted(score->column),
                    ", validated as they are.");
  } else if (const auto& given = std::get<models::GivenModel>(model.kind); given.frozen) {
    text += FrozenText(*given.frozen);
  } else {
    text += "coefficients given by the study file, validated as they are.";
  }
  return text;
}

}  // namespace osteon::report
