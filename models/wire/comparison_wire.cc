#include "models/wire/comparison_wire.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "models/wire/estimate_wire.h"
#include "models/wire/message_checks.h"
#include "models/wire/preparation_wire.h"
#include "models/wire/validation_wire.h"

namespace osteon::models {
namespace {

void Fill(const Maybe<TestedDifference>& difference, v1::MaybeTestedDifference* message) {
  if (!difference.value) {
    message->set_unavailable(difference.unavailable);
    return;
  }
  Fill(difference.value->difference, message->mutable_value()->mutable_difference());
  message->mutable_value()->set_z(difference.value->z);
  message->mutable_value()->set_p(difference.value->p);
}

void Fill(const Maybe<McNemar>& test, v1::MaybeMcNemar* message) {
  if (!test.value) {
    message->set_unavailable(test.unavailable);
    return;
  }
  v1::McNemar* value = message->mutable_value();
  value->set_b(test.value->b);
  value->set_c(test.value->c);
  value->set_chi2_edwards(test.value->chi2_edwards);
  value->set_p_edwards(test.value->p_edwards);
  value->set_p_exact(test.value->p_exact);
  value->set_p_mid(test.value->p_mid);
}

absl::StatusOr<Maybe<TestedDifference>> FromMessage(const v1::MaybeTestedDifference& message) {
  if (!message.has_value()) {
    if (message.unavailable().empty()) return Invalid("a difference that is neither given nor unavailable");
    return Maybe<TestedDifference>{std::nullopt, message.unavailable()};
  }
  const v1::TestedDifference& value = message.value();
  TestedDifference difference;
  OSTEON_ASSIGN_OR_RETURN(difference.difference, EstimateFromMessage(value.difference()));
  if (!std::isfinite(value.z()) || !std::isfinite(value.p())) return Invalid("a test that is not finite");
  difference.z = value.z();
  difference.p = value.p();
  return Maybe<TestedDifference>{std::move(difference), ""};
}

absl::StatusOr<Maybe<McNemar>> FromMessage(const v1::MaybeMcNemar& message) {
  if (!message.has_value()) {
    if (message.unavailable().empty()) return Invalid("a test that is neither given nor unavailable");
    return Maybe<McNemar>{std::nullopt, message.unavailable()};
  }
  const v1::McNemar& value = message.value();
  for (const double number : {value.chi2_edwards(), value.p_edwards(), value.p_exact(), value.p_mid()}) {
    if (!std::isfinite(number)) return Invalid("a test that is not finite");
  }
  return Maybe<McNemar>{
      McNemar{value.b(), value.c(), value.chi2_edwards(), value.p_edwards(), value.p_exact(), value.p_mid()},
      ""};
}

}  // namespace

void Fill(const ComparisonRequest& request, v1::GatherRequest* message) {
  v1::ComparisonRequest* comparison = message->mutable_comparison();
  ToMessage(request.a, comparison->mutable_a());
  ToMessage(request.b, comparison->mutable_b());
  comparison->set_rows(ToMessage(request.rows));
  if (request.thresholds) {
    comparison->mutable_thresholds()->set_a(request.thresholds->a);
    comparison->mutable_thresholds()->set_b(request.thresholds->b);
  }
  comparison->mutable_decision_thresholds()->Assign(request.decision_thresholds.begin(),
                                                    request.decision_thresholds.end());
  if (request.view_a != View()) ToMessage(request.view_a, comparison->mutable_view_a());
  if (request.view_b != View()) ToMessage(request.view_b, comparison->mutable_view_b());
}

void Fill(const ModelComparison& record, v1::SiteRecord* message) {
  v1::ModelComparison* comparison = message->mutable_comparison();
  comparison->set_suppressed(record.suppressed);
  comparison->set_n(record.n);
  comparison->set_events(record.events);
  Fill(record.auc, comparison->mutable_auc());
  Fill(record.accuracy, comparison->mutable_accuracy());
  Fill(record.sensitivity, comparison->mutable_sensitivity());
  Fill(record.specificity, comparison->mutable_specificity());
  Fill(record.brier, comparison->mutable_brier());
  for (const NetBenefitDifference& at : record.net_benefit) {
    v1::NetBenefitDifference* added = comparison->add_net_benefit();
    added->set_threshold(at.threshold);
    Fill(at.difference, added->mutable_difference());
  }
}

absl::StatusOr<GatherRequest> RequestFromMessage(const v1::ComparisonRequest& message) {
  ComparisonRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.a, ModelFromMessage(message.a()));
  OSTEON_ASSIGN_OR_RETURN(request.b, ModelFromMessage(message.b()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  if (message.has_thresholds()) {
    for (const double threshold : {message.thresholds().a(), message.thresholds().b()}) {
      if (!(threshold >= 0 && threshold <= 1)) return Invalid("a threshold outside 0 to 1");
    }
    request.thresholds = ThresholdPair{message.thresholds().a(), message.thresholds().b()};
  }
  OSTEON_ASSIGN_OR_RETURN(request.decision_thresholds,
                          DecisionThresholdsFromMessage(message.decision_thresholds()));
  if (message.has_view_a()) {
    OSTEON_ASSIGN_OR_RETURN(request.view_a, ViewFromMessage(message.view_a()));
  }
  if (message.has_view_b()) {
    OSTEON_ASSIGN_OR_RETURN(request.view_b, ViewFromMessage(message.view_b()));
  }
  return GatherRequest(std::move(request));
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::ModelComparison& message) {
  ModelComparison record;
  OSTEON_RETURN_IF_ERROR(CheckRule(message.suppressed()));
  record.suppressed = message.suppressed();
  record.n = message.n();
  record.events = message.events();
  OSTEON_ASSIGN_OR_RETURN(record.auc, FromMessage(message.auc()));
  OSTEON_ASSIGN_OR_RETURN(record.accuracy, FromMessage(message.accuracy()));
  OSTEON_ASSIGN_OR_RETURN(record.sensitivity, FromMessage(message.sensitivity()));
  OSTEON_ASSIGN_OR_RETURN(record.specificity, FromMessage(message.specificity()));
  OSTEON_ASSIGN_OR_RETURN(record.brier, EstimateFromMessage(message.brier()));
  if (message.net_benefit_size() > static_cast<int>(kMostDecisionThresholds)) {
    return Invalid("too many differences of net benefit");
  }
  for (const v1::NetBenefitDifference& at : message.net_benefit()) {
    if (!std::isfinite(at.threshold())) return Invalid("a threshold that is not finite");
    OSTEON_ASSIGN_OR_RETURN(MaybeEstimate difference, EstimateFromMessage(at.difference()));
    record.net_benefit.push_back({at.threshold(), std::move(difference)});
  }
  return SiteRecord(std::move(record));
}

}  // namespace osteon::models
