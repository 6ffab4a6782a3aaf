// What the lasso procedure knows: data sets, and for each of them what the sites' sums have told so far.
// Data set 0 is all training rows; data set k leaves out fold k. All coordinates are standardised with the
// moments of data set 0; all sums are per patient of their data set.
#ifndef OSTEON_MODELS_LASSO_PATH_STATE_H_
#define OSTEON_MODELS_LASSO_PATH_STATE_H_

#include <Eigen/Core>
#include <array>
#include <optional>
#include <vector>

#include "models/lasso/lasso_settings.h"

namespace osteon::models {

inline constexpr int kAnchorSpacing = 8;  // penalties

struct SparseBeta {
  double intercept = 0;
  std::vector<int> columns;    // ascending
  std::vector<double> values;  // as many, none of them 0
};

// What the sites answered at one point.
struct Evaluation {
  SparseBeta beta;
  double loglik = 0;
  double intercept_gradient = 0;
  std::vector<int> columns;      // ascending
  std::vector<double> gradient;  // as many
  // The certificate: the points it refers to (indices into DataSet::full), their weights, and the mean of the
  // squared distance of the probabilities.
  std::vector<int> references;
  std::vector<double> weights;
  double distance = 0;
  std::optional<std::array<double, 3>> held_out;  // sums: deviance, squared error, wrong classes
};

// A point with its gradient on every column.
struct FullPoint {
  int lambda = 0;  // index; 0 for the null model
  SparseBeta beta;
  double intercept_gradient = 0;
  std::vector<double> gradient;  // (p)
};

// p (1 - p) z z' at a point, over the intercept (row 0) and `columns`.
struct Block {
  int lambda = 0;
  SparseBeta beta;
  std::vector<int> columns;
  std::vector<int> position;  // (p) row of a column in `matrix`, or -1
  Eigen::MatrixXd matrix;     // both triangles
};

struct DataSet {
  double patients = 0;
  double events = 0;
  std::vector<double> mean;      // (p) of the standardised columns
  std::vector<double> sd;        // (p) of the standardised columns, with 1/n
  std::vector<double> absolute;  // (p) weight of lambda |b|; infinite for a column that does not vary
  std::vector<double> square;    // (p) weight of lambda b^2 / 2
  std::vector<FullPoint> full;   // the null model first; never removed, since evaluations refer to them
  std::vector<Block> blocks;
};

enum class FitStatus { kWaiting, kActive, kFinished, kUnfinished, kBeyond };

// The fit of one data set at one penalty.
struct Fit {
  FitStatus status = FitStatus::kWaiting;
  std::vector<Evaluation> history;
  double step = 1;       // length of the step that follows the last evaluation, as the last plan found it
  double violation = 1;  // of the optimality conditions at the last evaluation
  int own_blocks = 0;
};

struct PathState {
  LassoSettings settings;
  int columns = 0;   // p
  int most = 0;      // columns of a curvature block, without the intercept
  int df_limit = 0;  // p when every penalty is wanted
  std::vector<double> lambda;
  std::vector<double> log_lambda;
  std::vector<DataSet> sets;  // (1 + folds)
  std::vector<Fit> fits;      // set by set, penalty by penalty
  std::vector<int> anchors;   // penalties whose gradient is asked for on every column, ascending
  int last = 0;               // the last penalty that the path is taken to have
  int curve_last = 0;         // the last penalty at which the folds are fitted, if it is before that
  int round = 0;              // of batches

  int penalties() const { return static_cast<int>(lambda.size()); }
  Fit& At(int set, int l) { return fits[static_cast<std::size_t>(set * penalties() + l)]; }
  const Fit& At(int set, int l) const { return fits[static_cast<std::size_t>(set * penalties() + l)]; }
  const DataSet& Set(int set) const { return sets[static_cast<std::size_t>(set)]; }
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_PATH_STATE_H_
