#include "models/wire/distribution_wire.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/estimate_wire.h"
#include "models/wire/message_checks.h"

namespace osteon::models {
namespace {

void Fill(const Maybe<Histogram>& histogram, v1::MaybeHistogram* message) {
  if (!histogram.value) {
    message->set_unavailable(histogram.unavailable);
    return;
  }
  v1::Histogram* value = message->mutable_value();
  value->mutable_edges()->Assign(histogram.value->edges.begin(), histogram.value->edges.end());
  value->mutable_events()->Assign(histogram.value->events.begin(), histogram.value->events.end());
  value->mutable_non_events()->Assign(histogram.value->non_events.begin(), histogram.value->non_events.end());
}

absl::StatusOr<Maybe<Histogram>> FromMessage(const v1::MaybeHistogram& message) {
  if (!message.has_value()) return Maybe<Histogram>{std::nullopt, message.unavailable()};
  const v1::Histogram& value = message.value();
  const int bins = value.edges_size() - 1;
  if (bins < 1 || bins > static_cast<int>(kMostBins) || value.events_size() != bins ||
      value.non_events_size() != bins) {
    return Invalid(absl::StrCat("a histogram that does not have 1 to ", kMostBins, " bins and their counts"));
  }
  Histogram histogram;
  histogram.edges.assign(value.edges().begin(), value.edges().end());
  histogram.events.assign(value.events().begin(), value.events().end());
  histogram.non_events.assign(value.non_events().begin(), value.non_events().end());
  const bool finite = std::all_of(histogram.edges.begin(), histogram.edges.end(),
                                  [](double edge) { return std::isfinite(edge); });
  if (!finite || std::adjacent_find(histogram.edges.begin(), histogram.edges.end(), std::greater_equal<>()) !=
                     histogram.edges.end()) {
    return Invalid("a histogram whose edges do not ascend");
  }
  return Maybe<Histogram>{std::move(histogram), ""};
}

absl::StatusOr<Maybe<LogisticRecalibration>> FromMessage(const v1::MaybeRecalibration& message) {
  if (!message.has_value()) return Maybe<LogisticRecalibration>{std::nullopt, message.unavailable()};
  LogisticRecalibration recalibration;
  OSTEON_ASSIGN_OR_RETURN(recalibration.intercept, EstimateFromMessage(message.value().intercept()));
  OSTEON_ASSIGN_OR_RETURN(recalibration.slope, EstimateFromMessage(message.value().slope()));
  recalibration.covariance = message.value().covariance();
  recalibration.brier = message.value().brier();
  if (!std::isfinite(recalibration.covariance) || !std::isfinite(recalibration.brier)) {
    return Invalid("a recalibration that is not finite");
  }
  return Maybe<LogisticRecalibration>{std::move(recalibration), ""};
}

}  // namespace

void Fill(const Maybe<MeanAndSd>& moments, v1::MaybeMoments* message) {
  if (moments.value) {
    message->mutable_value()->set_mean(moments.value->mean);
    message->mutable_value()->set_sd(moments.value->sd);
  } else {
    message->set_unavailable(moments.unavailable);
  }
}

absl::StatusOr<Maybe<MeanAndSd>> MomentsFromMessage(const v1::MaybeMoments& message) {
  if (!message.has_value()) return Maybe<MeanAndSd>{std::nullopt, message.unavailable()};
  const v1::MeanAndSd& value = message.value();
  if (!std::isfinite(value.mean()) || !std::isfinite(value.sd()) || value.sd() < 0) {
    return Invalid("a mean that is not finite, or a standard deviation below 0");
  }
  return Maybe<MeanAndSd>{MeanAndSd{value.mean(), value.sd()}, ""};
}

void FillDistributions(const ValidationMetrics& record, v1::ValidationMetrics* message) {
  Fill(record.linear_predictor.all, message->mutable_linear_predictor());
  Fill(record.linear_predictor.events, message->mutable_linear_predictor_events());
  Fill(record.linear_predictor.non_events, message->mutable_linear_predictor_non_events());
  const Recalibration& recalibration = record.recalibration;
  if (recalibration.brier_intercept_only.value) {
    message->mutable_brier_intercept_only()->set_value(*recalibration.brier_intercept_only.value);
  } else {
    message->mutable_brier_intercept_only()->set_unavailable(recalibration.brier_intercept_only.unavailable);
  }
  if (recalibration.logistic.value) {
    v1::LogisticRecalibration* value = message->mutable_recalibration()->mutable_value();
    Fill(recalibration.logistic.value->intercept, value->mutable_intercept());
    Fill(recalibration.logistic.value->slope, value->mutable_slope());
    value->set_covariance(recalibration.logistic.value->covariance);
    value->set_brier(recalibration.logistic.value->brier);
  } else {
    message->mutable_recalibration()->set_unavailable(recalibration.logistic.unavailable);
  }
  Fill(record.risk_histogram, message->mutable_risk_histogram());
  Fill(record.score_histogram, message->mutable_score_histogram());
}

absl::Status ReadDistributions(const v1::ValidationMetrics& message, ValidationMetrics& record) {
  ScoreMoments& moments = record.linear_predictor;
  OSTEON_ASSIGN_OR_RETURN(moments.all, MomentsFromMessage(message.linear_predictor()));
  OSTEON_ASSIGN_OR_RETURN(moments.events, MomentsFromMessage(message.linear_predictor_events()));
  OSTEON_ASSIGN_OR_RETURN(moments.non_events, MomentsFromMessage(message.linear_predictor_non_events()));
  if (message.brier_intercept_only().result_case() == v1::MaybeNumber::kValue) {
    const double brier = message.brier_intercept_only().value();
    if (!std::isfinite(brier)) return Invalid("a Brier score that is not finite");
    record.recalibration.brier_intercept_only.value = brier;
  } else {
    record.recalibration.brier_intercept_only.unavailable = message.brier_intercept_only().unavailable();
  }
  OSTEON_ASSIGN_OR_RETURN(record.recalibration.logistic, FromMessage(message.recalibration()));
  OSTEON_ASSIGN_OR_RETURN(record.risk_histogram, FromMessage(message.risk_histogram()));
  OSTEON_ASSIGN_OR_RETURN(record.score_histogram, FromMessage(message.score_histogram()));
  return absl::OkStatus();
}

}  // namespace osteon::models
