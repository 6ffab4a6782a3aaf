#include "models/lasso/curvature.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace osteon::models {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kLeastCurvature = 0.05;  // of a secant pair, relative to the matrix's own

// Rows of the block's matrix for the intercept and the columns; -1 for those that it lacks.
std::vector<Index> Positions(const Block& block, const std::vector<int>& columns) {
  std::vector<Index> positions = {0};
  for (const int column : columns) positions.push_back(block.position[static_cast<std::size_t>(column)]);
  return positions;
}

// matrix = (1 - share) matrix + share block, where the block has both columns.
void Blend(const Block& block, const std::vector<int>& columns, double share, MatrixXd& matrix) {
  const std::vector<Index> at = Positions(block, columns);
  for (Index c = 0; c < matrix.cols(); ++c) {
    const Index column = at[static_cast<std::size_t>(c)];
    if (column < 0) continue;
    for (Index r = 0; r < matrix.rows(); ++r) {
      const Index row = at[static_cast<std::size_t>(r)];
      if (row >= 0) matrix(r, c) += share * (block.matrix(row, column) - matrix(r, c));
    }
  }
}

bool IsPositiveDefinite(const MatrixXd& matrix) {
  return Eigen::LLT<MatrixXd>(matrix).info() == Eigen::Success;
}

}  // namespace

CurvatureModel::Pair CurvatureModel::Around(const PathState& state, int set, int l,
                                            const std::vector<int>& wanted) {
  const std::vector<Block>& blocks = state.Set(set).blocks;
  int below = -1;
  int above = -1;
  for (int b = 0; b < static_cast<int>(blocks.size()); ++b) {
    const int at = blocks[static_cast<std::size_t>(b)].lambda;
    if (at <= l && (below < 0 || at >= blocks[static_cast<std::size_t>(below)].lambda)) below = b;
    if (at > l && (above < 0 || at <= blocks[static_cast<std::size_t>(above)].lambda)) above = b;
  }
  Pair pair;
  if (below < 0) std::swap(below, above);
  if (below < 0) return pair;
  pair.index = below;
  pair.main = &blocks[static_cast<std::size_t>(below)];
  if (above < 0) return pair;
  pair.other = &blocks[static_cast<std::size_t>(above)];
  const auto position = [&](int at) { return state.log_lambda[static_cast<std::size_t>(at)]; };
  const double from = position(pair.main->lambda);
  const double to = position(pair.other->lambda);
  pair.share = from == to ? 0.5 : std::clamp((position(l) - from) / (to - from), 0.0, 1.0);
  const auto coverage = [&](const Block& block) {
    return std::count_if(wanted.begin(), wanted.end(), [&](int column) { return Covers(block, column); });
  };
  const auto main = coverage(*pair.main);
  const auto other = coverage(*pair.other);
  if (other > main || (other == main && pair.share > 0.5)) {
    std::swap(pair.main, pair.other);
    pair.share = 1 - pair.share;
    pair.index = above;
  }
  return pair;
}

CurvatureModel::CurvatureModel(const PathState& state, int set, int l, const std::vector<int>& wanted) {
  base_ = Around(state, 0, l, wanted);
  if (set == 0) return;
  own_ = Around(state, set, l, wanted);
  if (own_.main == nullptr) return;
  const std::vector<Block>& own = state.Set(set).blocks;
  for (int b = 0; b < static_cast<int>(own.size()); ++b) {
    const auto far = [&](int block) { return std::abs(own[static_cast<std::size_t>(block)].lambda - l); };
    if (own_block_ < 0 || far(b) < far(own_block_)) own_block_ = b;
  }
  const bool whole =
      std::all_of(wanted.begin(), wanted.end(), [&](int column) { return Covers(*own_.main, column); });
  if (!whole && base_.main != nullptr) return;
  base_ = own_;
  base_set_ = set;
  own_ = Pair();
}

MatrixXd CurvatureModel::Matrix(const std::vector<int>& columns) const {
  const std::vector<Index> at = Positions(*base_.main, columns);
  const auto size = static_cast<Index>(at.size());
  MatrixXd plain(size, size);
  for (Index c = 0; c < size; ++c) {
    for (Index r = 0; r < size; ++r) {
      plain(r, c) = base_.main->matrix(at[static_cast<std::size_t>(r)], at[static_cast<std::size_t>(c)]);
    }
  }
  // A ridge far below the data's own curvature: duplicated columns then have one solution of every step.
  plain.diagonal().array() += 1e-9 * plain.diagonal().mean();
  MatrixXd matrix = plain;
  if (base_.other != nullptr) Blend(*base_.other, columns, base_.share, matrix);
  if (own_.main != nullptr) {
    Blend(*own_.main, columns, 1, matrix);
    if (own_.other != nullptr) Blend(*own_.other, columns, own_.share, matrix);
  }
  if (base_.other == nullptr && own_.main == nullptr) return matrix;
  return IsPositiveDefinite(matrix) ? matrix : plain;
}

void UpdateBySecant(MatrixXd& matrix, const VectorXd& step, const VectorXd& change) {
  const VectorXd expected = matrix * step;
  const double own = step.dot(expected);
  const double seen = step.dot(change);
  if (!(own > 0) || !(seen > kLeastCurvature * own)) return;
  const VectorXd left = change / seen;
  const VectorXd right = expected / own;
  for (Index c = 0; c < matrix.cols(); ++c) {
    matrix.col(c) += left[c] * change - right[c] * expected;
  }
}

}  // namespace osteon::models
