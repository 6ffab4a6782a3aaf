// A matrix for one fit's quadratic model, from curvature that was asked for elsewhere: at other penalties, on
// other data sets. It only has to be positive definite and near; exact gradients do the rest.
#ifndef OSTEON_MODELS_LASSO_CURVATURE_H_
#define OSTEON_MODELS_LASSO_CURVATURE_H_

#include <Eigen/Core>
#include <vector>

#include "models/lasso/path_state.h"

namespace osteon::models {

class CurvatureModel {
 public:
  // For the fit of `set` at penalty `l`, which would like to move the columns `wanted`. A data set other than
  // 0 uses its own blocks alone when one of the two nearest has every column wanted; otherwise those of data
  // set 0, with its own in place of them where it has them.
  CurvatureModel(const PathState& state, int set, int l, const std::vector<int>& wanted);

  // Whether a column may move: one without curvature is held where it is.
  bool Has(int column) const { return base_.main != nullptr && Covers(*base_.main, column); }

  // (1 + m, 1 + m) over the intercept and `columns`, all of which it has.
  Eigen::MatrixXd Matrix(const std::vector<int>& columns) const;

  // The block that defines it: where a border would help.
  int base_set() const { return base_set_; }
  int base_block() const { return base_.index; }
  // The data set's own block nearest to the penalty, or -1.
  int own_block() const { return own_block_; }

 private:
  // Two blocks of one data set around a penalty: `main` has more of the columns wanted.
  struct Pair {
    const Block* main = nullptr;
    const Block* other = nullptr;
    double share = 0;  // of `other`
    int index = -1;    // of `main`
  };
  static bool Covers(const Block& block, int column) {
    return block.position[static_cast<std::size_t>(column)] >= 0;
  }
  static Pair Around(const PathState& state, int set, int l, const std::vector<int>& wanted);

  Pair base_;
  Pair own_;  // main == nullptr: none laid over
  int base_set_ = 0;
  int own_block_ = -1;
};

// The BFGS update of `matrix` by a step and the change of the loss's gradient along it; skipped when the pair
// shows too little curvature to keep the matrix positive definite.
void UpdateBySecant(Eigen::MatrixXd& matrix, const Eigen::VectorXd& step, const Eigen::VectorXd& change);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_LASSO_CURVATURE_H_
