#include "models/wire/lasso_wire.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/fixed_point/ring.h"
#include "common/status/status_macros.h"
#include "models/wire/message_checks.h"

namespace osteon::models {
namespace {

constexpr double kMaxWeightSum = 7;  // as the kernel has it

// What all kinds have: columns, folds, rows, sites.
template <typename Request, typename Message>
void FillCommon(const Request& request, Message* message) {
  ToMessage(request.columns, message->mutable_columns());
  message->set_folds(static_cast<std::uint32_t>(request.folds));
  message->set_rows(ToMessage(request.rows));
  message->set_sites(static_cast<std::uint32_t>(request.sites));
}

template <typename Request, typename Message>
absl::Status ReadCommon(const Message& message, Request& request) {
  OSTEON_ASSIGN_OR_RETURN(request.columns, StandardisedFromMessage(message.columns()));
  if (message.folds() == 0 || message.folds() > static_cast<std::uint32_t>(kMaxFolds)) {
    return Invalid(absl::StrCat(message.folds(), " folds"));
  }
  request.folds = static_cast<int>(message.folds());
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return absl::OkStatus();
}

template <typename Field>
void FillIndices(const std::vector<int>& indices, Field* field) {
  for (const int index : indices) field->Add(static_cast<std::uint32_t>(index));
}

// Numbers below `end`, none of them twice; in ascending order where that is the form.
template <typename Field>
absl::StatusOr<std::vector<int>> ReadIndices(const Field& field, std::size_t end, bool ascending,
                                             absl::string_view what) {
  if (static_cast<std::size_t>(field.size()) > end)
    return Invalid(absl::StrCat("more of ", what, " than there are"));
  std::vector<int> indices;
  for (const std::uint32_t index : field) {
    if (index >= end) return Invalid(absl::StrCat("a number of ", what, " that it does not have"));
    indices.push_back(static_cast<int>(index));
  }
  std::vector<int> sorted = indices;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return Invalid(absl::StrCat("a list of ", what, " that repeats itself"));
  }
  if (ascending && sorted != indices)
    return Invalid(absl::StrCat("a list of ", what, " that is not in order"));
  return indices;
}

template <typename Field>
absl::StatusOr<std::vector<double>> ReadNumbers(const Field& field, std::size_t count,
                                                absl::string_view what) {
  if (static_cast<std::size_t>(field.size()) != count)
    return Invalid(absl::StrCat("another number of ", what));
  std::vector<double> numbers;
  for (const double number : field) {
    if (!std::isfinite(number)) return Invalid(absl::StrCat("one of the ", what, " is not finite"));
    numbers.push_back(number);
  }
  return numbers;
}

template <typename Request>
absl::StatusOr<BatchPoint> ReadPoint(const v1::BatchPoint& message, const Request& request) {
  BatchPoint point;
  const bool left_out = request.folds > 1 && message.data_set() <= static_cast<std::uint32_t>(request.folds);
  if (message.data_set() != 0 && !left_out) return Invalid("a data set that the request does not have");
  point.data_set = static_cast<int>(message.data_set());
  if (!std::isfinite(message.intercept())) return Invalid("an intercept that is not finite");
  point.intercept = message.intercept();
  OSTEON_ASSIGN_OR_RETURN(point.columns,
                          ReadIndices(message.columns(), request.columns.size(), true, "columns"));
  OSTEON_ASSIGN_OR_RETURN(point.coefficients,
                          ReadNumbers(message.coefficients(), point.columns.size(), "coefficients"));
  return point;
}

void FillPoint(const BatchPoint& point, v1::BatchPoint* message) {
  message->set_data_set(static_cast<std::uint32_t>(point.data_set));
  message->set_intercept(point.intercept);
  FillIndices(point.columns, message->mutable_columns());
  message->mutable_coefficients()->Add(point.coefficients.begin(), point.coefficients.end());
}

// The points, and no more coefficients in them than a batch may have.
template <typename Message, typename Request>
absl::Status ReadPoints(const Message& message, Request& request) {
  std::size_t coefficients = 0;
  for (const v1::BatchPoint& point : message.points()) {
    OSTEON_ASSIGN_OR_RETURN(BatchPoint read, ReadPoint(point, request));
    coefficients += read.columns.size();
    if (coefficients > kMaxBatchCoefficients) return Invalid("too many coefficients");
    request.points.push_back(std::move(read));
  }
  return absl::OkStatus();
}

absl::StatusOr<BatchEvaluation> ReadEvaluation(const v1::BatchEvaluation& message,
                                               const LogisticBatchRequest& request) {
  BatchEvaluation evaluation;
  const std::size_t points = request.points.size();
  if (message.point() >= points) return Invalid("a number of points that it does not have");
  evaluation.point = static_cast<int>(message.point());
  const int data_set = request.points[message.point()].data_set;
  OSTEON_ASSIGN_OR_RETURN(evaluation.gradient,
                          ReadIndices(message.gradient(), request.columns.size(), true, "columns"));
  OSTEON_ASSIGN_OR_RETURN(evaluation.references, ReadIndices(message.references(), points, false, "points"));
  for (const int reference : evaluation.references) {
    if (request.points[static_cast<std::size_t>(reference)].data_set != data_set) {
      return Invalid("a reference on another data set");
    }
  }
  OSTEON_ASSIGN_OR_RETURN(evaluation.weights,
                          ReadNumbers(message.weights(), evaluation.references.size(), "weights"));
  double sum = 0;
  for (const double weight : evaluation.weights) sum += std::fabs(weight);
  if (sum > kMaxWeightSum) return Invalid("weights beyond their bound");
  if (message.held_out() && data_set == 0) return Invalid("held-out rows of all rows");
  evaluation.held_out = message.held_out();
  return evaluation;
}

absl::StatusOr<BatchCurvature> ReadCurvature(const v1::BatchCurvature& message,
                                             const LogisticBatchRequest& request) {
  BatchCurvature curvature;
  if (message.point() >= request.points.size()) return Invalid("a number of points that it does not have");
  curvature.point = static_cast<int>(message.point());
  OSTEON_ASSIGN_OR_RETURN(curvature.columns,
                          ReadIndices(message.columns(), request.columns.size(), false, "columns"));
  if (message.known() > curvature.columns.size()) return Invalid("more known columns than columns");
  curvature.known = static_cast<int>(message.known());
  return curvature;
}

}  // namespace

void Fill(const FoldMomentsRequest& request, v1::SumRequest* message) {
  v1::FoldMomentsRequest* moments = message->mutable_fold_moments();
  FillCommon(request, moments);
  moments->set_patients(request.patients);
}

void Fill(const LogisticBatchRequest& request, v1::SumRequest* message) {
  v1::LogisticBatchRequest* batch = message->mutable_logistic_batch();
  FillCommon(request, batch);
  batch->set_patients(request.patients);
  for (const BatchPoint& point : request.points) FillPoint(point, batch->add_points());
  for (const BatchEvaluation& evaluation : request.evaluations) {
    v1::BatchEvaluation* added = batch->add_evaluations();
    added->set_point(static_cast<std::uint32_t>(evaluation.point));
    FillIndices(evaluation.gradient, added->mutable_gradient());
    FillIndices(evaluation.references, added->mutable_references());
    added->mutable_weights()->Add(evaluation.weights.begin(), evaluation.weights.end());
    added->set_held_out(evaluation.held_out);
  }
  for (const BatchCurvature& curvature : request.curvatures) {
    v1::BatchCurvature* added = batch->add_curvatures();
    added->set_point(static_cast<std::uint32_t>(curvature.point));
    FillIndices(curvature.columns, added->mutable_columns());
    added->set_known(static_cast<std::uint32_t>(curvature.known));
  }
}

void Fill(const HeldOutScoresRequest& request, v1::SumRequest* message) {
  v1::HeldOutScoresRequest* scores = message->mutable_held_out_scores();
  FillCommon(request, scores);
  scores->set_bins(static_cast<std::uint32_t>(request.bins));
  for (const BatchPoint& point : request.points) FillPoint(point, scores->add_points());
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::FoldMomentsRequest& message) {
  FoldMomentsRequest request;
  OSTEON_RETURN_IF_ERROR(ReadCommon(message, request));
  OSTEON_ASSIGN_OR_RETURN(request.patients, PatientsFromMessage(message.patients()));
  if (ScalarCount(LayoutOf(SumRequest(request))) > kMaxBatchScalars)
    return Invalid("too many folds and columns");
  return request;
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::LogisticBatchRequest& message) {
  LogisticBatchRequest request;
  OSTEON_RETURN_IF_ERROR(ReadCommon(message, request));
  OSTEON_ASSIGN_OR_RETURN(request.patients, PatientsFromMessage(message.patients()));
  if (std::max({message.points_size(), message.evaluations_size(), message.curvatures_size()}) >
      kMaxBatchPoints) {
    return Invalid("too many points");
  }
  OSTEON_RETURN_IF_ERROR(ReadPoints(message, request));
  // The answer is counted as it grows, so that a message cannot make it longer than the limit for a moment.
  std::size_t scalars = 0;
  for (const v1::BatchEvaluation& evaluation : message.evaluations()) {
    OSTEON_ASSIGN_OR_RETURN(BatchEvaluation read, ReadEvaluation(evaluation, request));
    scalars += 6 + read.gradient.size();
    if (scalars > kMaxBatchScalars) return Invalid("too long an answer");
    request.evaluations.push_back(std::move(read));
  }
  for (const v1::BatchCurvature& curvature : message.curvatures()) {
    OSTEON_ASSIGN_OR_RETURN(BatchCurvature read, ReadCurvature(curvature, request));
    scalars += CurvatureSize(read);
    if (scalars > kMaxBatchScalars) return Invalid("too long an answer");
    request.curvatures.push_back(std::move(read));
  }
  return request;
}

absl::StatusOr<SumRequest> RequestFromMessage(const v1::HeldOutScoresRequest& message) {
  HeldOutScoresRequest request;
  OSTEON_RETURN_IF_ERROR(ReadCommon(message, request));
  if (message.bins() < 2 || message.bins() > static_cast<std::uint32_t>(kMostScoreBins)) {
    return Invalid(absl::StrCat(message.bins(), " bins"));
  }
  request.bins = static_cast<int>(message.bins());
  if (static_cast<std::size_t>(message.points_size()) * 2 * message.bins() > kMostHeldOutScores) {
    return Invalid("too long an answer");
  }
  OSTEON_RETURN_IF_ERROR(ReadPoints(message, request));
  for (const BatchPoint& point : request.points) {
    if (point.data_set == 0) return Invalid("held-out rows of all rows");
  }
  return request;
}

}  // namespace osteon::models
