// What the procedure asks next and what it has settled: made from a PathState, kept by the federation's
// memory as a row of doubles, so that a replay asks the same bits.
#ifndef OSTEON_MODELS_LASSO_PLAN_H_
#define OSTEON_MODELS_LASSO_PLAN_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/lasso/path_state.h"

namespace osteon::models {

// The next evaluation of one fit.
struct FitAsk {
  int set = 0;
  int l = 0;
  double step = 1;  // how far `beta` lies from the evaluation before
  SparseBeta beta;
  std::vector<int> gradient;  // columns
  std::vector<int> references;
  std::vector<double> weights;
  bool held_out = false;
  std::vector<int> block;  // columns of a curvature block at `beta`; empty: none
};

// More columns for a block of a data set, in place of some that no fit needs.
struct BorderAsk {
  int set = 0;
  int block = 0;
  std::vector<int> columns;  // new ones
  std::vector<int> dropped;  // some of the block's, ascending
};

struct Verdict {
  int set = 0;
  int l = 0;
  FitStatus status = FitStatus::kFinished;
  double violation = 0;
  double step = 0;
};

struct Plan {
  std::vector<FitAsk> asks;
  std::vector<BorderAsk> borders;
  std::vector<Verdict> verdicts;
  std::vector<int> anchors;
  int last = 0;
  int curve_last = 0;
};

std::vector<double> Flatten(const Plan& plan);
// kDataLoss: not what Flatten wrote.
absl::StatusOr<Plan> Unflatten(const std::vector<double>& values);

// The next plan. No asks: everything is settled.
Plan MakePlan(const PathState& state);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_PLAN_H_
