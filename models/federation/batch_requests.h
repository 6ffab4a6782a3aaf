// Requests of penalised paths with cross-validation: many fits in one round.
//
// Data set 0 is all rows of `rows`; data set k, 1..folds, leaves out the rows with table fold k - 1.
#ifndef OSTEON_MODELS_FEDERATION_BATCH_REQUESTS_H_
#define OSTEON_MODELS_FEDERATION_BATCH_REQUESTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/data/analysis_table.h"
#include "models/federation/standardised_column.h"

namespace osteon::models {

// Patients, events, sum z, sum z^2 and sum z y of the rows of each fold. folds == 1 asks for all rows at once
// and needs no folds in the table.
//   layout: "counts" (folds x (patients, events)), "sum", "square", "outcome" (folds x p each, fold by fold)
struct FoldMomentsRequest {
  std::vector<StandardisedColumn> columns;  // (p)
  int folds = 1;
  RowSet rows = RowSet::kTrain;
  std::uint64_t patients = 0;  // over all sites and folds: makes the scale of the fixed-point numbers
  int sites = 1;
  friend bool operator==(const FoldMomentsRequest&, const FoldMomentsRequest&) = default;
};

// Coefficients at which something is computed on one data set. What is not listed is zero.
struct BatchPoint {
  int data_set = 0;
  double intercept = 0;
  std::vector<int> columns;  // ascending indices into the request's columns
  std::vector<double> coefficients;
  friend bool operator==(const BatchPoint&, const BatchPoint&) = default;
};

// At point `point`: the log-likelihood and the gradient sum (y - p) and sum z_j (y - p) for the intercept and
// the columns listed.
// With references: also sum (p - sum_a weights_a p_a)^2, p_a the probabilities at points `references` of the
// same data set; the weights add to 1. It bounds how far the gradient is from the references' own: the
// certificate of docs/models/lasso.md.
// With held_out: also, over the rows that the data set leaves out, sum of -2 log likelihood with p clipped to
// [1e-5, 1 - 1e-5], sum of 2 (y - p)^2, and the number of rows on the wrong side of p > 0.5.
struct BatchEvaluation {
  int point = 0;
  std::vector<int> gradient;  // ascending
  std::vector<int> references;
  std::vector<double> weights;  // as many as references
  bool held_out = false;
  friend bool operator==(const BatchEvaluation&, const BatchEvaluation&) = default;
};

// Rows `known`, known + 1, ... of the lower triangle of sum p (1 - p) z z' at point `point`, over the
// intercept (row 0, only when known == 0) and `columns`, in the order given: a new block when known == 0, or
// the border that `columns[known...]` add to a block of the first `known` columns.
struct BatchCurvature {
  int point = 0;
  std::vector<int> columns;  // unique, any order
  int known = 0;
  friend bool operator==(const BatchCurvature&, const BatchCurvature&) = default;
};

// layout: "loglik" (evaluations), "gradient" (evaluations x (1 + columns listed)), "curvature", "distance"
// (evaluations with references), "held out" (3 x evaluations with held_out), in one word each with
// LogisticFractionBits(patients, sites) places.
struct LogisticBatchRequest {
  std::vector<StandardisedColumn> columns;  // only those that the batch uses
  int folds = 1;                            // 1: data set 0 only
  std::vector<BatchPoint> points;
  std::vector<BatchEvaluation> evaluations;
  std::vector<BatchCurvature> curvatures;
  RowSet rows = RowSet::kTrain;
  std::uint64_t patients = 0;
  int sites = 1;
  friend bool operator==(const LogisticBatchRequest&, const LogisticBatchRequest&) = default;
};

// For each point, on the rows that its data set leaves out: how many of each outcome class have their
// predicted probability in each of `bins` equal bins of [0, 1]. Bin b holds b / bins <= p < (b + 1) / bins,
// the last also p = 1.
//   layout: "counts" (points x (without event, with event) x bins), point by point
struct HeldOutScoresRequest {
  std::vector<StandardisedColumn> columns;  // only those that the points use
  int folds = 2;
  int bins = 100;                  // 2 to kMostScoreBins
  std::vector<BatchPoint> points;  // none on data set 0
  RowSet rows = RowSet::kTrain;
  int sites = 1;
  friend bool operator==(const HeldOutScoresRequest&, const HeldOutScoresRequest&) = default;
};

inline constexpr int kMostScoreBins = 1000;
inline constexpr std::size_t kMostHeldOutScores = std::size_t{1} << 18;  // numbers in one request

inline constexpr double kProbabilityClip = 1e-5;  // of the held-out deviance, as cv.glmnet's

// How many numbers a curvature has.
std::size_t CurvatureSize(const BatchCurvature& curvature);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_FEDERATION_BATCH_REQUESTS_H_
