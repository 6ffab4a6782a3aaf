#include "models/wire/validation_wire.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/utility/utility.h"
#include "common/status/status_macros.h"
#include "models/wire/distribution_wire.h"
#include "models/wire/estimate_wire.h"
#include "models/wire/message_checks.h"
#include "models/wire/preparation_wire.h"

namespace osteon::models {
namespace {

// A value, or why there is none; left out where neither is said.
template <typename T, typename Message, typename FillValue>
void FillMaybe(const Maybe<T>& maybe, Message* (v1::ValidationMetrics::*place)(),
               v1::ValidationMetrics* metrics, const FillValue& fill_value) {
  if (maybe.value) {
    fill_value(*maybe.value, (metrics->*place)());
  } else if (!maybe.unavailable.empty()) {
    (metrics->*place)()->set_unavailable(maybe.unavailable);
  }
}

void FillFlexible(const ValidationMetrics& record, v1::ValidationMetrics* metrics) {
  const auto number = [](double value, v1::MaybeNumber* message) { message->set_value(value); };
  FillMaybe(record.ici, &v1::ValidationMetrics::mutable_ici, metrics, number);
  FillMaybe(record.e50, &v1::ValidationMetrics::mutable_e50, metrics, number);
  FillMaybe(record.e90, &v1::ValidationMetrics::mutable_e90, metrics, number);
  FillMaybe(record.calibration_curve, &v1::ValidationMetrics::mutable_calibration_curve, metrics,
            [](const CalibrationCurve& curve, v1::MaybeCalibrationCurve* message) {
              v1::CalibrationCurve* value = message->mutable_value();
              value->mutable_knots()->Assign(curve.knots.begin(), curve.knots.end());
              value->mutable_coefficients()->Assign(curve.coefficients.begin(), curve.coefficients.end());
              value->mutable_covariance()->Assign(curve.covariance.begin(), curve.covariance.end());
            });
  FillMaybe(record.hosmer_lemeshow, &v1::ValidationMetrics::mutable_hosmer_lemeshow, metrics,
            [](const HosmerLemeshow& statistic, v1::MaybeHosmerLemeshow* message) {
              message->mutable_value()->set_chi2(statistic.chi2);
              message->mutable_value()->set_groups(statistic.groups);
            });
}

absl::StatusOr<Maybe<double>> FromMessage(const v1::MaybeNumber& message) {
  if (message.result_case() != v1::MaybeNumber::kValue)
    return Maybe<double>{std::nullopt, message.unavailable()};
  if (!std::isfinite(message.value()))
    return Invalid("a distance to the calibration curve that is not finite");
  return Maybe<double>{message.value(), ""};
}

absl::StatusOr<Maybe<CalibrationCurve>> FromMessage(const v1::MaybeCalibrationCurve& message) {
  if (!message.has_value()) return Maybe<CalibrationCurve>{std::nullopt, message.unavailable()};
  CalibrationCurve curve;
  curve.knots.assign(message.value().knots().begin(), message.value().knots().end());
  curve.coefficients.assign(message.value().coefficients().begin(), message.value().coefficients().end());
  if (curve.coefficients.size() != curve.knots.size() ||
      (curve.knots.size() != 3 && curve.knots.size() != 5)) {
    return Invalid("a calibration curve that does not have three or five knots and as many coefficients");
  }
  curve.covariance.assign(message.value().covariance().begin(), message.value().covariance().end());
  const std::size_t size = curve.knots.size();
  if (!curve.covariance.empty() && curve.covariance.size() != size * (size + 1) / 2) {
    return Invalid("a calibration curve with another covariance than that of its coefficients");
  }
  for (const std::vector<double>* numbers : {&curve.knots, &curve.coefficients, &curve.covariance}) {
    for (const double number : *numbers) {
      if (!std::isfinite(number)) return Invalid("a calibration curve that is not finite");
    }
  }
  return Maybe<CalibrationCurve>{std::move(curve), ""};
}

absl::StatusOr<Maybe<HosmerLemeshow>> FromMessage(const v1::MaybeHosmerLemeshow& message) {
  if (!message.has_value()) return Maybe<HosmerLemeshow>{std::nullopt, message.unavailable()};
  const v1::HosmerLemeshow& value = message.value();
  if (!(std::isfinite(value.chi2()) && value.chi2() >= 0) || value.groups() < 3 || value.groups() > 10) {
    return Invalid("a Hosmer-Lemeshow statistic that is not one of three to ten groups");
  }
  return Maybe<HosmerLemeshow>{HosmerLemeshow{value.chi2(), value.groups()}, ""};
}

absl::Status ReadFlexible(const v1::ValidationMetrics& message, ValidationMetrics& record) {
  OSTEON_ASSIGN_OR_RETURN(record.ici, FromMessage(message.ici()));
  OSTEON_ASSIGN_OR_RETURN(record.e50, FromMessage(message.e50()));
  OSTEON_ASSIGN_OR_RETURN(record.e90, FromMessage(message.e90()));
  OSTEON_ASSIGN_OR_RETURN(record.calibration_curve, FromMessage(message.calibration_curve()));
  OSTEON_ASSIGN_OR_RETURN(record.hosmer_lemeshow, FromMessage(message.hosmer_lemeshow()));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DecisionPoint>> FromMessage(
    const google::protobuf::RepeatedPtrField<v1::DecisionPoint>& message) {
  if (message.size() > static_cast<int>(kMostDecisionThresholds)) return Invalid("too long a decision curve");
  std::vector<DecisionPoint> curve;
  for (const v1::DecisionPoint& point : message) {
    OSTEON_RETURN_IF_ERROR(CheckRule(point.suppressed()));
    for (const double number : {point.threshold(), point.net_benefit(), point.treat_all()}) {
      if (!std::isfinite(number)) return Invalid("a decision curve that is not finite");
    }
    curve.push_back({point.threshold(), point.tp(), point.fp(), point.net_benefit(), point.treat_all(),
                     point.suppressed()});
  }
  return curve;
}

}  // namespace

void ToMessage(const ScoredModel& model, v1::FrozenModel* message) {
  message->set_name(model.name);
  if (!model.score_column.empty()) {
    message->set_score_column(model.score_column);
    return;
  }
  for (const ValidatedTerm& term : model.terms) {
    v1::Term* added = message->mutable_linear()->add_terms();
    added->set_name(term.name);
    added->set_coefficient(term.coefficient);
  }
}

absl::StatusOr<ScoredModel> ModelFromMessage(const v1::FrozenModel& message) {
  ScoredModel model;
  OSTEON_RETURN_IF_ERROR(CheckName(message.name(), "a model"));
  model.name = message.name();
  if (!message.has_linear()) {
    OSTEON_RETURN_IF_ERROR(CheckName(message.score_column(), "a score column"));
    model.score_column = message.score_column();
    return model;
  }
  if (message.linear().terms_size() == 0 || message.linear().terms_size() > kMaxColumns) {
    return Invalid("a model without terms, or with too many");
  }
  std::vector<std::string> names;
  for (const v1::Term& term : message.linear().terms()) {
    OSTEON_RETURN_IF_ERROR(CheckName(term.name(), "a term"));
    if (!std::isfinite(term.coefficient())) {
      return Invalid(absl::StrCat("coefficient of ", term.name(), " is not finite"));
    }
    model.terms.push_back({term.name(), term.coefficient()});
    names.push_back(term.name());
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "term"));
  return model;
}

void Fill(const PerformanceRequest& request, v1::SumRequest* message) {
  v1::PerformanceRequest* performance = message->mutable_performance();
  for (const std::string& column : request.columns) performance->add_columns(column);
  performance->set_rows(ToMessage(request.rows));
  performance->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::PerformanceRequest& message) {
  PerformanceRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

void Fill(const ScoreCountsRequest& request, v1::SumRequest* message) {
  v1::ScoreCountsRequest* counts = message->mutable_score_counts();
  for (const ScoredModel& model : request.models) ToMessage(model, counts->add_models());
  counts->mutable_cuts()->Assign(request.cuts.begin(), request.cuts.end());
  counts->set_rows(ToMessage(request.rows));
  counts->set_sites(static_cast<std::uint32_t>(request.sites));
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::ScoreCountsRequest& message) {
  ScoreCountsRequest request;
  if (message.models_size() == 0 || message.models_size() > static_cast<int>(kMostScoredModels)) {
    return Invalid(absl::StrCat("counts of ", message.models_size(), " models"));
  }
  std::vector<std::string> names;
  for (const v1::FrozenModel& model : message.models()) {
    OSTEON_ASSIGN_OR_RETURN(ScoredModel read, ModelFromMessage(model));
    names.push_back(read.name);
    request.models.push_back(std::move(read));
  }
  OSTEON_RETURN_IF_ERROR(CheckUnique(std::move(names), "model"));
  request.cuts.assign(message.cuts().begin(), message.cuts().end());
  if (!AreCuts(request.cuts, kMostScoreCuts)) {
    return Invalid(
        absl::StrCat("cuts that are not 1 to ", kMostScoreCuts, " ascending numbers between 0 and 1"));
  }
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return SumRequest(std::move(request));
}

absl::StatusOr<std::vector<double>> DecisionThresholdsFromMessage(
    const google::protobuf::RepeatedField<double>& message) {
  std::vector<double> thresholds(message.begin(), message.end());
  if (AreDecisionThresholds(thresholds)) return thresholds;
  return Invalid(absl::StrCat("decision thresholds that are not at most ", kMostDecisionThresholds,
                              " ascending numbers between 0 and 1"));
}

void ToMessage(const ValidationRequest& request, v1::ValidationRequest* validation) {
  ToMessage(ScoredModel{request.model, request.terms, request.score_column}, validation->mutable_model());
  validation->set_rows(ToMessage(request.rows));
  if (request.threshold) validation->set_threshold(*request.threshold);
  validation->mutable_decision_thresholds()->Assign(request.decision_thresholds.begin(),
                                                    request.decision_thresholds.end());
  if (request.view != View()) ToMessage(request.view, validation->mutable_view());
  validation->mutable_score_edges()->Assign(request.score_edges.begin(), request.score_edges.end());
}

void Fill(const ValidationRequest& request, v1::GatherRequest* message) {
  ToMessage(request, message->mutable_validation());
}

absl::StatusOr<ValidationRequest> ValidationFromMessage(const v1::ValidationRequest& message) {
  ValidationRequest request;
  OSTEON_ASSIGN_OR_RETURN(ScoredModel model, ModelFromMessage(message.model()));
  request.model = std::move(model.name);
  request.terms = std::move(model.terms);
  request.score_column = std::move(model.score_column);
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  if (message.has_threshold()) {
    if (!(message.threshold() >= 0 && message.threshold() <= 1)) return Invalid("a threshold outside 0 to 1");
    request.threshold = message.threshold();
  }
  OSTEON_ASSIGN_OR_RETURN(request.decision_thresholds,
                          DecisionThresholdsFromMessage(message.decision_thresholds()));
  if (message.has_view()) {
    OSTEON_ASSIGN_OR_RETURN(request.view, ViewFromMessage(message.view()));
  }
  request.score_edges.assign(message.score_edges().begin(), message.score_edges().end());
  if (!request.score_edges.empty() && !AreScoreEdges(request.score_edges)) {
    return Invalid(absl::StrCat("edges of a histogram that are not ", kMostBins + 1, " of equal steps"));
  }
  return request;
}

absl::StatusOr<GatherRequest> RequestFromMessage(const v1::ValidationRequest& message) {
  OSTEON_ASSIGN_OR_RETURN(ValidationRequest request, ValidationFromMessage(message));
  return GatherRequest(std::move(request));
}

void Fill(const ValidationMetrics& record, v1::SiteRecord* message) {
  ToMessage(record, message->mutable_validation());
}

void ToMessage(const ValidationMetrics& record, v1::ValidationMetrics* metrics) {
  metrics->set_suppressed(record.suppressed);
  metrics->set_n(record.n);
  metrics->set_events(record.events);
  Fill(record.auc, metrics->mutable_auc());
  Fill(record.calibration_in_the_large, metrics->mutable_calibration_in_the_large());
  Fill(record.calibration_slope, metrics->mutable_calibration_slope());
  Fill(record.oe, metrics->mutable_oe());
  if (record.brier) metrics->set_brier(*record.brier);
  if (record.scaled_brier) metrics->set_scaled_brier(*record.scaled_brier);
  FillFlexible(record, metrics);
  FillDistributions(record, metrics);
  for (const DecisionPoint& point : record.decision_curve) {
    v1::DecisionPoint* added = metrics->add_decision_curve();
    added->set_threshold(point.threshold);
    added->set_tp(point.tp);
    added->set_fp(point.fp);
    added->set_net_benefit(point.net_benefit);
    added->set_treat_all(point.treat_all);
    added->set_suppressed(point.suppressed);
  }
  if (!record.at_threshold) return;
  const ThresholdTable& table = *record.at_threshold;
  v1::ThresholdTable* threshold = metrics->mutable_at_threshold();
  threshold->set_threshold(table.threshold);
  threshold->set_suppressed(table.suppressed);
  if (!table.suppressed.empty()) return;
  threshold->set_tp(table.tp);
  threshold->set_fp(table.fp);
  threshold->set_tn(table.tn);
  threshold->set_fn(table.fn);
  Fill(table.sensitivity, threshold->mutable_sensitivity());
  Fill(table.specificity, threshold->mutable_specificity());
  Fill(table.ppv, threshold->mutable_ppv());
  Fill(table.npv, threshold->mutable_npv());
  Fill(table.accuracy, threshold->mutable_accuracy());
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::ValidationMetrics& message) {
  absl::StatusOr<ValidationMetrics> record = MetricsFromMessage(message);
  if (!record.ok()) return record.status();
  return absl::StatusOr<SiteRecord>(absl::in_place, std::in_place_type<ValidationMetrics>,
                                    *std::move(record));
}

absl::StatusOr<ValidationMetrics> MetricsFromMessage(const v1::ValidationMetrics& message) {
  ValidationMetrics record;
  OSTEON_RETURN_IF_ERROR(CheckRule(message.suppressed()));
  record.suppressed = message.suppressed();
  record.n = message.n();
  record.events = message.events();
  OSTEON_ASSIGN_OR_RETURN(record.auc, EstimateFromMessage(message.auc()));
  OSTEON_ASSIGN_OR_RETURN(record.calibration_in_the_large,
                          EstimateFromMessage(message.calibration_in_the_large()));
  OSTEON_ASSIGN_OR_RETURN(record.calibration_slope, EstimateFromMessage(message.calibration_slope()));
  OSTEON_ASSIGN_OR_RETURN(record.oe, EstimateFromMessage(message.oe()));
  for (const double number : {message.brier(), message.scaled_brier()}) {
    if (!std::isfinite(number)) return Invalid("a Brier score that is not finite");
  }
  if (message.has_brier()) record.brier = message.brier();
  if (message.has_scaled_brier()) record.scaled_brier = message.scaled_brier();
  if (message.has_at_threshold()) {
    const v1::ThresholdTable& threshold = message.at_threshold();
    ThresholdTable table;
    if (!(threshold.threshold() >= 0 && threshold.threshold() <= 1))
      return Invalid("a threshold outside 0 to 1");
    OSTEON_RETURN_IF_ERROR(CheckRule(threshold.suppressed()));
    table.threshold = threshold.threshold();
    table.suppressed = threshold.suppressed();
    table.tp = threshold.tp();
    table.fp = threshold.fp();
    table.tn = threshold.tn();
    table.fn = threshold.fn();
    if (table.suppressed.empty()) {
      OSTEON_ASSIGN_OR_RETURN(table.sensitivity, EstimateFromMessage(threshold.sensitivity()));
      OSTEON_ASSIGN_OR_RETURN(table.specificity, EstimateFromMessage(threshold.specificity()));
      OSTEON_ASSIGN_OR_RETURN(table.ppv, EstimateFromMessage(threshold.ppv()));
      OSTEON_ASSIGN_OR_RETURN(table.npv, EstimateFromMessage(threshold.npv()));
      OSTEON_ASSIGN_OR_RETURN(table.accuracy, EstimateFromMessage(threshold.accuracy()));
    }
    record.at_threshold = table;
  }
  OSTEON_RETURN_IF_ERROR(ReadFlexible(message, record));
  OSTEON_RETURN_IF_ERROR(ReadDistributions(message, record));
  OSTEON_ASSIGN_OR_RETURN(record.decision_curve, FromMessage(message.decision_curve()));
  return record;
}

}  // namespace osteon::models
