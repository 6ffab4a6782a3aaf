#include "models/wire/study_models_wire.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/preparation_wire.h"

namespace osteon::models {
namespace {

constexpr std::array<const char*, 4> kStepwise = {"", "forward", "backward", "both"};
constexpr std::array<const char*, 3> kPenalties = {"lasso", "elastic_net", "ridge"};
constexpr std::array<const char*, 3> kIccTypes = {"1,1", "2,1", "3,1"};
constexpr std::array<const char*, 2> kSchemes = {"FCQ", "FCD"};

// An enumeration's word by its number, and back.
template <typename Enum, std::size_t N>
std::string WordOf(Enum value, const std::array<const char*, N>& words) {
  return words.at(static_cast<std::size_t>(value));
}
template <typename Enum, std::size_t N>
absl::StatusOr<Enum> FromWord(const std::string& word, const std::array<const char*, N>& words,
                              absl::string_view what) {
  for (std::size_t i = 0; i < N; ++i) {
    if (word == words[i]) return static_cast<Enum>(i);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("study: ", what, " ", word, " is not known to this version"));
}

void Fill(const LogisticModel& model, v1::LogisticModel* message) {
  for (const std::string& predictor : model.predictors) message->add_predictors(predictor);
  message->set_stepwise(WordOf(model.stepwise, kStepwise));
  message->set_bic(model.criterion == StepCriterion::kBic);
  message->set_no_intercept(!model.intercept);
  message->set_site_effects(model.site_effects);
  message->set_offset(model.offset);
  message->set_cross_validated_signature(model.cross_validated_signature);
}

void Fill(const PenalisedModel& model, v1::PenalisedModel* message) {
  message->set_penalty(WordOf(model.penalty, kPenalties));
  for (const std::string& predictor : model.predictors) message->add_predictors(predictor);
  message->set_alpha(model.alpha);
  message->set_lambdas(static_cast<std::uint32_t>(model.lambdas));
  for (const double lambda : model.lambda) message->add_lambda(lambda);
  if (model.lambda_min_ratio) message->set_lambda_min_ratio(*model.lambda_min_ratio);
  for (const auto& [predictor, factor] : model.penalty_factors) {
    v1::PenaltyFactor* added = message->add_penalty_factors();
    added->set_predictor(predictor);
    added->set_factor(factor);
  }
  message->set_no_intercept(!model.intercept);
  message->set_not_standardised(!model.standardise);
  message->set_site_effects(model.site_effects);
  if (model.cv) {
    message->mutable_cv()->set_folds(static_cast<std::uint32_t>(model.cv->folds));
    message->mutable_cv()->set_seed(model.cv->seed);
    message->mutable_cv()->set_fold_column(model.cv->fold_column);
    message->mutable_cv()->set_one_se(model.cv->one_se);
  }
  if (model.df_max) message->set_df_max(static_cast<std::uint32_t>(*model.df_max));
  message->set_df_max_none(model.df_max_none);
}

void Fill(const FrozenOrigin& frozen, v1::FrozenOrigin* message) {
  message->set_file(frozen.file);
  message->set_model(frozen.model);
  message->set_sha256(frozen.sha256);
  message->set_study(frozen.study);
  message->set_signed_by(frozen.signed_by);
  ToMessage(frozen.preparation, message->mutable_preparation());
  if (frozen.threshold) message->set_threshold(*frozen.threshold);
  for (const auto& [column, unit] : frozen.units) {
    v1::ColumnUnit* added = message->add_units();
    added->set_column(column);
    added->set_unit(unit);
  }
}

absl::StatusOr<LogisticModel> FromMessage(const v1::LogisticModel& message) {
  LogisticModel model;
  model.predictors.assign(message.predictors().begin(), message.predictors().end());
  OSTEON_ASSIGN_OR_RETURN(model.stepwise, FromWord<Stepwise>(message.stepwise(), kStepwise, "stepwise"));
  model.criterion = message.bic() ? StepCriterion::kBic : StepCriterion::kAic;
  model.intercept = !message.no_intercept();
  model.site_effects = message.site_effects();
  model.offset = message.offset();
  model.cross_validated_signature = message.cross_validated_signature();
  return model;
}

int Count(std::uint32_t count) {
  return static_cast<int>(std::min(count, 1U << 30U));
}

absl::StatusOr<PenalisedModel> FromMessage(const v1::PenalisedModel& message) {
  PenalisedModel model;
  OSTEON_ASSIGN_OR_RETURN(model.penalty, FromWord<Penalty>(message.penalty(), kPenalties, "penalty"));
  model.predictors.assign(message.predictors().begin(), message.predictors().end());
  model.alpha = message.alpha();
  model.lambdas = Count(message.lambdas());
  model.lambda.assign(message.lambda().begin(), message.lambda().end());
  if (message.has_lambda_min_ratio()) model.lambda_min_ratio = message.lambda_min_ratio();
  for (const v1::PenaltyFactor& factor : message.penalty_factors()) {
    model.penalty_factors[factor.predictor()] = factor.factor();
  }
  model.intercept = !message.no_intercept();
  model.standardise = !message.not_standardised();
  model.site_effects = message.site_effects();
  if (message.has_cv()) {
    model.cv = CrossValidation{Count(message.cv().folds()), message.cv().seed(), message.cv().fold_column(),
                               message.cv().one_se()};
  }
  if (message.has_df_max()) model.df_max = Count(message.df_max());
  model.df_max_none = message.df_max_none();
  return model;
}

absl::StatusOr<GivenModel> FromMessage(const v1::GivenModel& message) {
  GivenModel model;
  for (const v1::Term& term : message.terms()) model.terms.emplace_back(term.name(), term.coefficient());
  if (!message.has_frozen()) return model;
  const v1::FrozenOrigin& origin = message.frozen();
  FrozenOrigin frozen{origin.file(),      origin.model(),
                      origin.sha256(),    origin.study(),
                      origin.signed_by(), {},
                      std::nullopt,       {}};
  OSTEON_ASSIGN_OR_RETURN(frozen.preparation, PreparationFromMessage(origin.preparation()));
  if (origin.has_threshold()) frozen.threshold = origin.threshold();
  for (const v1::ColumnUnit& unit : origin.units()) frozen.units[unit.column()] = unit.unit();
  model.frozen = std::move(frozen);
  return model;
}

}  // namespace

void ToMessage(const Model& model, v1::StudyModel* message) {
  message->set_name(model.name);
  if (const auto* logistic = std::get_if<LogisticModel>(&model.kind)) {
    Fill(*logistic, message->mutable_logistic());
  } else if (const auto* penalised = std::get_if<PenalisedModel>(&model.kind)) {
    Fill(*penalised, message->mutable_penalised());
  } else if (const auto* given = std::get_if<GivenModel>(&model.kind)) {
    for (const auto& [name, coefficient] : given->terms) {
      v1::Term* term = message->mutable_given()->add_terms();
      term->set_name(name);
      term->set_coefficient(coefficient);
    }
    if (given->frozen) Fill(*given->frozen, message->mutable_given()->mutable_frozen());
  } else {
    message->mutable_score()->set_column(std::get<ScoreModel>(model.kind).column);
  }
}

absl::StatusOr<Model> ModelFromMessage(const v1::StudyModel& message) {
  Model model;
  model.name = message.name();
  switch (message.kind_case()) {
    case v1::StudyModel::kLogistic: {
      OSTEON_ASSIGN_OR_RETURN(model.kind, FromMessage(message.logistic()));
      return model;
    }
    case v1::StudyModel::kPenalised: {
      OSTEON_ASSIGN_OR_RETURN(model.kind, FromMessage(message.penalised()));
      return model;
    }
    case v1::StudyModel::kGiven: {
      OSTEON_ASSIGN_OR_RETURN(model.kind, FromMessage(message.given()));
      return model;
    }
    case v1::StudyModel::kScore:
      model.kind = ScoreModel{message.score().column()};
      return model;
    case v1::StudyModel::KIND_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("study: model ", message.name(), " is of a kind that this version does not know"));
}

void ToMessage(const ScreeningStep& step, v1::ScreeningStep* message) {
  if (const auto* icc = std::get_if<IccStep>(&step)) {
    message->mutable_icc()->set_type(WordOf(icc->type, kIccTypes));
    message->mutable_icc()->set_min(icc->min);
    message->mutable_icc()->set_within_site(icc->within_site);
  } else if (const auto* anova = std::get_if<AnovaStep>(&step)) {
    message->mutable_anova()->set_max_p(anova->max_p);
    message->mutable_anova()->set_adjust_site(anova->adjust_site);
  } else if (const auto* best = std::get_if<SelectKBestStep>(&step)) {
    message->mutable_select_k_best()->set_k(best->k);
  } else if (const auto* correlation = std::get_if<CorrelationStep>(&step)) {
    message->mutable_correlation()->set_max_abs(correlation->max_abs);
  } else if (const auto* mrmr = std::get_if<MrmrStep>(&step)) {
    message->mutable_mrmr()->set_k(mrmr->k);
    message->mutable_mrmr()->set_scheme(WordOf(mrmr->scheme, kSchemes));
  } else if (const auto* variance = std::get_if<VarianceStep>(&step)) {
    message->mutable_variance()->set_min_relative(variance->min_relative);
  } else {
    message->mutable_missingness()->set_max_share(std::get<MissingnessStep>(step).max_share);
  }
}

absl::StatusOr<ScreeningStep> StepFromMessage(const v1::ScreeningStep& message) {
  switch (message.kind_case()) {
    case v1::ScreeningStep::kIcc: {
      IccStep step;
      OSTEON_ASSIGN_OR_RETURN(step.type, FromWord<IccType>(message.icc().type(), kIccTypes, "icc"));
      step.min = message.icc().min();
      step.within_site = message.icc().within_site();
      return ScreeningStep(step);
    }
    case v1::ScreeningStep::kAnova:
      return ScreeningStep(AnovaStep{message.anova().max_p(), message.anova().adjust_site()});
    case v1::ScreeningStep::kSelectKBest:
      return ScreeningStep(SelectKBestStep{message.select_k_best().k()});
    case v1::ScreeningStep::kCorrelation:
      return ScreeningStep(CorrelationStep{message.correlation().max_abs()});
    case v1::ScreeningStep::kMrmr: {
      MrmrStep step;
      step.k = message.mrmr().k();
      OSTEON_ASSIGN_OR_RETURN(step.scheme, FromWord<MrmrScheme>(message.mrmr().scheme(), kSchemes, "mrmr"));
      return ScreeningStep(step);
    }
    case v1::ScreeningStep::kVariance:
      return ScreeningStep(VarianceStep{message.variance().min_relative()});
    case v1::ScreeningStep::kMissingness:
      return ScreeningStep(MissingnessStep{message.missingness().max_share()});
    case v1::ScreeningStep::KIND_NOT_SET:
      break;
  }
  return absl::InvalidArgumentError("study: a screening step that this version does not know");
}

}  // namespace osteon::models
